/** Code pages (`\ansicpg`) and font character sets (`\fcharset`), by the names the platform knows. */
const codePages: Readonly<Record<number, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  65001: 'utf-8',
};

const fontCharsets: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};

/** The decoder's label of a code page; Western European for those it has none for (437, 850). */
export function labelOfCodePage(page: number): string {
  return page >= 1250 && page <= 1258 ? `windows-${page}` : (codePages[page] ?? 'windows-1252');
}

/** The decoder's label of a font's character set; null for those that follow the document's. */
export function labelOfFontCharset(charset: number): string | null {
  return fontCharsets[charset] ?? null;
}

/** The text of bytes that stand as Latin-1 in a string. */
export function textOfBytes(bytes: string, label: string): string {
  return new TextDecoder(label).decode(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)));
}

/** The text of bytes, and in which character set they were read. */
export interface DecodedText {
  readonly text: string;
  readonly charset: string;
  /** True when the sender named a character set and the bytes are not in it. */
  readonly isCharsetWrong: boolean;
}

/**
 * Decodes text: by its byte order mark, else by the character set in the content type, else by what
 * the text says of itself (XML, HTML), else as UTF-8, and when it is none, as Windows-1252, which
 * reads any bytes and is what the editors of old interfaces write. The mark comes first, as in the
 * WHATWG Encoding Standard: it is part of what was stored, the label was added on the way.
 */
export function decodeText(bytes: Uint8Array, contentType: string): DecodedText {
  const marked = markOf(bytes);
  const named = marked ?? labelOf(charsetIn(contentType)) ?? labelOf(charsetInside(bytes));
  const read = named === null ? null : decodedAs(bytes, named);
  if (read !== null && named !== null) return { text: read, charset: named, isCharsetWrong: false };
  const utf8 = decodedAs(bytes, 'utf-8');
  const charset = utf8 === null ? 'windows-1252' : 'utf-8';
  const text = utf8 ?? new TextDecoder('windows-1252').decode(bytes);
  return { text, charset, isCharsetWrong: named !== null && named !== charset };
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

function charsetIn(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ?? null;
}

/** What `<?xml encoding=…?>` or `<meta charset=…>` near the beginning says. */
function charsetInside(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  if (!head.trimStart().startsWith('<')) return null;
  const xml = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  return xml ?? /<meta[^>]*charset\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1] ?? null;
}

/** The name by which the platform knows it; null when it does not. A mark says UTF-16, a label alone may lie. */
function labelOf(charset: string | null): string | null {
  try {
    const label = charset === null ? null : new TextDecoder(charset).encoding;
    return label?.startsWith('utf-16') ? null : label;
  } catch {
    return null;
  }
}

function decodedAs(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

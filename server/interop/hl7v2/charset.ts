/** HL7 table 0211 names of MSH-18 → labels that TextDecoder knows. */
const labels: Readonly<Record<string, string>> = {
  ASCII: 'utf-8',
  'UNICODE UTF-8': 'utf-8',
  'UNICODE UTF-16': 'utf-16',
  'UTF-8': 'utf-8',
  '8859/1': 'iso-8859-1',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'iso-8859-9',
  '8859/15': 'iso-8859-15',
  'ISO IR14': 'iso-2022-jp',
  'ISO IR87': 'iso-2022-jp',
  'GB 18030-2000': 'gb18030',
  'BIG-5': 'big5',
  'KS X 1001': 'euc-kr',
};

/**
 * The text of a message as received. The header is ASCII in every set we read, so MSH-18 can be
 * read before the rest; without it, or where it is not true, bytes are UTF-8 if they can be, else Windows-1252.
 */
export function decode(bytes: Uint8Array): string {
  const marked = byteOrder(bytes);
  if (marked) return decodeAs(bytes, marked) ?? decodeLoosely(bytes);
  const named = labels[namedCharset(bytes).toUpperCase()] ?? 'utf-8';
  return decodeAs(bytes, named) ?? decodeAs(bytes, 'utf-8') ?? decodeLoosely(bytes);
}

/** A byte-order mark tells UTF-16, in which no header could be read to tell it. */
export function byteOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function namedCharset(bytes: Uint8Array): string {
  const head = new TextDecoder('iso-8859-1').decode(bytes.subarray(0, 2000));
  const start = head.indexOf('MSH');
  if (start < 0) return '';
  const header = head.slice(start).split(/[\r\n]/, 1)[0] ?? '';
  const [repetition = '~'] = header.slice(5, 6);
  return (
    header
      .split(header[3] ?? '|')[17]
      ?.split(repetition)[0]
      ?.trim() ?? ''
  );
}

function decodeAs(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes of an escape sequence (`\Xhh..\`). */
export function decodeLoosely(bytes: Uint8Array): string {
  return decodeAs(bytes, 'utf-8') ?? new TextDecoder('windows-1252').decode(bytes);
}

/** One piece of an RTF file: what the Rich Text Format Specification 1.9.1 calls its basic entities. */
export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly word: string; readonly param: number | null }
  | { readonly kind: 'symbol'; readonly symbol: string }
  /** Characters as Latin-1 of their bytes; the code page is known to the reader alone. */
  | { readonly kind: 'bytes'; readonly bytes: string };

const piece =
  /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\$/y;

/** The tokens of an RTF file. Data after `\bin` is passed over without room being made for it. */
export function* rtfTokens(rtf: string): Generator<RtfToken> {
  let at = 0;
  while (at < rtf.length) {
    piece.lastIndex = at;
    const match = piece.exec(rtf);
    if (match === null) {
      at += 1;
      continue;
    }
    at = piece.lastIndex;
    const [, word, param, hex, symbol, brace, bytes] = match;
    if (word === 'bin') at += Math.max(0, Number(param ?? 0));
    else if (word !== undefined)
      yield { kind: 'word', word, param: param === undefined ? null : Number(param) };
    else if (hex !== undefined)
      yield { kind: 'bytes', bytes: String.fromCharCode(Number.parseInt(hex, 16)) };
    else if (symbol !== undefined) yield { kind: 'symbol', symbol };
    else if (brace !== undefined) yield { kind: brace === '{' ? 'open' : 'close' };
    else if (bytes !== undefined) yield { kind: 'bytes', bytes };
  }
}

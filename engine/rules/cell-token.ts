/** A piece of a cell's text; the text of a string is unescaped, `position` counts from 1. */
export type Token = {
  readonly form: 'string' | 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly position: number;
};

/** A cell that cannot be read: where, counting characters from 1, and what was expected there. */
export class CellRefused extends Error {
  readonly position: number;
  readonly expected: string;

  constructor(position: number, expected: string) {
    super(`At character ${position}: expected ${expected}.`);
    this.name = 'CellRefused';
    this.position = position;
    this.expected = expected;
  }
}

/** Splits a cell's text into tokens, the last of them the end. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const { token, endsAt } = tokenAt(text, at);
    tokens.push(token);
    at = skipBlanks(text, endsAt);
  }
  return [...tokens, { form: 'end', text: '', position: text.length + 1 }];
}

const blank = /\s*/y;
const string = /"((?:[^"\\]|\\.)*)"/y;
// A number may not swallow the first dot of "1..5".
const number = /\d+(?:\.\d+)?|\.\d+/y;
const word = /[A-Za-z]+/y;
// Three dots are one unknown sign: in "[0...48]" they would else be read as 0 to .48.
const sign = /\.{2,}|<=|>=|!=|[<>=()[\],-]/y;

function tokenAt(text: string, at: number): { readonly token: Token; readonly endsAt: number } {
  const position = at + 1;
  const quoted = matchAt(string, text, at);
  if (quoted !== undefined) {
    const token = {
      form: 'string',
      text: unescaped(quoted.slice(1, -1), position),
      position,
    } as const;
    return { token, endsAt: at + quoted.length };
  }
  for (const [form, pattern] of [
    ['number', number],
    ['word', word],
    ['sign', sign],
  ] as const) {
    const found = matchAt(pattern, text, at);
    if (found !== undefined) {
      return { token: { form, text: found, position }, endsAt: at + found.length };
    }
  }
  throw new CellRefused(position, expectedAt(text.charAt(at)));
}

function expectedAt(character: string): string {
  if (character === '"') return 'the closing double quote of this text';
  if (character === "'") return 'a text in double quotes, not single ones';
  if (character === '“' || character === '”') return 'straight double quotes (")';
  return 'a value, a comparison, an interval, not(...) or "-"';
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skipBlanks(text: string, at: number): number {
  return at + (matchAt(blank, text, at)?.length ?? 0);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
};

function unescaped(quoted: string, position: number): string {
  return quoted.replace(/\\(u[0-9A-Fa-f]{4}|.)/gs, (_, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const character = escapes[code];
    if (character !== undefined) return character;
    throw new CellRefused(
      position,
      'only \\" \\\\ \\n \\r \\t or \\uXXXX after a backslash in a text',
    );
  });
}

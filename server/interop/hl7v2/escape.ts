import { decodeLoosely } from './charset.ts';

/** The five characters that MSH-1 and MSH-2 declare. */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export const standardDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/** Resolves the escape sequences of HL7 v2.5.1 chapter 2.7; one it does not know stays as written. */
export function resolveEscapes(text: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  if (mark === '' || !text.includes(mark)) return text;
  const parts = text.split(mark);
  let result = parts[0] ?? '';
  let index = 1;
  while (index < parts.length) {
    const meaning =
      index + 1 < parts.length ? meaningOf(parts[index] ?? '', delimiters) : undefined;
    if (meaning === undefined) {
      result += mark + (parts[index] ?? '');
      index += 1;
    } else {
      result += meaning + (parts[index + 1] ?? '');
      index += 2;
    }
  }
  return result;
}

function meaningOf(sequence: string, delimiters: Delimiters): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'P':
      return '#';
    case 'H':
    case 'N':
    case '.fi':
    case '.nf':
      return '';
    case '.br':
    case '.ce':
      return '\n';
  }
  if (/^X([0-9A-Fa-f]{2})+$/.test(sequence)) return hex(sequence.slice(1));
  // A switch of the character set inside a field (chapter 2.7.2): the text is decoded as a whole already.
  if (/^(C[0-9A-Fa-f]{4}|M[0-9A-Fa-f]{4}([0-9A-Fa-f]{2})?)$/.test(sequence)) return '';
  const blankLines = /^\.sp\+?(\d{0,2})$/.exec(sequence);
  if (blankLines) return '\n'.repeat(Number(blankLines[1] || 1));
  if (/^\.(in|ti|sk)[+-]?\d{0,3}$/.test(sequence)) return '';
  return undefined;
}

function hex(digits: string): string {
  const bytes = digits.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return decodeLoosely(Uint8Array.from(bytes));
}

/** Makes a text safe to stand in a field. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const names = new Map([
    [delimiters.escape, 'E'],
    [delimiters.field, 'F'],
    [delimiters.component, 'S'],
    [delimiters.repetition, 'R'],
    [delimiters.subcomponent, 'T'],
  ]);
  return [...text]
    .map((character) => {
      if (/[\r\n]/.test(character)) return `${delimiters.escape}.br${delimiters.escape}`;
      const name = names.get(character);
      return name === undefined ? character : `${delimiters.escape}${name}${delimiters.escape}`;
    })
    .join('');
}

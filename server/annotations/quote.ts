import { contextLength, type Quote } from '../../engine/workflows/annotation/events.ts';

/** A stretch of a text in Unicode code points; `end` is behind the last one. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** So much of the words around it must be as they were for a quote to be the same passage. */
const enoughContext = 8;
/** A quote of this length that occurs once is that passage, whatever stands around it now. */
const tellingLength = 20;

/** The words of a place with what stands before and behind them; null where the text does not reach so far. */
export function quoteAt(text: string, { start, end }: Place): Quote | null {
  const characters = Array.from(text);
  if (start >= end || end > characters.length) return null;
  const between = (from: number, to: number): string => characters.slice(from, to).join('');
  return {
    exact: between(start, end),
    prefix: between(Math.max(0, start - contextLength), start),
    suffix: between(end, end + contextLength),
    start,
    end,
  };
}

/**
 * Where the quoted words stand in a text; null where they do not, or where it is not sure which of several are meant.
 * White space counts as one space however much of it there is: a corrected document is often broken into other lines.
 */
export function placeOf(text: string, quote: Omit<Quote, 'start' | 'end'>): Place | null {
  const spaced = singleSpaced(text);
  const exact = quote.exact.trim();
  const before = quote.exact.slice(0, quote.exact.length - quote.exact.trimStart().length);
  const after = quote.exact.slice(quote.exact.trimEnd().length);
  const words = singleSpaced(exact).text;
  if (words === '') return null;
  const prefix = singleSpaced(quote.prefix + before).text;
  const suffix = singleSpaced(after + quote.suffix).text;
  const found = occurrences(spaced.text, words).map((at) => ({
    at,
    context:
      alikeBefore(spaced.text.slice(0, at), prefix) +
      alikeBehind(spaced.text.slice(at + words.length, at + words.length + suffix.length), suffix),
  }));
  const most = Math.max(...found.map(({ context }) => context));
  const [best, another] = found.filter(({ context }) => context === most);
  if (best === undefined || another !== undefined) return null;
  const isSame = best.context >= Math.min(enoughContext, prefix.length + suffix.length);
  if (!isSame && (found.length > 1 || words.length < tellingLength)) return null;
  const start = spaced.at[best.at] ?? 0;
  const end = (spaced.at[best.at + words.length - 1] ?? start) + 1;
  return { start: codePoints(text.slice(0, start)), end: codePoints(text.slice(0, end)) };
}

/** True of two passages that differ in white space alone. */
export function isSameWords(one: string, other: string): boolean {
  return singleSpaced(one).text.trim() === singleSpaced(other).text.trim();
}

/** Each run of white space as one space, and where each character came from. */
function singleSpaced(text: string): { text: string; at: number[] } {
  const kept: string[] = [];
  const at: number[] = [];
  for (let n = 0; n < text.length; n += 1) {
    const character = text[n] ?? '';
    const isSpace = /\s/.test(character);
    if (isSpace && kept.at(-1) === ' ') continue;
    kept.push(isSpace ? ' ' : character);
    at.push(n);
  }
  return { text: kept.join(''), at };
}

function occurrences(text: string, words: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}

function alikeBefore(text: string, prefix: string): number {
  let n = 0;
  while (n < prefix.length && n < text.length && text.at(-1 - n) === prefix.at(-1 - n)) n += 1;
  return n;
}

function alikeBehind(text: string, suffix: string): number {
  let n = 0;
  while (n < suffix.length && n < text.length && text[n] === suffix[n]) n += 1;
  return n;
}

function codePoints(text: string): number {
  return Array.from(text).length;
}

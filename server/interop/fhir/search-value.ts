import type { Interval } from './date-interval.ts';

/**
 * How a value stands in the search table, so that every search is a range over text compared byte by
 * byte. Writer (`search-terms.ts`) and reader (`search-query.ts`) share these. Lengths are bounded
 * because the rows are index entries.
 */

const longestPart = 250;
const longestText = 120;

/** `code ⇥ system`: the code alone is a range, code and system are one value (R4 search, token). */
export function tokenText(code: string, system: string): string {
  return `${clean(code, longestPart)}\t${clean(system, longestPart)}`;
}

/** Lower case without accents (R4 search, string: insensitive to case, accents and white space). */
export function foldedText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return clean(text.toLowerCase(), longestText);
  return clean(text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase(), longestText);
}

/** As written, for `:exact`. */
export function exactText(text: string): string {
  return clean(text, longestText);
}

/** `Type/id` without its version; an absolute URL or a fragment as it is (R4 search, reference). */
export function referenceText(reference: string): string {
  return clean(reference.replace(/\/_history\/[^/]*$/, ''), longestPart * 2);
}

/** A logical reference: by identifier instead of by address (R4 search, `:identifier`). */
export function logicalText(value: string, system: string): string {
  return `identifier:${tokenText(value, system)}`;
}

/** An e-mail address in lower case, of a telephone number what is dialled (R4 search, token: ContactPoint). */
export function contactText(value: string): string {
  const lower = value.trim().toLowerCase();
  if (lower.includes('@')) return lower;
  const dialled = lower.replace(/[^\d+]/g, '');
  return dialled === '' ? lower : dialled;
}

/** An instant as UTC text of fixed width. */
export function instantText(at: number): string {
  return new Date(at).toISOString();
}

/** The name under which the last instant of a date is kept, beside the first. */
export function endOf(param: string): string {
  return `${param}:end`;
}

/** Both rows of a date. */
export function dateTexts({ from, to }: Interval): {
  readonly start: string;
  readonly end: string;
} {
  return { start: instantText(from), end: instantText(to) };
}

function clean(text: string, longest: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be kept
  const plain = text.replace(/[\s\u0000-\u001f]+/g, ' ').trim();
  return plain.length <= longest ? plain : [...plain].slice(0, longest).join('');
}

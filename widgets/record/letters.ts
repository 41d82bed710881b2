/** Letters of a page, `end` behind the last one. Counted without white space, which every way of reading a page breaks anew. */
export interface Spot {
  readonly page: number;
  readonly start: number;
  readonly end: number;
}

/** Words by themselves, with what stands before and behind them. */
export interface QuotedWords {
  readonly exact: string;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/** A text without its white space. */
export function lettersOf(text: string): string {
  return text.replace(/\s+/g, '');
}

/** In small letters, each where it was: a letter that has no small form of the same length stays. */
export function folded(letters: string): string {
  const small = letters.toLowerCase();
  if (small.length === letters.length) return small;
  return Array.from({ length: letters.length }, (_, n) => {
    const one = letters[n] ?? '';
    const its = one.toLowerCase();
    return its.length === 1 ? its : one;
  }).join('');
}

/** Every place of some words, in reading order; `pages` are letters, the first of page 1. */
export function findAll(pages: readonly string[], words: string): Spot[] {
  const needle = folded(lettersOf(words));
  if (needle === '') return [];
  return pages.flatMap((letters, index) => {
    const page = folded(letters);
    const found: Spot[] = [];
    for (let at = page.indexOf(needle); at >= 0; at = page.indexOf(needle, at + needle.length))
      found.push({ page: index + 1, start: at, end: at + needle.length });
    return found;
  });
}

/**
 * Where a quoted passage stands: of several places the one whose surroundings are most as they were. Over the end of
 * a page it has a spot on each. Null where its words are not there.
 */
export function locate(pages: readonly string[], quote: QuotedWords): readonly Spot[] | null {
  const whole = pages.join('');
  const exact = lettersOf(quote.exact);
  if (exact === '') return null;
  const prefix = lettersOf(quote.prefix ?? '');
  const suffix = lettersOf(quote.suffix ?? '');
  let best = -1;
  let most = -1;
  for (let at = whole.indexOf(exact); at >= 0; at = whole.indexOf(exact, at + 1)) {
    const alike = alikeBefore(whole, at, prefix) + alikeBehind(whole, at + exact.length, suffix);
    if (alike > most) {
      best = at;
      most = alike;
    }
  }
  return best < 0 ? null : spotsOf(pages, best, best + exact.length);
}

/** A stretch of all pages together, as the spots it has on each. */
export function spotsOf(pages: readonly string[], from: number, to: number): readonly Spot[] {
  const spots: Spot[] = [];
  let begin = 0;
  for (const [index, { length }] of pages.entries()) {
    const start = Math.max(from, begin) - begin;
    const end = Math.min(to, begin + length) - begin;
    if (start < end) spots.push({ page: index + 1, start, end });
    begin += length;
  }
  return spots;
}

/** The passage of a text that has these letters, counted from its beginning; with its white space. */
export function passageOf(text: string, from: number, to: number): { start: number; end: number } {
  let start = text.length;
  let end = text.length;
  let n = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (/\s/.test(text[at] ?? '')) continue;
    if (n === from) start = at;
    n += 1;
    if (n === to) {
      end = at + 1;
      break;
    }
  }
  return { start, end };
}

function alikeBefore(text: string, at: number, prefix: string): number {
  let n = 0;
  while (n < prefix.length && text[at - 1 - n] === prefix[prefix.length - 1 - n]) n += 1;
  return n;
}

function alikeBehind(text: string, at: number, suffix: string): number {
  let n = 0;
  while (n < suffix.length && text[at + n] === suffix[n]) n += 1;
  return n;
}

import { fragmentOf, type PageBox } from './boxes.ts';
import { lettersOf, locate, passageOf, type QuotedWords, type Spot } from './letters.ts';
import type { Pages } from './pages.ts';
import type { Annotation, AnnotationInput } from './record-calls.ts';

/** Between W3C selectors, which the server keeps, and the pages on the screen. */

type Target = AnnotationInput['target'];

/** As many letters on each side tell a passage from its likes. */
const around = 48;

/** The words an annotation is on, as the document has them now; null of one on boxes or on the whole. */
export function quoteOf(annotation: Annotation, text: string | null): QuotedWords | null {
  const quote = annotation.target.selector.find((one) => one.type === 'TextQuoteSelector');
  const position = annotation.standing?.position ?? null;
  if (quote === undefined) return null;
  if (annotation.standing?.state !== 're-anchored' || position === null || text === null)
    return quote;
  const points = Array.from(text);
  const between = (from: number, to: number): string =>
    points.slice(Math.max(0, from), to).join('');
  const { start, end } = position;
  return {
    exact: between(start, end),
    prefix: between(start - around, start),
    suffix: between(end, end + around),
  };
}

/** The words as they were when they were marked. */
export function writtenQuote(annotation: Annotation): string {
  const quote = annotation.target.selector.find((one) => one.type === 'TextQuoteSelector');
  return quote?.type === 'TextQuoteSelector' ? quote.exact : '';
}

export function boxesOf({ target }: Annotation): PageBox[] {
  return target.selector.flatMap((one) => {
    if (one.type !== 'FragmentSelector') return [];
    const [x = 0, y = 0, width = 0, height = 0] = one.value
      .slice('xywh=percent:'.length)
      .split(',')
      .map(Number);
    return [{ page: one.page, x, y, width, height }];
  });
}

/** Where quoted words are on the pages; the page that is named is looked at first, then all. */
export async function spotsOfQuote(
  pages: Pages,
  quote: QuotedWords,
  page: number | undefined,
): Promise<readonly Spot[]> {
  if (page !== undefined && page >= 1 && page <= pages.count) {
    const found = locate([await pages.letters(page)], quote);
    if (found) return found.map((spot) => ({ ...spot, page }));
  }
  return locate(await allLetters(pages), quote) ?? [];
}

export function allLetters(pages: Pages): Promise<string[]> {
  return Promise.all(Array.from({ length: pages.count }, (_, n) => pages.letters(n + 1)));
}

export interface Marked {
  readonly documentId: string;
  readonly contentHash: string;
  readonly pages: Pages;
  readonly spots: readonly Spot[];
  readonly boxes: readonly PageBox[];
  /** The words as the server has them; null where it has none. */
  readonly text: string | null;
}

/** What was marked as a target: its words where the server knows them, its boxes where it has pages. */
export async function targetOf(marked: Marked): Promise<Target> {
  const { documentId, contentHash, spots, boxes, text } = marked;
  const quote = text === null || spots.length === 0 ? [] : await wordSelectors(marked, text);
  const fragments = boxes.slice(0, 50).map((box) => ({
    type: 'FragmentSelector' as const,
    value: fragmentOf(box),
    page: box.page,
  }));
  return {
    source: `/api/documents/${encodeURIComponent(documentId)}/content`,
    contentHash,
    selector: [...quote, ...fragments],
  };
}

async function wordSelectors({ pages, spots }: Marked, text: string) {
  const first = spots[0];
  const last = spots.at(-1);
  if (first === undefined || last === undefined) return [];
  const lettersAt = async (page: number): Promise<string> =>
    page < 1 || page > pages.count ? '' : pages.letters(page);
  const before =
    (await lettersAt(first.page - 1)) + (await lettersAt(first.page)).slice(0, first.start);
  const behind = (await lettersAt(last.page)).slice(last.end) + (await lettersAt(last.page + 1));
  const parts = await Promise.all(
    spots.map(async (one) => (await lettersAt(one.page)).slice(one.start, one.end)),
  );
  const wanted = {
    exact: parts.join(''),
    prefix: before.slice(-around),
    suffix: behind.slice(0, around),
  };
  const [found] = locate([lettersOf(text)], wanted) ?? [];
  if (found === undefined) return [];
  const { start, end } = passageOf(text, found.start, found.end);
  const points = (to: number): number => Array.from(text.slice(0, to)).length;
  return [
    {
      type: 'TextQuoteSelector' as const,
      exact: text.slice(start, end),
      prefix: text.slice(Math.max(0, start - 32), start),
      suffix: text.slice(end, end + 32),
    },
    { type: 'TextPositionSelector' as const, start: points(start), end: points(end) },
  ];
}

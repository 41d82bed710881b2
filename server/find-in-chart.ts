import type { ResourceRow, Store } from '../engine/store.ts';
import type { Quote } from '../engine/workflows/annotation/events.ts';
import { quoteAt } from './annotations/quote.ts';
import { contentPlaceOf } from './document-content.ts';
import { knownWords } from './document-words.ts';

/** Hits of one document that are quoted; the others are only counted. */
const mostQuoted = 5;

export interface FoundInDocument {
  readonly documentId: string;
  readonly count: number;
  /** The first of them, with what stands around each. */
  readonly hits: readonly Quote[];
}

export interface FoundInChart {
  /** In the order of the documents given; those without a hit are left out. */
  readonly documents: readonly FoundInDocument[];
  /** Documents whose words are not known: nothing is said of what they hold. */
  readonly unread: readonly string[];
}

/** Where words stand in the documents of a chart, whatever they came as. Case and white space do not count. */
export async function findInChart(
  store: Store,
  rows: readonly ResourceRow[],
  words: string,
): Promise<FoundInChart> {
  const pattern = patternOf(words);
  const documents: FoundInDocument[] = [];
  const unread: string[] = [];
  for (const row of rows) {
    const text = await textOf(store, row);
    if (text === null) unread.push(row.id);
    else {
      const places = [...text.matchAll(pattern)];
      const hits = places.slice(0, mostQuoted).flatMap((one) => quoted(text, one));
      if (places.length > 0) documents.push({ documentId: row.id, count: places.length, hits });
    }
  }
  return { documents, unread };
}

async function textOf(store: Store, row: ResourceRow): Promise<string | null> {
  const place = await contentPlaceOf(store, row);
  return place === null ? null : (await knownWords(store, place)).text;
}

function patternOf(words: string): RegExp {
  const parts = words.trim().split(/\s+/);
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(escaped.join('\\s+'), 'giu');
}

function quoted(text: string, { index, 0: exact }: RegExpExecArray): Quote[] {
  const from = Array.from(text.slice(0, index)).length;
  const quote = quoteAt(text, { start: from, end: from + Array.from(exact).length });
  return quote === null ? [] : [quote];
}

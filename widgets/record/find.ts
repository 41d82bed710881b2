import { asRefused, type Refused } from '../shared/refused.ts';
import { allLetters } from './anchors.ts';
import { findAll, type Spot } from './letters.ts';
import type { Pages } from './pages.ts';
import type { Found, FoundQuote, RecordCalls } from './record-calls.ts';

/** The server finds words from this length on; a single letter stands everywhere. */
export const leastLength = 2;

export interface FindOptions {
  readonly calls: RecordCalls;
  readonly encounterId: string;
  readonly onChange: () => void;
}

export type Find = ReturnType<typeof createFind>;

/** One search over the whole chart: documents with hits from the server, places in the open one from its pages. */
export function createFind({ calls, encounterId, onChange }: FindOptions) {
  let isOpen = false;
  let words = '';
  let found: Found | undefined;
  let error: Refused | undefined;
  let isBusy = false;
  let hits: readonly Spot[] = [];
  let index = -1;
  /** Letters before each page, and of all together. */
  let before: number[] = [0];

  return {
    get isOpen() {
      return isOpen;
    },
    get words() {
      return words;
    },
    get found() {
      return found;
    },
    get error() {
      return error;
    },
    get isBusy() {
      return isBusy;
    },
    /** Places in the open document. */
    get hits() {
      return hits;
    },
    get index() {
      return index;
    },
    /** In all documents together. */
    get total() {
      return found?.documents.reduce((sum, one) => sum + one.count, 0) ?? 0;
    },
    /** How far into the document a place is, from 0 to 1. */
    shareOf: ({ page, start }: Spot): number =>
      ((before[page - 1] ?? 0) + start) / Math.max(1, before.at(-1) ?? 1),
    countIn: (documentId: string): number =>
      found?.documents.find((one) => one.documentId === documentId)?.count ?? 0,
    firstIn: (documentId: string): FoundQuote | undefined =>
      found?.documents.find((one) => one.documentId === documentId)?.hits[0],

    open(): void {
      isOpen = true;
      onChange();
    },
    close(): void {
      isOpen = false;
      words = '';
      found = undefined;
      error = undefined;
      hits = [];
      index = -1;
      onChange();
    },

    async search(wanted: string): Promise<void> {
      words = wanted.trim();
      found = undefined;
      error = undefined;
      hits = [];
      index = -1;
      if (words.length < leastLength) return onChange();
      isBusy = true;
      onChange();
      const asked = words;
      try {
        const answer = await calls.find(encounterId, asked);
        if (asked === words) found = answer;
      } catch (problem) {
        if (asked === words) error = asRefused(problem);
      }
      if (asked !== words) return;
      isBusy = false;
      onChange();
    },

    /** The places in the pages that are shown now. */
    async lookIn(pages: Pages): Promise<void> {
      if (words.length < leastLength) return;
      const asked = words;
      const letters = await allLetters(pages);
      if (asked !== words) return;
      hits = findAll(letters, asked);
      before = [0];
      for (const { length } of letters) before.push((before.at(-1) ?? 0) + length);
      index = -1;
      onChange();
    },

    /** The next place in the open document, or the one before; undefined behind the last. */
    step(by: 1 | -1): Spot | undefined {
      const next = index < 0 && by < 0 ? hits.length - 1 : index + by;
      const spot = hits[next];
      if (spot !== undefined) index = next;
      onChange();
      return spot;
    },
    /** Another place of the open document is the current one. */
    begin(at: 'first' | 'last'): Spot | undefined {
      index = at === 'first' ? 0 : hits.length - 1;
      onChange();
      return hits[index];
    },
  };
}

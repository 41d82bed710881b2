import { Refusal } from '../../engine/errors.ts';
import type { ResourceRow, Store } from '../../engine/store.ts';
import {
  type DocumentAnchor,
  mostQuoteLength,
  type Quote,
} from '../../engine/workflows/annotation/events.ts';
import { contentOf } from '../document-content.ts';
import { type KnownWords, knownWords } from '../document-words.ts';
import { isSameWords, placeOf, quoteAt } from './quote.ts';
import { boxOf, type Selector, type TargetInput } from './web-annotation.ts';

/**
 * The anchor that a target asks for, in the document as it is now: its words found, its boxes on pages that there are.
 * @throws Refusal `stale-facts` when other content was read, `invalid-input` for words or pages that are not there
 */
export async function anchorOf(
  store: Store,
  row: ResourceRow,
  { contentHash, selector }: TargetInput,
): Promise<DocumentAnchor> {
  const content = await contentOf(store, row);
  if (content === null || contentHash !== content.hash)
    throw new Refusal(
      'stale-facts',
      'target.contentHash is not that of the document as it is now. Open it again, read it, then mark it.',
    );
  const boxes = selector.flatMap((one) => (one.type === 'FragmentSelector' ? [boxOf(one)] : []));
  const hasWords = selector.some(({ type }) => type !== 'FragmentSelector');
  const isAsked = hasWords || boxes.length > 0;
  const words = isAsked ? await knownWords(store, content) : null;
  const pages = words?.pages ?? null;
  if (pages !== null && boxes.some(({ page }) => page > pages))
    throw new Refusal('invalid-input', `target.selector: the document has ${pages} pages.`);
  return {
    documentId: row.id,
    version: row.version,
    contentHash: content.hash,
    quote: hasWords && words !== null ? quoteOf(words, selector) : null,
    boxes,
  };
}

function quoteOf({ text, state }: KnownWords, selector: readonly Selector[]): Quote {
  if (text === null)
    throw new Refusal(
      'not-allowed-now',
      state === 'waiting'
        ? 'The words of this document are still being read. Mark a box on its page, or try again shortly.'
        : 'This document has no words here. Mark a box on its page.',
    );
  const given = selector.find((one) => one.type === 'TextQuoteSelector');
  const position = selector.find((one) => one.type === 'TextPositionSelector');
  const there = position === undefined ? null : quoteAt(text, position);
  const isThere = there !== null && (given === undefined || isSameWords(there.exact, given.exact));
  const found = given === undefined ? null : placeOf(text, given);
  const quote = isThere ? there : found && quoteAt(text, found);
  if (quote === null)
    throw new Refusal(
      'invalid-input',
      'target.selector: these words are not in the document, or more than once. Send them as they stand, with prefix and suffix.',
    );
  if (quote.exact.length > mostQuoteLength)
    throw new Refusal(
      'too-large',
      `target.selector: mark ${mostQuoteLength} characters at most, or mark the passage in parts.`,
    );
  return quote;
}

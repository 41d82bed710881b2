import type { ResourceRow, Store } from '../../engine/store.ts';
import type { DocumentAnchor } from '../../engine/workflows/annotation/events.ts';
import { contentOf, contentPlaceOf } from '../document-content.ts';
import { type KnownWords, knownWords } from '../document-words.ts';
import { type Place, placeOf } from './quote.ts';

/** How an annotation stands against the words of its document as they are now. */
export interface Standing {
  /** `waiting` while the words of another version are still being read. */
  readonly state: 'as-written' | 're-anchored' | 'words-changed' | 'waiting';
  /** Where its words are now, in Unicode code points; null where it has none or they are not there. */
  readonly position: Place | null;
}

const changed: Standing = { state: 'words-changed', position: null };

/** Answers for many annotations of the same documents; each is read once. */
export function createStandings(store: Store) {
  const words = new Map<string, Promise<KnownWords | null>>();

  return async (anchor: DocumentAnchor, row: ResourceRow | undefined): Promise<Standing> => {
    const { quote, contentHash } = anchor;
    if (row === undefined || row.isDeleted) return changed;
    const place = await contentPlaceOf(store, row);
    if (place?.hash === contentHash) {
      const position = quote && { start: quote.start, end: quote.end };
      return { state: 'as-written', position };
    }
    // A box has no words to look for: on other pages it may lie on anything.
    if (place === null || quote === null) return changed;
    const known = words.get(place.hash) ?? wordsIn(row);
    words.set(place.hash, known);
    const now = await known;
    if (now?.state === 'waiting') return { state: 'waiting', position: null };
    const position = now?.text == null ? null : placeOf(now.text, quote);
    return position === null ? changed : { state: 're-anchored', position };
  };

  async function wordsIn(row: ResourceRow): Promise<KnownWords | null> {
    const content = await contentOf(store, row);
    return content && knownWords(store, content);
  }
}

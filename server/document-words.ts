import type { Store } from '../engine/store.ts';
import { checkedContent, type DocumentContent } from './document-content.ts';

/** The words of a document as far as they are known. */
export interface KnownWords {
  /** `waiting` while a scan is still being read. */
  readonly state: 'done' | 'waiting' | 'failed';
  readonly text: string | null;
  /** Sanitised markup: no scripts, no styles, nothing from elsewhere. */
  readonly html: string | null;
  readonly pages: number | null;
  readonly note: string | null;
}

/** Plain text is its own words; of all else they are read in the background. Bytes at hand spare reading them. */
export async function knownWords(
  store: Store,
  content: Omit<DocumentContent, 'bytes'> & Partial<DocumentContent>,
): Promise<KnownWords> {
  const { hash, contentType } = content;
  if (/^text\/plain\b/i.test(contentType)) {
    const bytes = content.bytes ?? (await checkedContent(store, hash));
    const text = bytes === undefined ? null : decoded(bytes, contentType);
    const state = text === null ? 'failed' : 'done';
    return { state, text, html: null, pages: null, note: null };
  }
  const extract = await store.extract(hash);
  if (extract === undefined)
    return { state: 'waiting', text: null, html: null, pages: null, note: null };
  const kept = async (one: string | null): Promise<string | null> => {
    const found = one === null ? undefined : await checkedContent(store, one);
    return found === undefined ? null : new TextDecoder().decode(found);
  };
  const [text, html] = await Promise.all([kept(extract.textHash), kept(extract.htmlHash)]);
  const { outcome: state, pages, note } = extract;
  return { state, text, html, pages, note };
}

/** In the set it names where that is one we know; else as UTF-8 if it can be, else Windows-1252. */
function decoded(bytes: Uint8Array, contentType: string): string {
  const named = /charset="?([\w.:-]{1,40})"?/i.exec(contentType)?.[1] ?? 'utf-8';
  for (const label of [named, 'utf-8']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // The next one, then.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

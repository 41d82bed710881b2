import type { ExtractRow, LeasedEffect, Store } from '../engine/store.ts';
import { checkedContent } from './document-content.ts';
import { type EffectHandler, Terminal } from './effects.ts';
import { sha256 } from './interop/digest.ts';

/** The effect that reads a document's words in the background. */
export const readEffect = 'document.read';

/** A file that the reader failed on so often will fail on again. */
const mostAttempts = 4;

/** What a document says, for those who search and show it. */
export interface DocumentWords {
  readonly text: string | null;
  /** Sanitised markup; null where the document is shown as itself. */
  readonly html: string | null;
  readonly pages: number | null;
  readonly needsOcr: boolean;
  readonly problems: readonly string[];
}

/** Reads documents; on a server in a process apart. */
export interface DocumentReading {
  read(bytes: Uint8Array, contentType: string): Promise<DocumentWords>;
  /** The words of a scan, by OCR. */
  ocr(
    bytes: Uint8Array,
    contentType: string,
  ): Promise<{ readonly text: string; readonly pages: number }>;
  /** A page as PNG; pages count from 1. */
  renderPage(
    bytes: Uint8Array,
    options: { readonly page: number; readonly dpi: number },
  ): Promise<Uint8Array>;
  close(): void;
}

/** Reads the words of a content once; performed twice it writes the same. */
export function readingHandler(store: Store, reading: DocumentReading): EffectHandler {
  return async (effect) => {
    const contentHash = String(effect.params?.contentHash);
    const contentType = String(effect.params?.contentType);
    const bytes = await checkedContent(store, contentHash);
    if (bytes === undefined) throw new Terminal('The content is not kept any more.');
    try {
      await keepWords(store, contentHash, await wordsOf(reading, bytes, contentType));
    } catch (error) {
      await keepFailure(store, contentHash, effect, error);
    }
    return null;
  };
}

async function wordsOf(
  reading: DocumentReading,
  bytes: Uint8Array,
  contentType: string,
): Promise<DocumentWords> {
  const words = await reading.read(bytes, contentType);
  if (!words.needsOcr) return words;
  const seen = await reading.ocr(bytes, contentType);
  const text = [words.text, seen.text].filter(Boolean).join('\n');
  return { ...words, text: text === '' ? null : text, pages: words.pages ?? seen.pages };
}

async function keepWords(store: Store, contentHash: string, words: DocumentWords): Promise<void> {
  const [text, html] = await Promise.all([contentOf(words.text), contentOf(words.html)]);
  const row: ExtractRow = {
    contentHash,
    outcome: 'done',
    textHash: text?.hash ?? null,
    htmlHash: html?.hash ?? null,
    pages: words.pages,
    at: store.now(),
    note: words.problems.join(' ') || null,
  };
  const contents = [text, html].filter((one) => one !== null);
  await store.commit({ contents, extracts: [row] });
}

/** Tried again while it may help; then it is on record that the document has no words here, and why. */
async function keepFailure(
  store: Store,
  contentHash: string,
  { attempts }: LeasedEffect,
  error: unknown,
): Promise<never> {
  const isLasting = (error as { name?: string }).name === 'Refusal';
  if (!isLasting && attempts < mostAttempts) throw error;
  const note = error instanceof Error ? error.message : 'It could not be read.';
  const none = { textHash: null, htmlHash: null, pages: null };
  const row: ExtractRow = { contentHash, outcome: 'failed', ...none, at: store.now(), note };
  await store.commit({ extracts: [row] });
  throw new Terminal(note);
}

async function contentOf(text: string | null) {
  if (text === null) return null;
  const bytes = new TextEncoder().encode(text);
  return { hash: await sha256(bytes), bytes };
}

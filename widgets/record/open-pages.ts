import { Refused } from '../shared/refused.ts';
import { flowPages } from './flow-pages.ts';
import type { Pages } from './pages.ts';
import { densityOf, picturePages } from './picture-pages.ts';
import type { ChartDocument, DocumentWords, RecordCalls } from './record-calls.ts';

/** As itself, or the words that were read of it. */
export type View = 'page' | 'words';

export interface OpenDocument {
  readonly document: ChartDocument;
  readonly view: View;
  readonly version: number | undefined;
  readonly words: () => Promise<DocumentWords>;
}

/** What is to be shown of a document, or why there is nothing. */
export type Opened =
  | { readonly pages: Pages; readonly hash: string | null }
  | { readonly nothing: 'waiting' | 'failed' | 'empty' | 'unknown'; readonly note: string | null };

const drawnDpi = 120;

/** True of what has pages to look at beside its words. */
export function hasSheets({ contentType }: ChartDocument): boolean {
  return /^(application\/pdf|image\/)/i.test(contentType ?? '');
}

/** The pages of a document, in the way its kind asks for. @throws Refused */
export async function openPages(calls: RecordCalls, open: OpenDocument): Promise<Opened> {
  const { document, view } = open;
  if (view === 'words' || !hasSheets(document)) return openWords(await open.words());
  const type = document.contentType ?? '';
  if (/^application\/pdf/i.test(type)) return openPdf(calls, open);
  if (/^image\/(png|jpeg)/i.test(type)) return openPicture(calls, open);
  return openDrawn(calls, open);
}

function openWords(words: DocumentWords): Opened {
  const { text, html, state, note, contentHash: hash } = words;
  if (text === null && html === null) return { nothing: state === 'done' ? 'empty' : state, note };
  if (html === null && text?.trim() === '') return { nothing: 'empty', note };
  return { pages: flowPages({ text, html }), hash };
}

async function openPdf(calls: RecordCalls, open: OpenDocument): Promise<Opened> {
  // The code comes while the file does.
  const [{ pdfPages }, { bytes, hash }] = await Promise.all([
    import('./pdf-pages.ts'),
    calls.content(open.document.id, open.version),
  ]);
  try {
    return { pages: await pdfPages(bytes), hash };
  } catch (error) {
    if (error instanceof Refused) throw error;
    return openDrawn(calls, open);
  }
}

async function openPicture(
  calls: RecordCalls,
  { document, version }: OpenDocument,
): Promise<Opened> {
  const { bytes, contentType, hash } = await calls.content(document.id, version);
  const blob = new Blob([bytes], { type: contentType });
  try {
    const { width, close } = await measured(blob);
    close();
    const picture = async () => ({ blob, density: densityOf(width) });
    return { pages: picturePages({ count: 1, picture }), hash };
  } catch {
    return { nothing: 'unknown', note: null };
  }
}

async function measured(blob: Blob): Promise<{ width: number; close: () => void }> {
  const bitmap = await createImageBitmap(blob);
  return { width: bitmap.width, close: () => bitmap.close() };
}

/** A fax, or a PDF that cannot be read here: the server draws its pages. */
async function openDrawn(calls: RecordCalls, open: OpenDocument): Promise<Opened> {
  const { document, version } = open;
  const { pages: count, contentHash: hash, state, note } = await open.words();
  if (count === null || count === 0)
    return { nothing: state === 'waiting' ? 'waiting' : 'unknown', note };
  const options = { dpi: drawnDpi, ...(version === undefined ? {} : { version }) };
  const picture = async (page: number) => ({
    blob: await calls.picture(document.id, page, options),
    density: drawnDpi / 96,
  });
  return { pages: picturePages({ count, picture }), hash };
}

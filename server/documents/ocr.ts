import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Refusal } from '../../engine/errors.ts';
import { pageSourceOf } from './page-source.ts';
import { readPdf, renderPdfPage } from './pdf.ts';
import { pictureSize } from './picture-size.ts';
import { tidyText } from './plain-text.ts';
import { problems } from './problems.ts';
import { renderTiffPage } from './tiff.ts';
import { tiffPages } from './tiff-directory.ts';

/** The words of a scan. */
export interface OcrText {
  readonly text: string;
  /** 0 to 100, the mean over the words that were recognised; 0 when there were none. */
  readonly confidence: number;
  readonly pages: number;
}

/** A page to read: words it has already, or a picture of them. */
type Page = { readonly text: string } | { readonly picture: Uint8Array };

const scanDpi = 300;

/**
 * Reads the words of a scan: of a TIFF, JPEG or PNG, and of those pages of a PDF that are pictures.
 * `onPage` is called after each page, for a long scan is slow and a stuck one never gets there.
 * @throws Refusal `unsupported` for what is no scan, `invalid-input` for one that cannot be opened;
 * any other error may be tried again
 */
export async function ocr(
  bytes: Uint8Array,
  contentType: string,
  onPage: () => void = () => {},
): Promise<OcrText> {
  const texts: string[] = [];
  let words = 0;
  let certainty = 0;
  for await (const page of pagesOf(bytes, contentType)) {
    const read = 'text' in page ? null : await recognise(page.picture);
    texts.push(read === null && 'text' in page ? page.text : (read?.text ?? ''));
    words += read?.words ?? 0;
    certainty += (read?.confidence ?? 0) * (read?.words ?? 0);
    onPage();
  }
  return {
    text: tidyText(texts.join('\n\n')),
    confidence: words === 0 ? 0 : Math.round(certainty / words),
    pages: texts.length,
  };
}

async function* pagesOf(document: Uint8Array, contentType: string): AsyncGenerator<Page> {
  const { kind, bytes } = pageSourceOf(document, contentType);
  switch (kind) {
    case 'pdf': {
      const { text } = await readPdf(bytes);
      for (const [index, words] of text.entries())
        yield words === null
          ? { picture: await renderPdfPage(bytes, { page: index + 1, dpi: scanDpi }) }
          : { text: words };
      return;
    }
    case 'tiff':
      for (const index of tiffPages(bytes).keys())
        yield { picture: renderTiffPage(bytes, index + 1) };
      return;
    case 'jpeg':
    case 'png':
      pictureSize(bytes, kind);
      yield { picture: bytes };
      return;
    case 'ccda':
    case 'text':
    case 'rtf':
    case 'html':
    case 'fhir-document':
    case 'unknown':
      throw new Refusal('unsupported', problems.noScan);
  }
}

interface Recognised {
  readonly text: string;
  readonly confidence: number;
  readonly words: number;
}

async function recognise(picture: Uint8Array): Promise<Recognised> {
  const engine = await tesseract();
  const { data } = await engine.recognize(Buffer.from(picture), {}, { text: true });
  const words = data.text.split(/\s+/).filter(Boolean).length;
  return { text: data.text, confidence: data.confidence, words };
}

type Tesseract = import('tesseract.js').Worker;
let loading: Promise<Tesseract> | null = null;

function tesseract(): Promise<Tesseract> {
  loading ??= load();
  return loading;
}

/**
 * The engine with its data from the package of that name. Without a path of its own it would fetch
 * the data from a public server, and with a cache it would write into the working folder.
 */
async function load(): Promise<Tesseract> {
  const { createWorker, OEM } = await import('tesseract.js');
  const data = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
  return createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(dirname(data), '4.0.0_best_int'),
    gzip: true,
    cacheMethod: 'none',
    // Without a handler of errors the engine throws outside of any promise.
    errorHandler: () => {},
  });
}

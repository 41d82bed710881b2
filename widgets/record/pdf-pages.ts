import {
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { lettersOf } from './letters.ts';
import type { Drawing, PageSize, Pages } from './pages.ts';
import { pdfWorker } from './pdf-thread.ts';

/** CSS pixels of a point. */
const pixels = 96 / 72;

/** Files that lie beside the code: fonts and maps of characters that a PDF may lean on without holding them. */
const beside = import.meta.url.replace(/[^/]*$/, 'pdf/');

/** A PDF, its pages drawn when they are asked for. @throws where it cannot be read */
export async function pdfPages(bytes: ArrayBuffer): Promise<Pages> {
  const worker = await pdfWorker();
  const task = getDocument({
    data: bytes,
    worker,
    standardFontDataUrl: `${beside}standard_fonts/`,
    cMapUrl: `${beside}cmaps/`,
    wasmUrl: `${beside}wasm/`,
    iccUrl: `${beside}iccs/`,
    // Fonts as data: a host that allows no fonts from addresses still shows the page as it was written.
    useSystemFonts: false,
  });
  const pdf = await task.promise;
  const sizes = new Map<number, PageSize>();
  const known = new Map<number, Promise<PDFPageProxy>>();
  const texts = new Map<number, Promise<string>>();

  const pageOf = (page: number): Promise<PDFPageProxy> => {
    const found = known.get(page) ?? open(pdf, page, sizes);
    known.set(page, found);
    return found;
  };
  await pageOf(1);

  return {
    kind: 'sheets',
    count: pdf.numPages,
    size: (page) => sizes.get(page) ?? (sizes.get(1) as PageSize),
    draw: async (page, into, drawing) => draw(await pageOf(page), into, drawing),
    letters: (page) => {
      const found = texts.get(page) ?? pageOf(page).then(lettersOfPage);
      texts.set(page, found);
      return found;
    },
    close: () => void task.destroy(),
  };
}

async function open(
  pdf: PDFDocumentProxy,
  page: number,
  sizes: Map<number, PageSize>,
): Promise<PDFPageProxy> {
  const found = await pdf.getPage(page);
  const { width, height } = found.getViewport({ scale: pixels });
  sizes.set(page, { width, height });
  return found;
}

async function lettersOfPage(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return lettersOf(items.map((item) => ('str' in item ? item.str : '')).join(''));
}

async function draw(page: PDFPageProxy, into: HTMLElement, drawing: Drawing): Promise<void> {
  const { scale, rotation, isThumbnail, signal } = drawing;
  const viewport = page.getViewport({
    scale: scale * pixels,
    rotation: (page.rotate + rotation) % 360,
  });
  const canvas = document.createElement('canvas');
  const ratio = isThumbnail ? 1 : devicePixelRatio;
  canvas.width = Math.floor(viewport.width * ratio);
  canvas.height = Math.floor(viewport.height * ratio);
  const task = page.render({
    canvas,
    viewport,
    ...(ratio === 1 ? {} : { transform: [ratio, 0, 0, ratio, 0, 0] }),
  });
  signal.addEventListener('abort', () => task.cancel(), { once: true });
  await task.promise;
  if (signal.aborted) return;
  into.replaceChildren(canvas);
  if (isThumbnail) return;
  const words = document.createElement('div');
  words.className = 'text-layer';
  words.dataset.words = '';
  words.style.setProperty('--total-scale-factor', String(scale * pixels));
  const layer = new TextLayer({
    textContentSource: await page.getTextContent(),
    container: words,
    viewport,
  });
  await layer.render();
  // Only as a whole: who looks for words on the page must not find half of them.
  if (!signal.aborted) into.append(words);
}

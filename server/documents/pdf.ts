import { encode } from 'fast-png';
import { Refusal } from '../../engine/errors.ts';
import { scaleFor } from './page-limits.ts';
import { type Pdfium, pdfium } from './pdfium.ts';
import { tidyText } from './plain-text.ts';
import { problems } from './problems.ts';

/** What a PDF says without anyone looking at its pages. */
export interface ReadPdf {
  readonly pages: number;
  /** The text layer of each page; null for a page that is a picture of text. */
  readonly text: readonly (string | null)[];
  readonly problems: readonly string[];
}

/** Pages beyond these are not read for search; the document itself stays whole. */
const mostPages = 2_000;

/** A page with a picture and fewer characters than a header has is a scan. */
const fewestCharacters = 20;

/** Reads the pages of a PDF. @throws Refusal `invalid-input` for a file that cannot be opened */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const library = await pdfium();
  return withDocument(library, bytes, (document) => {
    const pages = Math.max(0, library.FPDF_GetPageCount(document));
    const text: (string | null)[] = [];
    let unreadable = 0;
    for (let index = 0; index < Math.min(pages, mostPages); index += 1) {
      const read = withPage(library, document, index, (page) => textOfPage(library, page));
      if (read === undefined) unreadable += 1;
      text.push(read === undefined ? '' : read);
    }
    return {
      pages,
      text,
      problems: [
        ...(pages === 0 ? [problems.noPages] : []),
        ...(pages > mostPages ? [problems.tooManyPages(mostPages)] : []),
        ...(unreadable > 0 ? [problems.damagedPages(unreadable)] : []),
      ],
    };
  });
}

/** What to render and how fine. */
export interface PageOptions {
  /** The first page is 1. */
  readonly page: number;
  readonly dpi: number;
}

/** Renders one page of a PDF as PNG. @throws Refusal `invalid-input`, `not-found` for a page it has not */
export async function renderPdfPage(bytes: Uint8Array, options: PageOptions): Promise<Uint8Array> {
  const library = await pdfium();
  return withDocument(library, bytes, (document) => {
    const png = withPage(library, document, options.page - 1, (page) =>
      renderPage(library, page, options.dpi),
    );
    if (png === undefined)
      throw new Refusal('not-found', `The document has no page ${options.page} that can be shown.`);
    return png;
  });
}

function withDocument<T>(library: Pdfium, bytes: Uint8Array, use: (document: number) => T): T {
  const { malloc, free } = library.pdfium.wasmExports;
  const at = malloc(bytes.length);
  if (at === 0) throw new Refusal('too-large', problems.tooLarge);
  try {
    heapOf(library).set(bytes, at);
    const document = library.FPDF_LoadMemDocument(at, bytes.length, '');
    if (document === 0) throw notOpened(library.FPDF_GetLastError());
    try {
      return use(document);
    } finally {
      library.FPDF_CloseDocument(document);
    }
  } finally {
    free(at);
  }
}

/** The memory as it is now: it is another array each time it has grown. */
function heapOf(library: Pdfium): Uint8Array {
  return (library.pdfium as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8;
}

/** FPDF_ERR_PASSWORD is 4, FPDF_ERR_SECURITY 5 (fpdfview.h). */
function notOpened(error: number): Refusal {
  if (error === 4) return new Refusal('invalid-input', problems.encrypted);
  return new Refusal('invalid-input', error === 5 ? problems.unknownSecurity : problems.damaged);
}

function withPage<T>(
  library: Pdfium,
  document: number,
  index: number,
  use: (page: number) => T,
): T | undefined {
  const page = library.FPDF_LoadPage(document, index);
  if (page === 0) return undefined;
  try {
    return use(page);
  } finally {
    library.FPDF_ClosePage(page);
  }
}

function textOfPage(library: Pdfium, page: number): string | null {
  const layer = library.FPDFText_LoadPage(page);
  if (layer === 0) return null;
  try {
    const text = tidyText(charactersOf(library, layer));
    const isScan = text.replace(/\s/g, '').length < fewestCharacters && hasPicture(library, page);
    return isScan ? null : text;
  } finally {
    library.FPDFText_ClosePage(layer);
  }
}

function charactersOf(library: Pdfium, layer: number): string {
  const count = library.FPDFText_CountChars(layer);
  if (count <= 0) return '';
  const { malloc, free } = library.pdfium.wasmExports;
  const at = malloc((count + 1) * 2);
  try {
    const written = library.FPDFText_GetText(layer, 0, count, at);
    const bytes = heapOf(library).slice(at, at + Math.max(0, written - 1) * 2);
    return new TextDecoder('utf-16le').decode(bytes).replace(/[\0\ufffe\uffff]/g, '');
  } finally {
    free(at);
  }
}

const pictureObject = 3;
const formObject = 5;

/** A picture on the page, also one level down, where scanners' software wraps it in a form. */
function hasPicture(library: Pdfium, page: number): boolean {
  const count = Math.min(library.FPDFPage_CountObjects(page), 10_000);
  for (let index = 0; index < count; index += 1) {
    const object = library.FPDFPage_GetObject(page, index);
    const kind = library.FPDFPageObj_GetType(object);
    if (kind === pictureObject || (kind === formObject && formHasPicture(library, object)))
      return true;
  }
  return false;
}

function formHasPicture(library: Pdfium, form: number): boolean {
  const count = Math.min(library.FPDFFormObj_CountObjects(form), 1_000);
  for (let index = 0; index < count; index += 1) {
    const object = library.FPDFFormObj_GetObject(form, index);
    if (library.FPDFPageObj_GetType(object) === pictureObject) return true;
  }
  return false;
}

const drawAnnotations = 0x01;
const redFirst = 0x10;
const white = 0xffffffff;

function renderPage(library: Pdfium, page: number, dpi: number): Uint8Array {
  const points = {
    width: library.FPDF_GetPageWidthF(page),
    height: library.FPDF_GetPageHeightF(page),
  };
  const scale = scaleFor(points, dpi / 72);
  const width = Math.max(1, Math.round(points.width * scale));
  const height = Math.max(1, Math.round(points.height * scale));
  const bitmap = library.FPDFBitmap_Create(width, height, 0);
  if (bitmap === 0) throw new Refusal('too-large', problems.tooLarge);
  try {
    library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    const flags = drawAnnotations | redFirst;
    library.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    const at = library.FPDFBitmap_GetBuffer(bitmap);
    const stride = library.FPDFBitmap_GetStride(bitmap);
    const data = withoutAlpha(heapOf(library).subarray(at, at + stride * height), width, stride);
    return encode({ width, height, data, channels: 3, depth: 8 });
  } finally {
    library.FPDFBitmap_Destroy(bitmap);
  }
}

function withoutAlpha(pixels: Uint8Array, width: number, stride: number): Uint8Array {
  const rows = pixels.length / stride;
  const data = new Uint8Array(width * rows * 3);
  let to = 0;
  for (let row = 0; row < rows; row += 1)
    for (let from = row * stride; from < row * stride + width * 4; from += 4) {
      data[to++] = pixels[from] ?? 0;
      data[to++] = pixels[from + 1] ?? 0;
      data[to++] = pixels[from + 2] ?? 0;
    }
  return data;
}

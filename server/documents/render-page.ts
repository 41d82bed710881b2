import { Refusal } from '../../engine/errors.ts';
import { pageSourceOf } from './page-source.ts';
import { type PageOptions, renderPdfPage } from './pdf.ts';
import { problems } from './problems.ts';
import { renderTiffPage } from './tiff.ts';

/**
 * One page of a PDF or TIFF as PNG, for a reader's screen. A TIFF has pixels of its own, so `dpi`
 * counts for PDF alone.
 * @throws Refusal `unsupported` for what has no pages of this kind, `not-found` for a page it has not
 */
export async function renderPage(document: Uint8Array, options: PageOptions): Promise<Uint8Array> {
  const { kind, bytes } = pageSourceOf(document, '');
  if (kind === 'pdf') return renderPdfPage(bytes, options);
  if (kind === 'tiff') return renderTiffPage(bytes, options.page);
  throw new Refusal('unsupported', problems.noPicture);
}

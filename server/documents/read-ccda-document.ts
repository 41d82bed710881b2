import type { CcdaDocument, CcdaSection } from '../interop/ccda/ccda-document.ts';
import { escapeMarkup } from '../interop/ccda/escape-markup.ts';
import { readCcda } from '../interop/ccda/read-ccda.ts';
import { problems } from './problems.ts';
import type { ReadDocument } from './read-document.ts';

/** Reads bytes of another kind: the content that a document without sections holds. */
export type ReadInner = (bytes: Uint8Array, contentType: string) => Promise<Inner>;
type Inner = Pick<ReadDocument, 'text' | 'html' | 'pages' | 'needsOcr' | 'problems'>;

/** The sections of a C-CDA document as markup, not yet sanitised; or what stands in their place. */
export async function ccdaMarkup(
  bytes: Uint8Array,
  read: ReadInner,
): Promise<{ readonly markup: string } | Inner> {
  const document = readCcda(bytes);
  return document.attachment === null
    ? { markup: markupOf(document) }
    : inner(document.attachment, read);
}

async function inner(
  { bytes, mediaType }: NonNullable<CcdaDocument['attachment']>,
  read: ReadInner,
): Promise<Inner> {
  if (bytes !== null) return read(bytes, mediaType);
  return { text: null, html: null, pages: null, needsOcr: false, problems: [problems.referenced] };
}

function markupOf({ title, sections }: CcdaDocument): string {
  const heading = title === null ? '' : `<h2>${escapeMarkup(title)}</h2>`;
  return `${heading}${sections.map((section) => sectionMarkup(section, 3)).join('\n')}`;
}

function sectionMarkup({ title, html, sections }: CcdaSection, level: number): string {
  const heading = title === null ? '' : `<h${level}>${escapeMarkup(title)}</h${level}>`;
  const inside = sections.map((one) => sectionMarkup(one, Math.min(level + 1, 6))).join('\n');
  return `<section>${heading}<div>${html}</div>${inside}</section>`;
}

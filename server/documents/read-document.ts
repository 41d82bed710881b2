import { Refusal } from '../../engine/errors.ts';
import { fhirDocumentMarkup } from './fhir-document.ts';
import { type DocumentKind, kindOf } from './kind.ts';
import { readPdf } from './pdf.ts';
import { pictureSize } from './picture-size.ts';
import { plainTextOf, tidyText } from './plain-text.ts';
import { printableType, problems } from './problems.ts';
import { ccdaMarkup } from './read-ccda-document.ts';
import { rtfMarkup } from './rtf.ts';
import { sanitiseMarkup } from './sanitise-markup.ts';
import { decodeText } from './text.ts';
import { tiffPages } from './tiff-directory.ts';

/** What a document gives to those who search and show it. */
export interface ReadDocument {
  readonly kind: DocumentKind;
  /** The media type of what it is, to serve it with. */
  readonly mediaType: string;
  /** Its words; null where none could be read, be it that OCR must or that there are none. */
  readonly text: string | null;
  /** Sanitised markup to show; null where the document is shown as itself. */
  readonly html: string | null;
  readonly pages: number | null;
  /** True when at least one page is a picture; `text` then holds the words of the other pages. */
  readonly needsOcr: boolean;
  /** What is wrong with it, for the person who indexes it; nothing of what it says. */
  readonly problems: readonly string[];
}

type Reading = Omit<ReadDocument, 'kind' | 'mediaType'>;

/** A search index wants no more of one document. */
const mostCharacters = 5_000_000;

/**
 * Reads a document of any kind we take. It refuses nothing: a document that came is kept, and what
 * cannot be read of it is said among its problems. In a server it is called through
 * `createDocumentReader`, for a file may be made to stop or fill whoever reads it.
 */
export function readDocument(bytes: Uint8Array, contentType: string): Promise<ReadDocument> {
  return readWithin(bytes, contentType, 0);
}

/** A C-CDA document can hold another; two levels are a letter in an envelope, more are an attack. */
const deepest = 2;

async function readWithin(
  bytes: Uint8Array,
  contentType: string,
  depth: number,
): Promise<ReadDocument> {
  const { kind, mediaType, isMisdeclared } = kindOf(bytes, contentType);
  const reading = await readKind(kind, bytes, { contentType, depth });
  const lies = isMisdeclared ? [problems.misdeclared(printableType(contentType), kind)] : [];
  const text = reading.text?.slice(0, mostCharacters) || null;
  const isSilent = text === null && !reading.needsOcr && reading.problems.length === 0;
  const blank = isSilent ? [problems.noWords] : [];
  return { kind, mediaType, ...reading, text, problems: [...lies, ...reading.problems, ...blank] };
}

/** Words take little room: more than this is no document, and what is read here is held several times. */
const mostWords = 32 * 1024 * 1024;
const mostBytes: Readonly<Record<DocumentKind, number>> = {
  text: mostWords,
  rtf: 2 * mostWords,
  html: mostWords,
  pdf: Number.POSITIVE_INFINITY,
  tiff: Number.POSITIVE_INFINITY,
  jpeg: Number.POSITIVE_INFINITY,
  png: Number.POSITIVE_INFINITY,
  ccda: 2 * mostWords,
  'fhir-document': mostWords,
  unknown: Number.POSITIVE_INFINITY,
};

interface Place {
  readonly contentType: string;
  readonly depth: number;
}

async function readKind(kind: DocumentKind, bytes: Uint8Array, place: Place): Promise<Reading> {
  if (bytes.length === 0) return unread(problems.empty);
  if (bytes.length > mostBytes[kind]) return unread(problems.tooLarge);
  try {
    return await readers[kind](bytes, place);
  } catch (error) {
    if (error instanceof Refusal) return unread(error.message);
    throw error;
  }
}

const readers: Readonly<
  Record<DocumentKind, (bytes: Uint8Array, place: Place) => Reading | Promise<Reading>>
> = {
  text: plain,
  html(bytes, { contentType }) {
    const { text, isCharsetWrong } = decodeText(bytes, contentType);
    const hasPictures = /<(img|svg|object|embed|picture)\b/i.test(text);
    return marked(text, [
      ...(isCharsetWrong ? [problems.charset] : []),
      ...(hasPictures ? [problems.picturesLeftOut] : []),
    ]);
  },
  rtf(bytes) {
    const { markup, isWhole } = rtfMarkup(bytes);
    return marked(markup, isWhole ? [] : [problems.cutOff]);
  },
  pdf: pdfReading,
  tiff: (bytes) => picture(tiffPages(bytes).length),
  jpeg(bytes) {
    pictureSize(bytes, 'jpeg');
    return picture(1);
  },
  png(bytes) {
    pictureSize(bytes, 'png');
    return picture(1);
  },
  async ccda(bytes, { depth }) {
    const read = await ccdaMarkup(bytes, (inner, innerType) =>
      depth < deepest
        ? readWithin(inner, innerType, depth + 1)
        : Promise.resolve(unread(problems.embedded)),
    );
    if ('markup' in read) return marked(read.markup, []);
    const { text, html, pages, needsOcr, problems: found } = read;
    return { text, html, pages, needsOcr, problems: found };
  },
  'fhir-document': (bytes) => marked(fhirDocumentMarkup(bytes), []),
  unknown: () => unread(problems.unknown),
};

function plain(bytes: Uint8Array, { contentType }: Place): Reading {
  const { text, isCharsetWrong } = decodeText(bytes, contentType);
  return {
    text: tidyText(text),
    html: null,
    pages: null,
    needsOcr: false,
    problems: isCharsetWrong ? [problems.charset] : [],
  };
}

function marked(markup: string, found: readonly string[]): Reading {
  const html = sanitiseMarkup(markup);
  return { text: plainTextOf(html), html, pages: null, needsOcr: false, problems: found };
}

async function pdfReading(bytes: Uint8Array): Promise<Reading> {
  const { pages, text, problems: found } = await readPdf(bytes);
  return {
    text: tidyText(text.filter((page) => page !== null).join('\n\n')),
    html: null,
    pages,
    needsOcr: text.includes(null),
    problems: found,
  };
}

function picture(pages: number): Reading {
  return pages === 0
    ? unread(problems.noPages)
    : { text: null, html: null, pages, needsOcr: true, problems: [] };
}

function unread(problem: string): Reading {
  return { text: null, html: null, pages: null, needsOcr: false, problems: [problem] };
}

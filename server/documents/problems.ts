import type { DocumentKind } from './kind.ts';

/** What can be wrong with a document, as a person reads it: what it is and what to do, never what the document says. */
export const problems = {
  empty: 'The document is empty. Ask the sender for its content.',
  unknown:
    'The content is of no kind that can be read here. Ask the sender for PDF, TIFF, JPEG, PNG, RTF, HTML, text, C-CDA or a FHIR document.',
  misdeclared: (said: string, kind: DocumentKind) =>
    kind === 'unknown'
      ? `The sender declared ${said}, and the content is not that. Ask the sender for it anew.`
      : `The sender declared ${said}, but the content is ${kind}. It was read as what it is.`,
  charset:
    'The content is not in the character set it names; letters with accents may be wrong. Compare with the original.',
  damaged: 'The file is damaged and cannot be opened. Ask the sender for it anew.',
  cutOff: 'The file ends in the middle. Ask the sender for it anew.',
  encrypted:
    'The PDF opens only with a password. Ask the sender for a copy without one; the file is kept as it came.',
  unknownSecurity:
    'The PDF is protected in a way that cannot be opened here. Ask the sender for a copy without it.',
  noPages: 'The file has no pages. Ask the sender for it anew.',
  tooManyPages: (most: number) =>
    `Only the first ${most} pages are searched. Divide the document if the rest is needed.`,
  damagedPages: (count: number) =>
    `${count} ${count === 1 ? 'page' : 'pages'} cannot be read. Ask the sender for the file anew.`,
  tooLarge: 'The document is larger than can be read here. It is kept as it came.',
  picturesLeftOut: 'Pictures of the document are not shown. Open the original to see them.',
  noWords: 'The document holds no words that can be read. Open the original to see it.',
  noPicture: 'Only pages of PDF and TIFF are made into pictures. Show the document as it is.',
  noScan: 'The document is no scan; its text is read without OCR.',
  embedded: 'The document holds its content as another file, which could not be read.',
  referenced:
    'The document points to its content elsewhere instead of holding it. Ask the sender for the content.',
} as const;

/** A media type that is fit to print: a sender can write anything there. */
export function printableType(contentType: string): string {
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return /^[\w.+-]{1,40}\/[\w.+-]{1,80}$/.test(type) ? type : 'something else';
}

import { decodeText } from './text.ts';

/** What a document can be. */
export type DocumentKind =
  | 'text'
  | 'rtf'
  | 'html'
  | 'pdf'
  | 'tiff'
  | 'jpeg'
  | 'png'
  | 'ccda'
  | 'fhir-document'
  | 'unknown';

/** What a byte string is, and whether the sender's content type says otherwise. */
export interface RecognisedKind {
  readonly kind: DocumentKind;
  /** The media type to serve it with: of what it is, not of what was said. */
  readonly mediaType: string;
  /** True when the sender declared a type and the bytes are something else. */
  readonly isMisdeclared: boolean;
}

const mediaTypes: Readonly<Record<DocumentKind, string>> = {
  text: 'text/plain',
  rtf: 'application/rtf',
  html: 'text/html',
  pdf: 'application/pdf',
  tiff: 'image/tiff',
  jpeg: 'image/jpeg',
  png: 'image/png',
  ccda: 'text/xml',
  'fhir-document': 'application/fhir+json',
  unknown: 'application/octet-stream',
};

/** Which declared media types are true of which kind. */
const declarations: Readonly<Record<DocumentKind, RegExp>> = {
  text: /^text\/|^application\/(text|json|xml|.*\+(json|xml))$/,
  rtf: /rtf$/,
  html: /html/,
  pdf: /pdf$/,
  tiff: /tiff?$/,
  jpeg: /jpe?g$/,
  png: /png$/,
  ccda: /xml$|^application\/(x-)?(cda|hl7-v3)/,
  'fhir-document': /(json|xml)$/,
  unknown: /./,
};

const saysNothing = /^$|^application\/(octet-stream|binary|x-unknown)$|^binary\//;

/**
 * Recognises a document by its first bytes; the declared content type counts only for what carries
 * no sign of its own, which is text with or without markup.
 */
export function kindOf(bytes: Uint8Array, contentType: string): RecognisedKind {
  const declared = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const kind = byMagic(bytes, declared) ?? byText(bytes, contentType, declared);
  const mediaType =
    kind === 'fhir-document' && isXml(bytes) ? 'application/fhir+xml' : mediaTypes[kind];
  const isTrue = kind === 'unknown' ? !isKnown(declared) : declarations[kind].test(declared);
  return { kind, mediaType, isMisdeclared: !saysNothing.test(declared) && !isTrue };
}

/** True for a declared type that we would know by its bytes: then unreadable bytes make it a lie. */
function isKnown(declared: string): boolean {
  const { unknown: _, ...known } = declarations;
  return Object.values(known).some((pattern) => pattern.test(declared));
}

function byMagic(bytes: Uint8Array, declared: string): DocumentKind | null {
  const head = latin1(bytes.subarray(0, 1024));
  if (/^\s*%PDF-/.test(head)) return 'pdf';
  // PDF readers allow a kilobyte before the header (ISO 32000-1, annex H.3.4.1).
  if (declarations.pdf.test(declared) && head.includes('%PDF-')) return 'pdf';
  if (/^\s*\{\\rtf/.test(head)) return 'rtf';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  return head.startsWith('\x89PNG\r\n\x1a\n') ? 'png' : null;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function isXml(bytes: Uint8Array): boolean {
  return /^(\xef\xbb\xbf)?\s*</.test(latin1(bytes.subarray(0, 64)));
}

function byText(bytes: Uint8Array, contentType: string, declared: string): DocumentKind {
  const { text } = decodeText(bytes, contentType);
  if (!isReadable(text)) return 'unknown';
  const start = text.trimStart();
  if (start.startsWith('{')) return isFhirDocument(start) ? 'fhir-document' : 'text';
  if (!start.startsWith('<')) return declarations.html.test(declared) ? 'html' : 'text';
  const root = rootOf(start);
  if (/^([\w.-]+:)?ClinicalDocument$/.test(root.name) && root.tag.includes('urn:hl7-org:v3'))
    return 'ccda';
  if (root.name === 'Bundle' && root.tag.includes('http://hl7.org/fhir'))
    return /<type\s+value\s*=\s*["']document["']/.test(start) ? 'fhir-document' : 'text';
  if (declarations.html.test(declared)) return 'html';
  return htmlRoots.test(root.name) ? 'html' : 'text';
}

const htmlRoots =
  /^(html|head|body|div|p|span|h[1-6]|table|ul|ol|pre|br|b|i|font|center|style|script|!doctype)$/i;

/** Text has no NUL and hardly a control character besides tab, line and page ends. */
function isReadable(text: string): boolean {
  let odd = 0;
  for (let at = 0; at < text.length && at < 65_536; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0) return false;
    if (unit < 32 && (unit < 9 || unit > 13) && unit !== 27) odd += 1;
  }
  return odd * 50 <= Math.min(text.length, 65_536);
}

/** The root element behind the declaration, comments and doctype. */
function rootOf(text: string): { readonly name: string; readonly tag: string } {
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    const skipped = text.startsWith('<!--', at)
      ? '-->'
      : text.startsWith('<?', at)
        ? '?>'
        : /^<!doctype\s+html/i.test(text.slice(at, at + 32))
          ? null
          : text.startsWith('<!', at)
            ? '>'
            : null;
    if (skipped === null) break;
    const end = text.indexOf(skipped, at);
    if (end < 0) return { name: '', tag: '' };
    at = end + skipped.length;
  }
  const end = text.indexOf('>', at);
  const tag = text.slice(at, end < 0 ? at + 4096 : end + 1);
  return { name: /^<([^\s/>]+)/.exec(tag)?.[1] ?? '', tag };
}

function isFhirDocument(text: string): boolean {
  if (!/"resourceType"\s*:\s*"Bundle"/.test(text)) return false;
  try {
    const { resourceType, type } = JSON.parse(text) as Record<string, unknown>;
    return resourceType === 'Bundle' && type === 'document';
  } catch {
    return false;
  }
}

import { readCcda } from '../interop/ccda/read-ccda.ts';
import { type DocumentKind, kindOf } from './kind.ts';

/** The bytes that have the pages, and what they are. */
export interface PageSource {
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
}

/** A document itself, or what a C-CDA envelope holds: a scan sent as an Unstructured Document. */
export function pageSourceOf(bytes: Uint8Array, contentType: string): PageSource {
  const { kind } = kindOf(bytes, contentType);
  const held = kind === 'ccda' ? readCcda(bytes).attachment : null;
  return held?.bytes
    ? { kind: kindOf(held.bytes, held.mediaType).kind, bytes: held.bytes }
    : { kind, bytes };
}

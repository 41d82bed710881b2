import { Refusal } from '../engine/errors.ts';
import type { ResourceRow, Store } from '../engine/store.ts';
import { contentHashOf } from './interop/contents.ts';
import { sha256 } from './interop/digest.ts';
import { objectOf, objectsOf, referencedId, textAt } from './interop/fhir/element.ts';

export interface DocumentContent {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  readonly contentType: string;
}

/** Where the content of a DocumentReference is kept, and what it says it is; null when it has none here. */
export async function contentPlaceOf(
  store: Store,
  row: ResourceRow,
): Promise<Omit<DocumentContent, 'bytes'> | null> {
  const attachment = objectOf(objectsOf(row.body.content)[0]?.attachment);
  if (attachment === undefined) return null;
  const contentType = textAt(attachment.contentType) ?? 'application/octet-stream';
  const own = contentHashOf(attachment);
  if (own !== null) return { hash: own, contentType };
  const binaryId = referencedId({ reference: attachment.url }, 'Binary');
  const binary = binaryId === null ? undefined : await store.resource('Binary', binaryId);
  const hash = contentHashOf(binary?.body);
  return hash === null
    ? null
    : { hash, contentType: textAt(binary?.body.contentType) ?? contentType };
}

/** The content of a DocumentReference: inline, or in the Binary it points to. Null when it has none here. */
export async function contentOf(store: Store, row: ResourceRow): Promise<DocumentContent | null> {
  const place = await contentPlaceOf(store, row);
  if (place === null) return null;
  const bytes = await checkedContent(store, place.hash);
  return bytes === undefined ? null : { ...place, bytes };
}

/**
 * Bytes as they were kept, their hash computed again: a document that a disk has changed is not shown as the record.
 * @throws Refusal `gone` when they are not what they were
 */
export async function checkedContent(store: Store, hash: string): Promise<Uint8Array | undefined> {
  const bytes = await store.content(hash);
  if (bytes === undefined || (await sha256(bytes)) === hash) return bytes;
  throw new Refusal(
    'gone',
    'What is kept of this document is not what was received: its hash differs. Restore it from a backup or ask its sender for it again.',
  );
}

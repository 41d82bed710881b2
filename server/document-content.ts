import type { ResourceRow, Store } from '../engine/store.ts';
import { decodeBytes } from './interop/base64.ts';
import { objectOf, objectsOf, referencedId, textAt } from './interop/fhir/element.ts';

export interface DocumentContent {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** The content of a DocumentReference: inline, or in the Binary it points to. Null when it has none here. */
export async function contentOf(store: Store, row: ResourceRow): Promise<DocumentContent | null> {
  const attachment = objectOf(objectsOf(row.body.content)[0]?.attachment);
  if (attachment === undefined) return null;
  const contentType = textAt(attachment.contentType) ?? 'application/octet-stream';
  const inline = textAt(attachment.data);
  if (inline !== null) return decoded(inline, contentType);
  const binaryId = referencedId({ reference: attachment.url }, 'Binary');
  const binary = binaryId === null ? undefined : await store.resource('Binary', binaryId);
  const data = textAt(binary?.body.data);
  return data === null ? null : decoded(data, textAt(binary?.body.contentType) ?? contentType);
}

function decoded(base64: string, contentType: string): DocumentContent | null {
  const bytes = decodeBytes(base64);
  return bytes === undefined ? null : { bytes, contentType };
}

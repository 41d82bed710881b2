import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type { ResourceRow, Store } from '../engine/store.ts';
import type { Instance, WorkflowEvent } from '../engine/workflow.ts';
import { contentOf } from './document-content.ts';

/**
 * A signature counts only for the words that were read: the hash sent must be that of the document as it is now, and
 * who signs must have opened these words themselves.
 */
export async function refusalToSign(
  store: Store,
  instance: Instance,
  event: WorkflowEvent,
  user: User,
): Promise<Refusal | null> {
  const documentId = String(event.documentId);
  const row = await store.resource('DocumentReference', documentId);
  if (row === undefined || row.isDeleted || row.encounterId !== instance.encounterId) {
    return new Refusal('not-found', `This chart has no document ${documentId}.`, {
      instanceId: instance.id,
    });
  }
  const content = await contentOf(store, row);
  const detail = { instanceId: instance.id };
  if (content === null || content.hash !== event.contentHash)
    return new Refusal(
      'stale-facts',
      'The document changed since you opened it. Open it again, read it, then sign.',
      detail,
    );
  if (await hasOpened(store, user, row, content.hash)) return null;
  return new Refusal('not-allowed-now', 'Open it first: read the document, then sign.', detail);
}

/** What the audit trail calls a reading of these words. */
export function readingOf(documentId: string, contentHash: string): string {
  return `document:${documentId}#${contentHash}`;
}

/** True when the user was shown these words of the document, whole or page by page. */
export async function hasOpened(
  store: Store,
  user: User,
  { id, patientId }: Pick<ResourceRow, 'id' | 'patientId'>,
  contentHash: string,
): Promise<boolean> {
  const rows = await store.audit({
    userId: user.id,
    whatPrefix: readingOf(id, contentHash),
    ...(patientId === null ? {} : { patientId }),
    limit: 1,
  });
  return rows[0]?.action === 'view';
}

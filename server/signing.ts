import { Refusal } from '../engine/errors.ts';
import type { Store } from '../engine/store.ts';
import type { Instance, WorkflowEvent } from '../engine/workflow.ts';
import { contentOf } from './document-content.ts';

/** A signature counts only for the words that were read: the hash sent must be that of the document as it is now. */
export async function refusalToSign(
  store: Store,
  instance: Instance,
  event: WorkflowEvent,
): Promise<Refusal | null> {
  const documentId = String(event.documentId);
  const row = await store.resource('DocumentReference', documentId);
  if (row === undefined || row.isDeleted || row.encounterId !== instance.encounterId) {
    return new Refusal('not-found', `This chart has no document ${documentId}.`, {
      instanceId: instance.id,
    });
  }
  const content = await contentOf(store, row);
  if ((content?.hash ?? null) === event.contentHash) return null;
  return new Refusal(
    'stale-facts',
    'The document changed since you opened it. Open it again, read it, then sign.',
    { instanceId: instance.id },
  );
}

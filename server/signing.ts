import { Refusal } from '../engine/errors.ts';
import type { Store } from '../engine/store.ts';
import type { Instance, WorkflowEvent } from '../engine/workflow.ts';
import { sha256 } from './digest.ts';
import { contentOf } from './document-content.ts';

/**
 * A signature counts only for the words that were read: the hash sent must be that of the document as it is now.
 * @throws Refusal `not-found`, `stale-facts`
 */
export async function assertSigned(
  store: Store,
  instance: Instance,
  event: WorkflowEvent,
): Promise<void> {
  const documentId = String(event.documentId);
  const row = await store.resource('DocumentReference', documentId);
  if (row === undefined || row.encounterId !== instance.encounterId) {
    throw new Refusal('not-found', `This chart has no document ${documentId}.`, {
      instanceId: instance.id,
    });
  }
  const content = await contentOf(store, row);
  const hash = content === null ? null : await sha256(content.bytes);
  if (hash !== event.contentHash) {
    throw new Refusal(
      'stale-facts',
      'The document changed since you opened it. Open it again, read it, then sign.',
      {
        instanceId: instance.id,
      },
    );
  }
}

import { Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import type { MessageRow, ResourceRow, Store } from '../../engine/store.ts';
import { sha256 } from '../interop/digest.ts';
import { type Filing, filed, isFiled } from '../interop/filing.ts';
import type { FhirResource } from '../interop/incoming.ts';
import type { Take } from './take.ts';

export interface FileDocumentOptions {
  readonly documentId: string;
  readonly filing: Filing;
  /** Who decided, for the trail. */
  readonly user: { readonly name: string; readonly role: string };
}

/**
 * Writes a decision as the next version of its document, with all it means for the charts it left and came to.
 * Called twice with one decision it writes once. @throws Refusal `not-found` when there is no such document
 */
export type FileDocument = (options: FileDocumentOptions) => Promise<void>;

export interface FileDocumentParts {
  readonly store: Store;
  readonly take: Take;
  readonly newId: () => string;
}

export function createFileDocument({ store, take, newId }: FileDocumentParts): FileDocument {
  return async ({ documentId, filing, user }) => {
    const row = await store.resource('DocumentReference', documentId);
    if (row === undefined || row.isDeleted)
      throw new Refusal('not-found', `There is no document ${documentId} any more.`);
    if (isFiled(row.body, filing.key)) return;
    const bytes = new TextEncoder().encode(JSON.stringify({ documentId, ...filing }));
    const received = { hash: await sha256(bytes), bytes };
    const what = `document ${filing.kind}`;
    await take({
      incoming: [
        {
          key: `DocumentReference/${documentId}`,
          mode: 'update',
          id: documentId,
          // A version that came meanwhile is read first: the decision is laid over it.
          ifMatch: row.version,
          path: 'DocumentReference',
          resource: filed(row.body, filing) as FhirResource,
        },
      ],
      isFiling: true,
      messageId: newId(),
      controlKey: `filing|${filing.key}`,
      controlId: filing.key,
      received,
      eventAt: filing.at,
      user: systemUser,
      audit: {
        id: newId(),
        at: store.now(),
        userId: filing.by,
        userName: user.name,
        role: user.role,
        action: 'act',
        what: `${what}:${documentId}`,
        ...aboutOf(row),
        instanceId: null,
        purpose: null,
        fromAddress: null,
      },
      messageOf: (_, { id }): MessageRow => ({
        id,
        kind: 'document',
        controlKey: `filing|${filing.key}`,
        controlId: filing.key,
        contentHash: received.hash,
        receivedAt: store.now(),
        userId: filing.by,
        // Not a feed: what Chartkeeper writes itself.
        sender: systemUser.id,
        what,
        facility: null,
        patientId: null,
        outcome: 'taken',
        cause: null,
        reason: null,
        answer: '',
      }),
    });
  };
}

function aboutOf({ patientId, encounterId }: ResourceRow) {
  return { patientId, encounterId };
}

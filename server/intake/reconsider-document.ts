import { systemUser, type User } from '../../engine/model/user.ts';
import type { AuditRow, Store } from '../../engine/store.ts';
import { sha256 } from '../interop/digest.ts';
import type { Take } from './take.ts';

export interface Reconsideration {
  readonly documentId: string;
  /** Which table changed, and what its version is now: the same one twice is one. */
  readonly because: string;
}

/** The document stays as it is; what it means for its chart and for those who index is worked out anew. */
export type ReconsiderDocument = (reconsideration: Reconsideration) => Promise<void>;

export interface ReconsiderParts {
  readonly store: Store;
  readonly take: Take;
  readonly newId: () => string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

export function createReconsiderDocument(parts: ReconsiderParts): ReconsiderDocument {
  const { store, take, newId, auditOf } = parts;
  return async ({ documentId, because }) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ documentId, because }));
    const received = { hash: await sha256(bytes), bytes };
    const controlId = `${because}/${documentId}`;
    const controlKey = `reconsider|${controlId}`;
    const what = 'document again';
    await take({
      incoming: [],
      reconsider: [documentId],
      messageId: newId(),
      controlKey,
      controlId,
      received,
      user: systemUser,
      audit: auditOf(systemUser, `${what}:${documentId}`, null),
      messageOf: (_, { id }) => ({
        id,
        kind: 'document',
        controlKey,
        controlId,
        contentHash: received.hash,
        receivedAt: store.now(),
        userId: systemUser.id,
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

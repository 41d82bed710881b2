import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, ContentRow, MessageRow, Store } from '../../engine/store.ts';
import { sha256 } from '../interop/digest.ts';
import { fromBundle, fromResource, toTransactionResponse } from '../interop/fhir/bundle.ts';
import { outcomeOf } from '../interop/fhir/outcome.ts';
import type { FhirResource, Incoming } from '../interop/incoming.ts';
import type { Resolved } from '../interop/resolve.ts';
import { statusOf } from '../problem.ts';
import { causeOf } from './cause.ts';
import type { BundleOptions, IntakeAnswer, ResourceRequest } from './intake.ts';
import { refusalOf } from './outage.ts';
import type { MessageName, Take } from './take.ts';

export interface FhirParts {
  readonly take: Take;
  readonly store: Store;
  readonly newId: () => string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

type RowRest = Pick<MessageRow, 'id' | 'outcome' | 'cause' | 'reason' | 'answer'>;

/** FHIR R4 Bundles and single resources in; a Bundle, a resource or an OperationOutcome out. */
export function createReceiveFhir({ take, store, newId, auditOf }: FhirParts) {
  const bundle = async (
    json: unknown,
    body: string,
    user: User,
    options: BundleOptions,
  ): Promise<IntakeAnswer> => {
    const { idempotencyKey = null, from, replayOf } = options;
    const received = await contentOf(body);
    const controlKey = idempotencyKey === null ? null : `fhir|${user.id}|${idempotencyKey}`;
    const audit = auditOf(user, 'message:FHIR Bundle', from);
    const base = rowBase(user, 'FHIR Bundle', received.hash);
    const rowOf = (row: RowRest): MessageRow => ({
      ...base,
      controlKey,
      controlId: idempotencyKey,
      receivedAt: store.now(),
      ...row,
    });
    let messageId = replayOf ?? newId();
    try {
      await assertKeyIsNew(controlKey, idempotencyKey, received.hash);
      const read = fromBundle(json);
      if (read.kind === 'batch') {
        const answer = JSON.stringify(await takeEach(read, user, from, messageId));
        await store.commit({
          contents: [received],
          message: rowOf({ id: messageId, outcome: 'taken', cause: null, reason: null, answer }),
          audit: [audit],
        });
        return { outcome: 'taken', answer, refusal: null, messageId };
      }
      const { incoming, kind } = read;
      let answer = '';
      const messageOf = (resolved: Resolved, { id }: MessageName): MessageRow => {
        messageId = id;
        answer = JSON.stringify(toTransactionResponse(kind, resolved.entries, incoming));
        return rowOf({ id, outcome: 'taken', cause: null, reason: null, answer });
      };
      const taken = await take({
        incoming,
        messageId,
        isReplay: replayOf !== undefined,
        controlKey,
        controlId: idempotencyKey,
        received,
        audit,
        user,
        messageOf,
      });
      if ('known' in taken) {
        const { id, answer: stored } = taken.known;
        return { outcome: 'taken', answer: stored, refusal: null, messageId: id };
      }
      return { outcome: 'taken', answer, refusal: null, messageId };
    } catch (error) {
      const refusal = refusalOf(error);
      const answer = JSON.stringify(outcomeOf(refusal));
      const cause = causeOf('FHIR Bundle', refusal);
      const rest = { outcome: 'refused', cause, reason: refusal.message, answer } as const;
      const message = rowOf({ id: messageId, ...rest });
      await store.commit({
        contents: [received],
        message,
        audit: [{ ...audit, action: 'refused' }],
      });
      return { outcome: 'refused', answer, refusal, messageId };
    }
  };

  const assertKeyIsNew = async (
    controlKey: string | null,
    controlId: string | null,
    contentHash: string,
  ): Promise<void> => {
    if (controlKey === null || controlId === null) return;
    const isOther = (await store.messageByControlKey(controlKey, controlId)).some(
      (row) => row.outcome === 'taken' && row.contentHash !== contentHash,
    );
    if (!isOther) return;
    const message =
      'This Idempotency-Key came before with another body. Give each request a key of its own.';
    throw new Refusal('event-id-reused', message);
  };

  /** A batch's entries stand or fall alone (FHIR R4 http, batch). */
  const takeEach = async (
    { incoming, failed }: ReturnType<typeof fromBundle>,
    user: User,
    from: string | null,
    messageId: string,
  ): Promise<FhirResource> => {
    const answers: Parameters<typeof toTransactionResponse>[1][number][] = [];
    for (const [index, one] of incoming.entries()) {
      try {
        const { entries } = await takePart(one, user, from, `${messageId}.${index}`);
        answers.push(...entries);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answers.push({ refusal: error, status: statusOf(error.code) });
      }
    }
    const unread = failed.map((one) => ({ ...one, status: statusOf(one.refusal.code) }));
    return toTransactionResponse('batch', answers, incoming, unread);
  };

  const takePart = async (
    one: Incoming,
    user: User,
    from: string | null,
    messageId: string,
  ): Promise<Resolved> => {
    const what = `FHIR ${one.resource.resourceType}`;
    const received = await contentOf(JSON.stringify(one.resource));
    const taken = await take({
      incoming: [one],
      messageId,
      controlKey: null,
      controlId: null,
      received,
      user,
      audit: auditOf(user, `message:${what}`, from),
      messageOf: ({ entries }) => ({
        ...rowBase(user, what, received.hash),
        id: messageId,
        receivedAt: store.now(),
        outcome: 'taken',
        cause: null,
        reason: null,
        answer: JSON.stringify(entries),
      }),
    });
    if ('resolved' in taken) return taken.resolved;
    throw new Error('A message without a name cannot be known.');
  };

  const resource = (
    json: unknown,
    request: ResourceRequest,
    user: User,
    from: string | null,
  ): Promise<Resolved> => takePart(fromResource(json, request), user, from, newId());

  return { bundle, resource };
}

async function contentOf(body: string): Promise<ContentRow> {
  const bytes = new TextEncoder().encode(body);
  return { hash: await sha256(bytes), bytes };
}

function rowBase(user: User, what: string, contentHash: string) {
  return {
    kind: 'fhir',
    controlKey: null,
    controlId: null,
    contentHash,
    userId: user.id,
    sender: user.id,
    what,
    facility: null,
    patientId: null,
  } as const;
}

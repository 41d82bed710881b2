import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, MessageRow, Store } from '../../engine/store.ts';
import { sha256 } from '../digest.ts';
import { fromBundle, fromResource, toTransactionResponse } from '../interop/fhir/bundle.ts';
import { outcomeOf } from '../interop/fhir/outcome.ts';
import type { FhirResource, Incoming } from '../interop/incoming.ts';
import type { Resolved } from '../interop/resolve.ts';
import { statusOf } from '../problem.ts';
import type { BundleOptions, IntakeAnswer, ResourceRequest } from './intake.ts';
import { refusalOf } from './outage.ts';
import type { Take } from './take.ts';

export interface FhirParts {
  readonly take: Take;
  readonly store: Store;
  readonly newId: () => string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

type RowRest = Pick<MessageRow, 'outcome' | 'reason' | 'answer'>;

/** FHIR R4 Bundles and single resources in; a Bundle, a resource or an OperationOutcome out. */
export function createReceiveFhir({ take, store, newId, auditOf }: FhirParts) {
  const bundle = async (
    json: unknown,
    body: string,
    user: User,
    options: BundleOptions,
  ): Promise<IntakeAnswer> => {
    const messageId = newId();
    const contentHash = await sha256(body);
    const { idempotencyKey, from } = options;
    const controlKey = idempotencyKey === undefined ? null : `fhir|${user.id}|${idempotencyKey}`;
    const audit = auditOf(user, 'message:FHIR Bundle', from);
    const base = {
      id: messageId,
      kind: 'fhir' as const,
      controlKey,
      contentHash,
      userId: user.id,
      body,
    };
    const rowOf = (row: RowRest): MessageRow => ({ ...base, receivedAt: store.now(), ...row });
    try {
      await assertKeyIsNew(controlKey, contentHash);
      const read = fromBundle(json);
      if (read.kind === 'batch') {
        const answer = JSON.stringify(await takeEach(read, user, from, messageId));
        await store.commit({
          message: rowOf({ outcome: 'taken', reason: null, answer }),
          audit: [audit],
        });
        return { outcome: 'taken', answer, refusal: null, messageId };
      }
      const { incoming, kind } = read;
      let answer = '';
      const messageOf = (resolved: Resolved): MessageRow => {
        answer = JSON.stringify(toTransactionResponse(kind, resolved.entries, incoming));
        return rowOf({ outcome: 'taken', reason: null, answer });
      };
      const taken = await take({
        incoming,
        messageId,
        controlKey,
        contentHash,
        audit,
        user,
        messageOf,
      });
      if ('known' in taken) {
        return {
          outcome: 'taken',
          answer: taken.known.answer,
          refusal: null,
          messageId: taken.known.id,
        };
      }
      return { outcome: 'taken', answer, refusal: null, messageId };
    } catch (error) {
      const refusal = refusalOf(error);
      const answer = JSON.stringify(outcomeOf(refusal));
      const message = rowOf({ outcome: 'refused', reason: refusal.message, answer });
      await store.commit({ message, audit: [{ ...audit, action: 'refused' }] });
      return { outcome: 'refused', answer, refusal, messageId };
    }
  };

  const assertKeyIsNew = async (controlKey: string | null, contentHash: string): Promise<void> => {
    const earlier = controlKey === null ? [] : await store.messageByControlKey(controlKey);
    const isOther = earlier.some(
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
    const body = JSON.stringify(one.resource);
    const contentHash = await sha256(body);
    const taken = await take({
      incoming: [one],
      messageId,
      controlKey: null,
      contentHash,
      user,
      audit: auditOf(user, `message:FHIR ${one.resource.resourceType}`, from),
      messageOf: ({ entries }) => ({
        id: messageId,
        kind: 'fhir',
        controlKey: null,
        contentHash,
        receivedAt: store.now(),
        userId: user.id,
        outcome: 'taken',
        reason: null,
        body,
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

import type { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, MessageRow, Store } from '../../engine/store.ts';
import { sha256 } from '../digest.ts';
import { type AckOptions, ackErrorOf, ackFor, ackForUnreadable } from '../interop/hl7v2/ack.ts';
import { type Message, parseMessage } from '../interop/hl7v2/message.ts';
import { facilityOf, toIncoming } from '../interop/hl7v2/to-incoming.ts';
import type { Policies } from '../policies.ts';
import type { IntakeAnswer } from './intake.ts';
import { refusalOf } from './outage.ts';
import type { Take } from './take.ts';

export interface Hl7v2Parts {
  readonly take: Take;
  readonly store: Store;
  readonly policies: Policies;
  readonly newId: () => string;
  readonly defaultFacility: string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

const reusedKey = 'The control id was used before with other content.';

/** One HL7 v2 message in, its acknowledgment out; what cannot be used is kept with the reason. */
export function createReceiveHl7v2(parts: Hl7v2Parts) {
  const { take, store, policies, newId, defaultFacility } = parts;

  return async (received: Uint8Array, user: User, from: string | null): Promise<IntakeAnswer> => {
    const messageId = newId();
    const contentHash = await sha256(received);
    const rowOf = (
      row: Pick<MessageRow, 'controlKey' | 'outcome' | 'reason' | 'answer'>,
    ): MessageRow => ({
      id: messageId,
      kind: 'hl7v2',
      contentHash,
      userId: user.id,
      receivedAt: store.now(),
      // A database text holds no NUL; the hash is that of the bytes as they came.
      body: new TextDecoder().decode(received).replaceAll('\u0000', '\ufffd'),
      ...row,
    });
    const ack = (rest: Omit<AckOptions, 'now' | 'controlId'>): AckOptions => ({
      now: store.now(),
      controlId: newId(),
      ...rest,
    });
    const keepRefused = async (
      refusal: Refusal,
      row: Pick<MessageRow, 'controlKey' | 'answer'>,
      what: string,
    ): Promise<IntakeAnswer> => {
      const audit: AuditRow = { ...parts.auditOf(user, what, from), action: 'refused' };
      await store.commit({
        message: rowOf({ ...row, outcome: 'refused', reason: refusal.message }),
        audit: [audit],
      });
      return { outcome: 'refused', answer: row.answer, refusal, messageId };
    };

    let message: Message;
    try {
      message = parseMessage(received);
    } catch (error) {
      const refusal = refusalOf(error);
      const options = ack({ code: 'AR', text: refusal.message, error: ackErrorOf(refusal) });
      const answer = ackForUnreadable(received, options);
      return keepRefused(refusal, { controlKey: null, answer }, 'message:unreadable');
    }
    const { controlKey } = message;
    const what = `message:${message.type} ${message.trigger}`;
    try {
      const zones = new Map((await policies.all()).map((policy) => [policy.facility, policy.zone]));
      const { incoming } = toIncoming(message, {
        zoneOf: (facility) => zones.get(facility) ?? zones.get('*') ?? 'America/New_York',
        facilityOf: (one) => facilityOf(one, {}) ?? (one.header.text(4) || defaultFacility),
      });
      const answer = ackFor(message, ack({ code: 'AA' }));
      const taken = await take({
        incoming,
        messageId,
        controlKey,
        contentHash,
        user,
        audit: parts.auditOf(user, what, from),
        messageOf: (_, isReused) =>
          rowOf({ controlKey, outcome: 'taken', reason: isReused ? reusedKey : null, answer }),
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
      const code = refusal.code === 'unsupported' ? 'AR' : 'AE';
      const answer = ackFor(
        message,
        ack({ code, text: refusal.message, error: ackErrorOf(refusal) }),
      );
      return keepRefused(refusal, { controlKey, answer }, what);
    }
  };
}

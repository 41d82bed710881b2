import type { Refusal } from '../../engine/errors.ts';
import { createKeyedLock } from '../../engine/keyed-lock.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, MessageRow, Store } from '../../engine/store.ts';
import { sha256 } from '../interop/digest.ts';
import { ackErrorOf } from '../interop/hl7v2/ack.ts';
import {
  type AnswerOptions,
  acknowledgements,
  acknowledgementsForUnreadable,
} from '../interop/hl7v2/acknowledgements.ts';
import { type Message, parseMessage } from '../interop/hl7v2/message.ts';
import { facilityOf, toIncoming } from '../interop/hl7v2/to-incoming.ts';
import type { Policies } from '../policies.ts';
import type { SiteTables } from '../site-tables.ts';
import { causeOf } from './cause.ts';
import type { Hl7v2Answer, ReceiveOptions } from './intake.ts';
import { refusalOf } from './outage.ts';
import type { MessageName, Take } from './take.ts';

export interface Hl7v2Parts {
  readonly take: Take;
  readonly store: Store;
  readonly policies: Policies;
  readonly siteTables: SiteTables;
  readonly newId: () => string;
  readonly defaultFacility: string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

const reusedKey = 'The control id was used before with other content.';

/** One HL7 v2 message in, its acknowledgments out; what cannot be used is kept with the reason. */
export function createReceiveHl7v2(parts: Hl7v2Parts) {
  const { take, store, policies, siteTables, newId, defaultFacility } = parts;

  const kept = async (
    row: Omit<MessageRow, 'receivedAt'>,
    bytes: Uint8Array,
    audit: AuditRow,
  ): Promise<void> => {
    const message = { ...row, receivedAt: store.now() };
    const contents = [{ hash: row.contentHash, bytes }];
    await store.commit({ contents, message, audit: [{ ...audit, action: 'refused' }] });
  };

  /** Messages of one patient in the order of their arrival; those of others do not wait for a slow one. */
  const arrivals = createKeyedLock();

  return (received: Uint8Array, user: User, options: ReceiveOptions): Promise<Hl7v2Answer> => {
    // Before anything is awaited: the order of the calls is the order of arrival.
    const read = readNow(received);
    return 'problem' in read
      ? unreadable(received, read.problem, user, options)
      : arrivals.runAll(patientsOf(read.message), () =>
          receive(received, read.message, user, options),
        );
  };

  async function unreadable(
    received: Uint8Array,
    problem: unknown,
    user: User,
    { from, replayOf }: ReceiveOptions,
  ): Promise<Hl7v2Answer> {
    const refusal = refusalOf(problem);
    const contentHash = await sha256(received);
    const options: AnswerOptions = { now: store.now(), newId };
    const outcome = { code: 'AR', text: refusal.message, error: ackErrorOf(refusal) } as const;
    const answer = stored(acknowledgementsForUnreadable(received, outcome, options).answers);
    const id = replayOf ?? newId();
    const row: Omit<MessageRow, 'receivedAt'> = {
      ...nameless,
      kind: 'hl7v2',
      contentHash,
      userId: user.id,
      sender: user.id,
      id,
      answer,
      outcome: 'refused',
      cause: causeOf('unreadable', refusal),
      reason: refusal.message,
    };
    await kept(row, received, parts.auditOf(user, 'message:unreadable', from));
    return answered('refused', answer, id, refusal);
  }

  async function receive(
    received: Uint8Array,
    message: Message,
    user: User,
    { from, replayOf }: ReceiveOptions,
  ): Promise<Hl7v2Answer> {
    const contentHash = await sha256(received);
    const base = { kind: 'hl7v2', contentHash, userId: user.id } as const;
    const options: AnswerOptions = { now: store.now(), newId };
    const controlKey = storable(message.controlKey);
    const controlId = storable(message.controlId);
    const what = storable(`${message.type} ${message.trigger}`.trim());
    const audit = parts.auditOf(user, `message:${what}`, from);
    const named = {
      ...base,
      controlKey,
      controlId,
      what,
      sender: storable(`${message.header.text(3)}|${message.header.text(4)}`),
      facility: null,
      patientId: null,
    };
    try {
      const zones = new Map((await policies.all()).map((policy) => [policy.facility, policy.zone]));
      const senders = new Map(
        (await siteTables.read('senders')).rows.map((row) => [row.sender, row.facility]),
      );
      const { incoming, moves, eventAt } = toIncoming(message, {
        zoneOf: (facility) => zones.get(facility) ?? zones.get('*') ?? 'America/New_York',
        facilityOf: (one) =>
          facilityOf(one, {}) ??
          senders.get(named.sender) ??
          senders.get(one.header.text(4)) ??
          (one.header.text(4) || defaultFacility),
      });
      const answer = stored(acknowledgements(message, { code: 'AA' }, options).answers);
      let messageId = '';
      const messageOf = (_: unknown, { id, isReused }: MessageName): MessageRow => {
        messageId = id;
        const reason = isReused ? reusedKey : null;
        const receivedAt = store.now();
        return { ...named, id, receivedAt, outcome: 'taken', cause: null, reason, answer };
      };
      const taken = await take({
        incoming,
        moves,
        messageId: replayOf ?? newId(),
        isReplay: replayOf !== undefined,
        controlKey,
        controlId,
        received: { hash: contentHash, bytes: received },
        user,
        audit,
        ...(eventAt === null ? {} : { eventAt }),
        messageOf,
      });
      if ('known' in taken) {
        const { id, answer: before } = taken.known;
        return answered('taken', before, id);
      }
      return answered('taken', answer, messageId);
    } catch (error) {
      const refusal = refusalOf(error);
      const code = refusal.code === 'unsupported' ? 'AR' : 'AE';
      const outcome = { code, text: refusal.message, error: ackErrorOf(refusal) } as const;
      const answer = stored(acknowledgements(message, outcome, options).answers);
      const id = replayOf ?? (await refusedBefore(controlKey, controlId, contentHash)) ?? newId();
      const cause = causeOf(what, refusal);
      const row = { ...named, id, answer, outcome: 'refused', cause } as const;
      await kept({ ...row, reason: refusal.message }, received, audit);
      return answered('refused', answer, id, refusal);
    }
  }

  /** A sender that sends the same again and again makes one entry of the intake queue. */
  async function refusedBefore(
    controlKey: string,
    controlId: string,
    contentHash: string,
  ): Promise<string | undefined> {
    const rows = await store.messageByControlKey(controlKey, controlId);
    return rows.find((row) => row.outcome !== 'taken' && row.contentHash === contentHash)?.id;
  }
}

function readNow(received: Uint8Array): { message: Message } | { problem: unknown } {
  try {
    return { message: parseMessage(received) };
  } catch (problem) {
    return { problem };
  }
}

/** Whom a message is about, as it says it: PID-3, and MRG-1 of a merge. */
function patientsOf(message: Message): string[] {
  const numbers = [
    ...message.all('PID').map((pid) => pid.text(3)),
    ...message.all('MRG').map((mrg) => mrg.text(1)),
  ].filter((number) => number !== '');
  return numbers.length === 0 ? ['without-patient'] : [...new Set(numbers)];
}

/** Each acknowledgment ends with CR, so that those of one message stand one after the other. */
function stored(answers: readonly string[]): string {
  return answers.join('');
}

function answered(
  outcome: Hl7v2Answer['outcome'],
  answer: string,
  messageId: string,
  refusal: Refusal | null = null,
): Hl7v2Answer {
  const answers = answer === '' ? [] : answer.split(/(?<=\r)(?=MSH)/);
  return { outcome, answer, answers, refusal, messageId };
}

/** A database text holds no NUL, and an index entry is no place for a page of text. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').slice(0, 500);
}

const nameless = {
  controlKey: null,
  controlId: null,
  what: 'unreadable',
  facility: null,
  patientId: null,
} as const;

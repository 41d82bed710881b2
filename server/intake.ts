import type { Engine } from '../engine/engine.ts';
import { isConflict, Refusal } from '../engine/errors.ts';
import { createKeyedLock } from '../engine/keyed-lock.ts';
import type { User } from '../engine/model/user.ts';
import type { AuditRow, MessageRow, ResourceRow, VersionGuard } from '../engine/store.ts';
import type { FamilyEvaluation } from '../engine/workflow.ts';
import { sha256 } from './digest.ts';
import { toChartFacts } from './interop/chart-facts.ts';
import { fromBundle, fromResource, toTransactionResponse } from './interop/fhir/bundle.ts';
import { outcomeOf } from './interop/fhir/outcome.ts';
import { ackErrorOf, ackFor, ackForUnreadable } from './interop/hl7v2/ack.ts';
import { type Message, parseMessage } from './interop/hl7v2/message.ts';
import { facilityOf, toIncoming } from './interop/hl7v2/to-incoming.ts';
import type { FhirResource, Incoming } from './interop/incoming.ts';
import { type Resolved, type ResourceLookup, resolveIncoming } from './interop/resolve.ts';
import type { Policies } from './policies.ts';
import { statusOf } from './problem.ts';

/** How often a message that met another one is worked out again. */
const mostTries = 10;

export interface IntakeAnswer {
  readonly outcome: 'taken' | 'refused';
  /** What goes back to the sender: an ACK, or FHIR JSON. */
  readonly answer: string;
  readonly refusal: Refusal | null;
  readonly messageId: string;
}

/** The one way from another system's message to our resources, charts and deficiencies. */
export interface Intake {
  hl7v2(received: Uint8Array, user: User, from: string | null): Promise<IntakeAnswer>;
  bundle(json: unknown, body: string, user: User, options: BundleOptions): Promise<IntakeAnswer>;
  resource(
    json: unknown,
    request: ResourceRequest,
    user: User,
    from: string | null,
  ): Promise<Resolved>;
}

export interface BundleOptions {
  readonly from: string | null;
  readonly idempotencyKey?: string;
}

export interface ResourceRequest {
  readonly method: string;
  readonly url: string;
  readonly ifNoneExist?: string;
  readonly ifMatch?: string;
}

export interface IntakeParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly newId: () => string;
  /** Facility of encounters that name none, and of HL7 senders that no table row maps. */
  readonly defaultFacility: string;
}

export function createIntake({ engine, policies, newId, defaultFacility }: IntakeParts): Intake {
  const { store, registry } = engine;
  const locks = createKeyedLock();
  const lookup: ResourceLookup = {
    byId: (type, id) => store.resource(type, id),
    byIdentifier: (type, identifier) => store.resources({ type, identifier }),
  };

  /** Works out and writes one message with everything it causes, again when another message came between. */
  const take = (
    incoming: readonly Incoming[],
    meta: { messageId: string; messageOf: (resolved: Resolved) => MessageRow; audit: AuditRow },
  ): Promise<Resolved> =>
    locks.run(orderKeyOf(incoming), async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await takeOnce(incoming, meta);
        } catch (error) {
          if (!isConflict(error) || tries >= mostTries) throw error;
        }
      }
    });

  const takeOnce = async (
    incoming: readonly Incoming[],
    meta: { messageId: string; messageOf: (resolved: Resolved) => MessageRow; audit: AuditRow },
  ): Promise<Resolved> => {
    const at = store.now();
    const resolved = await resolveIncoming(incoming, lookup, {
      now: at,
      messageId: meta.messageId,
      newId,
    });
    if (resolved.doubts.length > 0) throw doubtful(resolved);
    const rows = resolved.rows.map((row) => withFacility(row, defaultFacility));
    const absent = await Promise.all(
      resolved.absent.map(async ({ type, identifier }) => {
        const key = `made:${type}|${identifier}`;
        return { key, expected: await store.guard(key) };
      }),
    );
    const { guards, families } = await consequences(rows);
    await engine.receive({
      rows: {
        guards: uniqueGuards([...absent, ...guards]),
        resources: rows,
        message: meta.messageOf(resolved),
        audit: [
          {
            ...meta.audit,
            patientId: rows.find((row) => row.patientId !== null)?.patientId ?? null,
          },
        ],
      },
      families,
      eventId: meta.messageId,
      cause: `message:${meta.messageId}`,
      at,
    });
    return resolved;
  };

  /** What the changed rows mean for the encounters they belong to. */
  const consequences = async (
    rows: readonly ResourceRow[],
  ): Promise<{ guards: VersionGuard[]; families: FamilyEvaluation[] }> => {
    const guards: VersionGuard[] = [];
    const families: FamilyEvaluation[] = [];
    const encounterIds = new Set(
      rows.flatMap((row) => (row.encounterId === null ? [] : [row.encounterId])),
    );
    for (const encounterId of encounterIds) {
      const key = `facts:${encounterId}`;
      const expected = await store.guard(key);
      const stored = await store.resources({ encounterId });
      const facts = toChartFacts(overlay(stored, rows, encounterId), {
        version: expected + 1,
        zone: await policies.zoneOf(
          rows.find((row) => row.encounterId === encounterId)?.facility ?? null,
        ),
      });
      guards.push({ key, expected });
      if (facts === null) continue;
      const policy = await policies.policyOf(facts.facility);
      for (const family of registry.families) {
        const evaluation = family.evaluate?.(facts, policy) ?? null;
        if (evaluation !== null) families.push(evaluation);
      }
    }
    return { guards, families };
  };

  const auditRow = (user: User, what: string, from: string | null): AuditRow => ({
    id: newId(),
    at: store.now(),
    userId: user.id,
    userName: user.name,
    role: user.grants[0]?.role ?? 'none',
    action: 'act',
    what,
    patientId: null,
    encounterId: null,
    instanceId: null,
    purpose: null,
    fromAddress: from,
  });

  const keepRefused = async (row: MessageRow, audit: AuditRow): Promise<void> => {
    await store.commit({ message: row, audit: [{ ...audit, action: 'refused' }] });
  };

  const hl7v2: Intake['hl7v2'] = async (received, user, from) => {
    const messageId = newId();
    const contentHash = await sha256(received);
    const base = { id: messageId, kind: 'hl7v2' as const, contentHash, userId: user.id };
    const ackOptions = () => ({ now: store.now(), controlId: newId() });
    let message: Message;
    try {
      message = parseMessage(received);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const answer = ackForUnreadable(received, {
        ...ackOptions(),
        code: 'AR',
        text: error.message,
        error: ackErrorOf(error),
      });
      const body = new TextDecoder().decode(received);
      const row = {
        ...base,
        controlKey: null,
        receivedAt: store.now(),
        outcome: 'refused' as const,
        reason: error.message,
        body,
        answer,
      };
      await keepRefused(row, auditRow(user, 'message:unreadable', from));
      return { outcome: 'refused', answer, refusal: error, messageId };
    }
    const { controlKey } = message;
    const earlier = await store.messageByControlKey(controlKey);
    const same = earlier.find((row) => row.outcome === 'taken' && row.contentHash === contentHash);
    if (same !== undefined)
      return { outcome: 'taken', answer: same.answer, refusal: null, messageId: same.id };
    const isReused = earlier.some((row) => row.outcome === 'taken');
    const body = new TextDecoder().decode(received);
    const what = `message:${message.type} ${message.trigger}`;
    try {
      const zones = new Map((await policies.all()).map((policy) => [policy.facility, policy.zone]));
      const { incoming } = toIncoming(message, {
        zoneOf: (facility) => zones.get(facility) ?? zones.get('*') ?? 'America/New_York',
        facilityOf: (one) => facilityOf(one, {}) ?? (one.header.text(4) || defaultFacility),
      });
      const answer = ackFor(message, { ...ackOptions(), code: 'AA' });
      const reason = isReused ? 'The control id was used before with other content.' : null;
      await take(incoming, {
        messageId,
        messageOf: () => ({
          ...base,
          controlKey,
          receivedAt: store.now(),
          outcome: 'taken',
          reason,
          body,
          answer,
        }),
        audit: auditRow(user, what, from),
      });
      return { outcome: 'taken', answer, refusal: null, messageId };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'read-only' || error.code === 'unavailable')
        throw error;
      const code = error.code === 'unsupported' ? 'AR' : 'AE';
      const answer = ackFor(message, {
        ...ackOptions(),
        code,
        text: error.message,
        error: ackErrorOf(error),
      });
      const row = {
        ...base,
        controlKey,
        receivedAt: store.now(),
        outcome: 'refused' as const,
        reason: error.message,
        body,
        answer,
      };
      await keepRefused(row, auditRow(user, what, from));
      return { outcome: 'refused', answer, refusal: error, messageId };
    }
  };

  const bundle: Intake['bundle'] = async (json, body, user, options) => {
    const messageId = newId();
    const contentHash = await sha256(body);
    const controlKey =
      options.idempotencyKey === undefined ? null : `fhir|${user.id}|${options.idempotencyKey}`;
    const base = {
      id: messageId,
      kind: 'fhir' as const,
      controlKey,
      contentHash,
      userId: user.id,
      body,
    };
    const audit = auditRow(user, 'message:FHIR Bundle', options.from);
    if (controlKey !== null) {
      const earlier = (await store.messageByControlKey(controlKey)).find(
        (row) => row.outcome === 'taken',
      );
      if (earlier !== undefined) {
        if (earlier.contentHash !== contentHash) throw reusedKey();
        return { outcome: 'taken', answer: earlier.answer, refusal: null, messageId: earlier.id };
      }
    }
    try {
      const { kind, incoming, failed } = fromBundle(json);
      const messageOf = (answer: string): MessageRow => ({
        ...base,
        receivedAt: store.now(),
        outcome: 'taken',
        reason: null,
        answer,
      });
      if (kind === 'batch') {
        const answer = JSON.stringify(
          await takeEach({ incoming, failed }, user, options.from, messageId),
        );
        await store.commit({ message: messageOf(answer), audit: [audit] });
        return { outcome: 'taken', answer, refusal: null, messageId };
      }
      let answer = '';
      await take(incoming, {
        messageId,
        audit,
        messageOf: (resolved) => {
          answer = JSON.stringify(toTransactionResponse(kind, resolved.entries, incoming));
          return messageOf(answer);
        },
      });
      return { outcome: 'taken', answer, refusal: null, messageId };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'read-only' || error.code === 'unavailable')
        throw error;
      const answer = JSON.stringify(outcomeOf(error));
      await keepRefused(
        { ...base, receivedAt: store.now(), outcome: 'refused', reason: error.message, answer },
        audit,
      );
      return { outcome: 'refused', answer, refusal: error, messageId };
    }
  };

  /** A batch's entries stand or fall alone (FHIR R4 http, batch). */
  const takeEach = async (
    { incoming, failed }: Pick<ReturnType<typeof fromBundle>, 'incoming' | 'failed'>,
    user: User,
    from: string | null,
    messageId: string,
  ): Promise<FhirResource> => {
    const answers: Parameters<typeof toTransactionResponse>[1][number][] = [];
    for (const [index, one] of incoming.entries()) {
      try {
        const { entries } = await takePart([one], user, from, `${messageId}.${index}`);
        answers.push(...entries);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answers.push({ refusal: error, status: statusOf(error.code) });
      }
    }
    const unread = failed.map((one) => ({ ...one, status: statusOf(one.refusal.code) }));
    return toTransactionResponse('batch', answers, incoming, unread);
  };

  const takePart = (
    incoming: readonly Incoming[],
    user: User,
    from: string | null,
    messageId: string,
  ) =>
    take(incoming, {
      messageId,
      audit: auditRow(user, `message:FHIR ${incoming[0]?.resource.resourceType ?? ''}`, from),
      messageOf: () => ({
        id: messageId,
        kind: 'fhir',
        controlKey: null,
        contentHash: '',
        receivedAt: store.now(),
        userId: user.id,
        outcome: 'taken',
        reason: null,
        body: JSON.stringify(incoming[0]?.resource ?? null),
        answer: '',
      }),
    });

  return {
    hl7v2,
    bundle,
    resource: async (json, request, user, from) =>
      takePart([fromResource(json, request)], user, from, newId()),
  };
}

/** Messages of one patient keep their order; those of others do not wait for it. */
function orderKeyOf(incoming: readonly Incoming[]): string {
  const patient = incoming.find((one) => one.resource.resourceType === 'Patient');
  return patient?.match?.identifier ?? patient?.id ?? 'without-patient';
}

function overlay(
  stored: readonly ResourceRow[],
  rows: readonly ResourceRow[],
  encounterId: string,
): ResourceRow[] {
  const all = new Map(stored.map((row) => [`${row.type}/${row.id}`, row]));
  for (const row of rows) {
    if (row.encounterId === encounterId || row.type === 'Practitioner')
      all.set(`${row.type}/${row.id}`, row);
  }
  return [...all.values()];
}

function withFacility(row: ResourceRow, defaultFacility: string): ResourceRow {
  return row.facility === null && row.encounterId !== null
    ? { ...row, facility: defaultFacility }
    : row;
}

function uniqueGuards(guards: readonly VersionGuard[]): VersionGuard[] {
  return [...new Map(guards.map((guard) => [guard.key, guard])).values()];
}

/** Two patients in one visit is a wrong-patient error until a person has looked. */
function doubtful({ doubts }: Resolved): Refusal {
  const issues = doubts.map(({ path, reason }) => ({
    path,
    message:
      reason === 'patient-changed'
        ? 'What is stored belongs to another patient.'
        : 'The encounter belongs to another patient.',
  }));
  const message = `${issues[0]?.path}: ${issues[0]?.message} Check patient and visit at the sender; a move between patients needs its own message.`;
  return new Refusal('precondition-failed', message, { issues });
}

function reusedKey(): Refusal {
  return new Refusal(
    'event-id-reused',
    'This Idempotency-Key came before with another body. Give each request a key of its own.',
  );
}

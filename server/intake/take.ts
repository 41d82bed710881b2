import { permits } from '../../engine/access.ts';
import type { Engine } from '../../engine/engine.ts';
import { isConflict, Refusal } from '../../engine/errors.ts';
import { createKeyedLock } from '../../engine/keyed-lock.ts';
import type { Role, User } from '../../engine/model/user.ts';
import type { AuditRow, MessageRow, ResourceRow, VersionGuard } from '../../engine/store.ts';
import type { FamilyEvaluation } from '../../engine/workflow.ts';
import { toChartFacts } from '../interop/chart-facts.ts';
import type { Incoming } from '../interop/incoming.ts';
import { type Resolved, type ResourceLookup, resolveIncoming } from '../interop/resolve.ts';
import type { Policies } from '../policies.ts';

/** Who may send messages: feeds, and an administrator by hand. */
export const senders: readonly Role[] = ['system', 'administrator'];

/** How often a message that met another one is worked out again. */
const mostTries = 10;

export interface TakeParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly newId: () => string;
  /** Facility of encounters that name none. */
  readonly defaultFacility: string;
}

/** One message ready to be taken: what it brings, and the row that keeps it. */
export interface Delivery {
  readonly incoming: readonly Incoming[];
  readonly messageId: string;
  /** Names the message once, with its content's hash; null when its sender gives it no name. */
  readonly controlKey: string | null;
  readonly contentHash: string;
  readonly audit: AuditRow;
  readonly user: User;
  messageOf(resolved: Resolved, isReusedKey: boolean): MessageRow;
}

/** A message is taken now, or was taken before and is answered as it was then. */
export type Taken = { readonly resolved: Resolved } | { readonly known: MessageRow };

export type Take = (delivery: Delivery) => Promise<Taken>;

/** Works out and writes one message with everything it causes, anew when another message came between. */
export function createTake({ engine, policies, newId, defaultFacility }: TakeParts): Take {
  const { store, registry } = engine;
  const locks = createKeyedLock();
  const lookup: ResourceLookup = {
    byId: (type, id) => store.resource(type, id),
    byIdentifier: (type, identifier) => store.resources({ type, identifier }),
  };

  const takeOnce = async (delivery: Delivery): Promise<Taken> => {
    const at = store.now();
    const name = await nameOf(delivery);
    if ('known' in name) return name;
    const { incoming, messageId, audit } = delivery;
    const resolved = await resolveIncoming(incoming, lookup, { now: at, messageId, newId });
    if (resolved.doubts.length > 0) throw doubtful(resolved);
    const rows = resolved.rows.map((row) => withFacility(row, defaultFacility));
    await assertMayWrite(delivery.user, rows);
    const made = await Promise.all(resolved.absent.map(madeOnce));
    const { guards, families } = await consequences(rows);
    const patientId = rows.find((row) => row.patientId !== null)?.patientId ?? null;
    await engine.receive({
      rows: {
        guards: unique([...name.guards, ...made, ...guards]),
        resources: rows,
        message: delivery.messageOf(resolved, name.isReused),
        audit: [{ ...audit, patientId }],
      },
      families,
      eventId: messageId,
      cause: `message:${messageId}`,
      at,
    });
    return { resolved };
  };

  /** A feed of one hospital writes nothing into another's charts, nor takes an encounter out of them. */
  const assertMayWrite = async (user: User, rows: readonly ResourceRow[]): Promise<void> => {
    const mayAt = (facility: string): boolean => {
      const subject = { facility, patientId: null, encounterId: null, practitionerId: null };
      return permits({ roles: senders }, user, subject);
    };
    // No facility is called '': only a grant for all of them covers it.
    if (mayAt('')) return;
    const changed = rows.filter((row) => row.version > 1);
    const before = await Promise.all(changed.map((row) => store.resource(row.type, row.id)));
    const foreign = [...rows, ...before].find((row) => row?.facility && !mayAt(row.facility));
    if (foreign === undefined) return;
    throw new Refusal(
      'not-permitted',
      `You may not send for facility ${foreign.facility}. Send with a token for it, or correct the facility of the message.`,
    );
  };

  /** The stored answer of the same message, or the guard that lets only one of two equal ones through. */
  const nameOf = async ({
    controlKey,
    contentHash,
  }: Delivery): Promise<{ known: MessageRow } | { guards: VersionGuard[]; isReused: boolean }> => {
    if (controlKey === null) return { guards: [], isReused: false };
    const guard = await guardOf(`message:${controlKey}`);
    const taken = (await store.messageByControlKey(controlKey)).filter(
      (row) => row.outcome === 'taken',
    );
    const same = taken.find((row) => row.contentHash === contentHash);
    return same === undefined ? { guards: [guard], isReused: taken.length > 0 } : { known: same };
  };

  const guardOf = async (key: string): Promise<VersionGuard> => ({
    key,
    expected: await store.guard(key),
  });

  /**
   * Lets one of two messages make what neither found. Looked up once more after its guard is read: what another
   * message made in between would have raised the guard before we saw it.
   */
  const madeOnce = async ({ type, identifier }: Resolved['absent'][number]) => {
    const guard = await guardOf(`made:${type}|${identifier}`);
    if ((await store.resources({ type, identifier })).length === 0) return guard;
    throw new Refusal('stale-facts', `Another message made this ${type} meanwhile. Send it again.`);
  };

  /** What the changed rows mean for the encounters they belong to. */
  const consequences = async (
    rows: readonly ResourceRow[],
  ): Promise<{ guards: VersionGuard[]; families: FamilyEvaluation[] }> => {
    const encounterIds = new Set(rows.flatMap((row) => row.encounterId ?? []));
    const guards: VersionGuard[] = [];
    const families: FamilyEvaluation[] = [];
    for (const encounterId of encounterIds) {
      const guard = await guardOf(`facts:${encounterId}`);
      guards.push(guard);
      const all = overlay(await store.resources({ encounterId }), rows, encounterId);
      const facility = all.find((row) => row.type === 'Encounter')?.facility ?? defaultFacility;
      const policy = await policies.policyOf(facility);
      const facts = toChartFacts(all, { version: guard.expected + 1, zone: policy.zone });
      if (facts === null) continue;
      for (const family of registry.families) {
        const evaluation = family.evaluate?.(facts, policy) ?? null;
        if (evaluation !== null) families.push(evaluation);
      }
    }
    return { guards, families };
  };

  return (delivery) =>
    locks.run(orderKeyOf(delivery.incoming), async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await takeOnce(delivery);
        } catch (error) {
          if (!isConflict(error) || tries >= mostTries) throw error;
        }
      }
    });
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

function unique(guards: readonly VersionGuard[]): VersionGuard[] {
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
  const [first] = issues;
  const message = `${first?.path}: ${first?.message} Check patient and visit at the sender; a move between patients needs its own message.`;
  return new Refusal('precondition-failed', message, { issues });
}

import type { Engine } from '../../engine/engine.ts';
import { isConflict, Refusal } from '../../engine/errors.ts';
import { createKeyedLock } from '../../engine/keyed-lock.ts';
import type { User } from '../../engine/model/user.ts';
import type {
  AuditRow,
  Change,
  ContentRow,
  KeptMessage,
  MessageRow,
  ResourceRow,
  ResourceWrite,
  VersionGuard,
} from '../../engine/store.ts';
import type { FamilyEvaluation } from '../../engine/workflow.ts';
import { factTypes, toChartFacts } from '../interop/chart-facts.ts';
import { columnsOf } from '../interop/columns.ts';
import { type Outlined, outline } from '../interop/contents.ts';
import { identifiersOf } from '../interop/fhir/element.ts';
import { termsOf } from '../interop/fhir/search-terms.ts';
import { token } from '../interop/hl7v2/identifiers.ts';
import type { Move } from '../interop/hl7v2/moves.ts';
import { identifierTerm } from '../interop/identifier-term.ts';
import type { FhirResource, Incoming } from '../interop/incoming.ts';
import { type Resolved, type ResourceLookup, resolveIncoming } from '../interop/resolve.ts';
import type { Policies } from '../policies.ts';
import type { Sites } from '../site.ts';
import type { SiteTables } from '../site-tables.ts';
import { applyMoves } from './apply-moves.ts';
import { documentDoubts } from './document-doubts.ts';
import { arrivedIn, overlay } from './encounter-rows.ts';
import { encountersLeft } from './encounters-left.ts';
import { assertMayWithdraw, assertMayWrite } from './permission.ts';
import { setApart } from './set-apart.ts';
import { typeOfFor } from './site-types.ts';
import { wordsToRead } from './words-to-read.ts';

/** How often a message that met another one is worked out again. */
const mostTries = 10;

export interface TakeParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly sites: Sites;
  readonly siteTables: SiteTables;
  readonly newId: () => string;
  /** Facility of encounters that name none. */
  readonly defaultFacility: string;
}

/** One message ready to be taken: what it brings, and the row that keeps it. */
export interface Delivery {
  readonly incoming: readonly Incoming[];
  /** What merges, moves or renumbers what is stored. */
  readonly moves?: readonly Move[];
  readonly messageId: string;
  /** Names the message once, with its content's hash; null when its sender gives it no name. */
  readonly controlKey: string | null;
  readonly controlId: string | null;
  /** The bytes as they came. */
  readonly received: ContentRow;
  readonly audit: AuditRow;
  readonly user: User;
  /** When what it tells of happened, epoch milliseconds; when it came, where it does not say. */
  readonly eventAt?: number;
  messageOf(resolved: Resolved, name: MessageName): MessageRow;
  /** True when a message kept earlier is tried again under its own id. */
  readonly isReplay?: boolean;
  /** Ids of documents to look at again as they are stored, because what they mean has changed. */
  readonly reconsider?: readonly string[];
  /** True when a person decided it about one document, and so may move it to another patient. */
  readonly isFiling?: boolean;
  /** What it means beside its resources, once it is known whose it is. */
  familiesOf?(patientId: string | null): readonly FamilyEvaluation[];
  /** Rows of the load it is a piece of, written in the same commit. */
  readonly also?: Pick<Change, 'guards' | 'job'>;
}

export interface MessageName {
  /** The id under which it is kept: that of the same message where it was refused before. */
  readonly id: string;
  /** Another message had the control id. */
  readonly isReused: boolean;
}

/** A message is taken now, or was taken before and is answered as it was then. */
export type Taken = { readonly resolved: Resolved } | { readonly known: KeptMessage };

export type Take = (delivery: Delivery) => Promise<Taken>;

/** Works out and writes one message with everything it causes, anew when another message came between. */
export function createTake(parts: TakeParts): Take {
  const { engine, policies, sites, siteTables, newId, defaultFacility } = parts;
  const { store, registry } = engine;
  const locks = createKeyedLock();
  const lookup: ResourceLookup = {
    byId: (type, id) => store.resource(type, id),
    byIdentifier: async (type, identifier) => {
      const rows = await store.resources({ type, term: identifierTerm(identifier) });
      // A term is cut at a length and white space folded; what decides is the identifier itself.
      return rows.filter((row) => identifiersOf(row.body).includes(identifier));
    },
  };

  const takeOnce = async (
    delivery: Delivery,
    { incoming, contents, referred }: Outlined,
  ): Promise<Taken> => {
    const at = store.now();
    const name = await nameOf(delivery);
    if ('known' in name) return name;
    const { audit } = delivery;
    const messageId = name.id;
    const { eventAt = at } = delivery;
    const resolved = await setApart(
      await resolveIncoming(incoming, lookup, { now: at, messageId, newId, eventAt }),
      { store, isFiling: delivery.isFiling === true },
    );
    if (resolved.doubts.length > 0) throw doubtful(resolved);
    const moved = await applyMoves(delivery.moves ?? [], resolved, {
      store,
      lookup,
      at,
      eventAt,
      messageId,
    });
    const rows = moved.rows.map((row) => withFacility(row, defaultFacility));
    await assertMayWrite(store, delivery.user, rows);
    await assertMayWithdraw(store, rows);
    const made = await Promise.all([...resolved.absent, ...moved.absent].map(madeOnce));
    const again = await storedDocuments(delivery.reconsider ?? []);
    const { guards, families } = await consequences([...rows, ...again], resolved.confirmed);
    const doubts = await documentDoubts({ rows, incoming, again }, { ...parts, store });
    const patientId = rows.find((row) => row.patientId !== null)?.patientId ?? null;
    await engine.receive({
      rows: {
        ...delivery.also,
        guards: unique(
          [...name.guards, ...made, ...guards, ...(delivery.also?.guards ?? [])],
          (guard) => guard.key,
        ),
        contents: unique([delivery.received, ...contents], (row) => row.hash),
        recordContents: referred,
        resources: await Promise.all(rows.map(findable)),
        confirmed: resolved.confirmed,
        effects: wordsToRead(rows, contents, at),
        message: { ...delivery.messageOf(resolved, name), ...aboutOf(rows) },
        audit: [{ ...audit, patientId }],
      },
      families: [...families, ...doubts, ...(delivery.familiesOf?.(patientId) ?? [])],
      eventId: messageId,
      cause: `message:${messageId}`,
      at,
    });
    return { resolved };
  };

  /** The stored answer of the same message, or the guard that lets only one of two equal ones through. */
  const nameOf = async (
    delivery: Delivery,
  ): Promise<{ known: KeptMessage } | (MessageName & { guards: VersionGuard[] })> => {
    const { controlKey, controlId, received, messageId, isReplay = false } = delivery;
    const guards = [await guardOf(`message:${controlKey ?? messageId}`)];
    if (isReplay) {
      const row = await store.message(messageId);
      if (row?.outcome === 'taken') return { known: row };
    }
    if (controlKey === null)
      return { guards: isReplay ? guards : [], id: messageId, isReused: false };
    const earlier = await store.messageByControlKey(controlKey, controlId ?? '');
    const same = earlier.filter((row) => row.contentHash === received.hash);
    const known = same.find((row) => row.outcome === 'taken');
    if (known !== undefined) return { known };
    const isReused = earlier.some((row) => row.outcome === 'taken');
    return { guards, id: same[0]?.id ?? messageId, isReused };
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
    if ((await lookup.byIdentifier(type, identifier)).length === 0) return guard;
    throw new Refusal('stale-facts', `Another message made this ${type} meanwhile. Send it again.`);
  };

  const storedDocuments = async (ids: readonly string[]): Promise<ResourceRow[]> => {
    const rows = await Promise.all(ids.map((id) => store.resource('DocumentReference', id)));
    return rows.filter((row) => row !== undefined);
  };

  /** What the changed rows mean for the encounters they belong to. */
  const consequences = async (
    rows: readonly ResourceRow[],
    confirmed: Resolved['confirmed'],
  ): Promise<{ guards: VersionGuard[]; families: FamilyEvaluation[] }> => {
    const isJudged = rows.some(({ type }) => factTypes.has(type));
    const encounterIds = new Set(isJudged ? rows.flatMap((row) => row.encounterId ?? []) : []);
    for (const id of await encountersLeft(store, rows)) encounterIds.add(id);
    const { rows: map } = await siteTables.read('document-types');
    const guards: VersionGuard[] = [];
    const families: FamilyEvaluation[] = [];
    // Two messages that confirm one encounter at once: the second reads the first's time again.
    for (const { type, id } of confirmed)
      if (type === 'Encounter' && !encounterIds.has(id)) guards.push(await guardOf(`facts:${id}`));
    for (const encounterId of encounterIds) {
      const guard = await guardOf(`facts:${encounterId}`);
      guards.push(guard);
      const stored = await store.resources({ encounterId });
      const all = overlay(stored, rows, encounterId);
      const facility = all.find((row) => row.type === 'Encounter')?.facility ?? defaultFacility;
      const site = await sites.siteOf(facility);
      const { zone } = site.policy;
      const typeOf = typeOfFor({ zone, map, now: store.now() });
      const read = toChartFacts(all, { version: guard.expected + 1, zone, typeOf });
      if (read === null) continue;
      const facts = { ...read, arrived: arrivedIn(read, stored) };
      for (const family of registry.families) {
        const evaluation = family.evaluate?.(facts, site) ?? null;
        if (evaluation !== null) families.push(evaluation);
      }
    }
    return { guards, families };
  };

  const findable = async (row: ResourceRow): Promise<ResourceWrite> => ({
    ...row,
    terms: termsOf(row.body as FhirResource, await policies.zoneOf(row.facility)),
  });

  return async (delivery) => {
    const outlined = await outline(delivery.incoming);
    return locks.runAll(orderKeysOf(delivery), async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await takeOnce(delivery, outlined);
        } catch (error) {
          if (!isConflict(error) || tries >= mostTries) throw error;
        }
      }
    });
  };
}

/** Messages of one patient keep their order; those of others do not wait for it. A merge waits for both. */
function orderKeysOf({ incoming, moves = [] }: Delivery): string[] {
  const keys = [
    ...incoming.map(({ resource, match, id = '' }) =>
      resource.resourceType === 'Patient'
        ? (match?.identifier ?? id)
        : (columnsOf(resource, id).patientId ?? ''),
    ),
    ...moves.map((move) => token(move.from)),
  ].filter((key) => key !== '');
  return keys.length === 0 ? ['without-patient'] : [...new Set(keys)];
}

function withFacility(row: ResourceRow, defaultFacility: string): ResourceRow {
  return row.facility === null && row.encounterId !== null
    ? { ...row, facility: defaultFacility }
    : row;
}

function unique<One>(all: readonly One[], keyOf: (one: One) => string): One[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

/** Whose message it was, as far as one can say. */
function aboutOf(rows: readonly ResourceRow[]): Pick<MessageRow, 'facility' | 'patientId'> {
  return {
    facility: rows.find((row) => row.facility !== null)?.facility ?? null,
    patientId: rows.find((row) => row.patientId !== null)?.patientId ?? null,
  };
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

import type { ResourceRow } from '../../engine/store.ts';
import { columnsOf, facilityOfEncounter } from './columns.ts';
import { type Element, objectOf } from './fhir/element.ts';
import type { FhirResource, Incoming, Match, ResolvedEntry } from './incoming.ts';
import { linker } from './links.ts';
import { mergeResource, sameJson } from './merge.ts';
import { findTargets, pathOf, type ResourceLookup, type Target } from './targets.ts';

export type { ResourceLookup } from './targets.ts';

export interface ResolveOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly messageId: string | null;
  newId(): string;
}

export interface Resolved {
  /** New versions to store; a resource that did not change makes none. */
  readonly rows: readonly ResourceRow[];
  /** One per incoming resource, in its order. */
  readonly entries: readonly ResolvedEntry[];
  /** Versions read, 0 for an id that was free: whoever commits checks that they still stand. */
  readonly expected: readonly {
    readonly type: string;
    readonly id: string;
    readonly version: number;
  }[];
  /** Identifiers that nothing had: whoever commits guards against a second maker of the same. */
  readonly absent: readonly Match[];
  /** Rows that may be on the wrong patient. Nothing is decided here; the intake may park the message. */
  readonly doubts: readonly IdentityDoubt[];
}

export interface IdentityDoubt {
  readonly type: string;
  readonly id: string;
  readonly path: string;
  /** It was another patient's until now, or its encounter is another patient's. */
  readonly reason: 'patient-changed' | 'encounter-of-another-patient';
}

/**
 * Turns what a message brings into rows: finds the stored resource each one means, gives ids,
 * rewrites references, lays merges over what is stored and raises versions.
 * @throws Refusal `invalid-input` for a reference that leads nowhere, `precondition-failed` for a
 * condition that many match
 */
export async function resolveIncoming(
  incoming: readonly Incoming[],
  lookup: ResourceLookup,
  options: ResolveOptions,
): Promise<Resolved> {
  const targets = await findTargets(incoming, lookup, options.newId);
  const link = await linker(targets, lookup);
  const drafts = targets.map((target) => ({ target, body: draftOf(target, link(target)) }));
  link.finish();
  const encounters = await encountersOf(drafts, lookup);
  const written = drafts.map(({ target, body }) =>
    body && !isUnchanged(target, body) ? rowOf(target, body, encounters, options) : undefined,
  );
  const rows = written.filter((row) => row !== undefined);
  return {
    rows,
    entries: targets.map((target, index) => entryOf(target, written[index])),
    expected: expectedOf(targets),
    doubts: targets.flatMap((target, index) => doubtsOf(target, written[index], encounters)),
    absent: targets.flatMap(({ incoming: item, stored }) =>
      item.match && !stored ? [item.match] : [],
    ),
  };
}

/** The body to store, without meta counters; undefined when nothing is to be written. */
function draftOf(target: Target, link: <T>(value: T) => T): FhirResource | undefined {
  const { incoming, stored, type, id } = target;
  const resource = link(incoming.resource);
  const before = stored && !stored.isDeleted ? stored.body : undefined;
  switch (target.action) {
    case 'skip':
    case 'keep':
      return undefined;
    case 'delete':
      return { ...stored?.body, resourceType: type, id };
    case 'write':
      if (incoming.mode === 'merge') {
        const known = mergeResource(link(incoming.defaults ?? {}), before ?? {});
        return withMeta({ ...mergeResource(known, resource), resourceType: type, id }, before);
      }
      return withMeta({ ...resource, id }, before);
  }
}

/** An update that does not mention tags, profiles or security labels keeps them (FHIR R4 http, update). */
function withMeta(body: FhirResource, before: Element | undefined): FhirResource {
  const meta = { ...objectOf(before?.meta), ...objectOf(body.meta) };
  return Object.keys(meta).length > 0 ? { ...body, meta } : body;
}

function isUnchanged(target: Target, body: FhirResource): boolean {
  const { stored, action } = target;
  if (!stored || stored.isDeleted || action === 'delete') return false;
  return sameJson(withoutCounters(stored.body), withoutCounters(body));
}

function withoutCounters(body: Element): Element {
  const { meta, ...rest } = body;
  const { versionId: _, lastUpdated: __, ...kept } = objectOf(meta) ?? {};
  return Object.keys(kept).length > 0 ? { ...rest, meta: kept } : rest;
}

interface Draft {
  readonly target: Target;
  readonly body: FhirResource | undefined;
}

/** What a resource takes from its encounter. */
type EncounterColumns = Pick<ResourceRow, 'facility' | 'patientId'>;

/** Every encounter that the drafts belong to, from this message or from the store. */
async function encountersOf(
  drafts: readonly Draft[],
  lookup: ResourceLookup,
): Promise<ReadonlyMap<string, EncounterColumns>> {
  const encounters = new Map<string, EncounterColumns>();
  for (const { target, body } of drafts) {
    if (!body || target.type !== 'Encounter') continue;
    const { patientId } = columnsOf(body, target.id);
    encounters.set(target.id, { facility: facilityOfEncounter(body), patientId });
  }
  const outside = new Set<string>();
  for (const { target, body } of drafts) {
    const encounterId = body ? columnsOf(body, target.id).encounterId : null;
    if (encounterId !== null && !encounters.has(encounterId)) outside.add(encounterId);
  }
  await Promise.all(
    [...outside].map(async (id) => {
      const row = await lookup.byId('Encounter', id);
      if (row) encounters.set(id, row);
    }),
  );
  return encounters;
}

function rowOf(
  target: Target,
  body: FhirResource,
  encounters: ReadonlyMap<string, EncounterColumns>,
  { now, messageId }: ResolveOptions,
): ResourceRow {
  const version = (target.stored?.version ?? 0) + 1;
  const columns = columnsOf(body, target.id);
  return {
    type: target.type,
    id: target.id,
    version,
    updatedAt: now,
    facility: encounters.get(columns.encounterId ?? '')?.facility ?? null,
    ...columns,
    isDeleted: target.action === 'delete',
    messageId,
    body: {
      ...body,
      meta: {
        ...objectOf(body.meta),
        versionId: String(version),
        lastUpdated: new Date(now).toISOString(),
      },
    },
  };
}

function entryOf(target: Target, row: ResourceRow | undefined): ResolvedEntry {
  const { incoming, type, id, stored } = target;
  const entry = { key: incoming.key, type, id };
  if (!row) {
    const made = target.action === 'keep' ? 1 : 0;
    return { ...entry, version: stored?.version ?? made, status: 'unchanged' };
  }
  if (row.isDeleted) return { ...entry, version: row.version, status: 'deleted' };
  const isNew = !stored || stored.isDeleted;
  return { ...entry, version: row.version, status: isNew ? 'created' : 'updated' };
}

function doubtsOf(
  { stored, incoming, type, id }: Target,
  row: ResourceRow | undefined,
  encounters: ReadonlyMap<string, EncounterColumns>,
): readonly IdentityDoubt[] {
  if (!row || row.isDeleted || row.patientId === null) return [];
  const differs = (other: string | null | undefined): boolean => !!other && other !== row.patientId;
  const doubt = { type, id, path: pathOf(incoming) };
  if (differs(stored?.patientId)) return [{ ...doubt, reason: 'patient-changed' }];
  const encounter = encounters.get(row.encounterId ?? '');
  return differs(encounter?.patientId)
    ? [{ ...doubt, reason: 'encounter-of-another-patient' }]
    : [];
}

function expectedOf(targets: readonly Target[]): Resolved['expected'] {
  const read = new Map<string, { type: string; id: string; version: number }>();
  for (const { incoming, type, id, stored } of targets) {
    if (id === '' || (!stored && incoming.id === undefined)) continue;
    read.set(`${type}/${id}`, { type, id, version: stored?.version ?? 0 });
  }
  return [...read.values()];
}

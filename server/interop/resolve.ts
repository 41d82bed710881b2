import type { ResourceRow, ValueSource } from '../../engine/store.ts';
import { columnsOf, facilityOfEncounter } from './columns.ts';
import { type Element, objectOf } from './fhir/element.ts';
import type { FhirResource, Incoming, Match, ResolvedEntry } from './incoming.ts';
import type { Sources, Telling } from './ledger.ts';
import { linker } from './links.ts';
import { mergeResource, sourcesOfWhole, type Told } from './merge.ts';
import { findTargets, pathOf, type ResourceLookup, type Target } from './targets.ts';
import { sameJson } from './value-parts.ts';

export type { ResourceLookup } from './targets.ts';

export interface ResolveOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly messageId: string | null;
  /**
   * When what the message tells of happened, epoch milliseconds; `now` when it does not say. An
   * instant still to come counts as now, for a clock that runs ahead must not shut out what follows.
   */
  readonly eventAt?: number;
  newId(): string;
}

export interface Resolved {
  /** New versions to store; a resource that did not change makes none. */
  readonly rows: readonly ResourceRow[];
  /** Resources that only were told again: their sources are to be written over, without a new version. */
  readonly confirmed: readonly Confirmed[];
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

/**
 * A repeated value is known to hold until later, so that a message between the two tellings must not
 * change it. That has to be kept, but nobody's copy of the resource is out of date by it.
 */
export interface Confirmed extends Pick<ResourceRow, 'type' | 'id' | 'version'> {
  readonly sources: Readonly<Record<string, ValueSource>>;
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
  const { now, messageId, eventAt = now } = options;
  const telling: Telling = { at: Math.min(eventAt, now), messageId };
  const targets = await findTargets(incoming, lookup, options.newId);
  const link = await linker(targets, lookup);
  const drafts = targets.map((target) => ({
    target,
    told: draftOf(target, link(target), telling),
  }));
  link.finish();
  const encounters = await encountersOf(drafts, lookup);
  const written = drafts.map(({ target, told }) =>
    told && !isUnchanged(target, told) ? rowOf(target, told, encounters, options) : undefined,
  );
  const rows = written.filter((row) => row !== undefined);
  return {
    rows,
    confirmed: drafts.flatMap(({ target, told }) => confirmedBy(target, told)),
    entries: targets.map((target, index) => entryOf(target, written[index])),
    expected: expectedOf(targets),
    doubts: targets.flatMap((target, index) => doubtsOf(target, written[index], encounters)),
    absent: targets.flatMap(({ incoming: item, stored }) =>
      item.match && !stored ? [item.match] : [],
    ),
  };
}

interface ToldResource extends Told {
  readonly body: FhirResource;
}

/** What to store, without meta counters; undefined when nothing is to be written. */
function draftOf(
  target: Target,
  link: <T>(value: T) => T,
  telling: Telling,
): ToldResource | undefined {
  const { incoming, stored, type, id } = target;
  const resource = link(incoming.resource);
  const before = stored && !stored.isDeleted ? toldOf(stored) : undefined;
  const known: Told = before ?? { body: {}, sources: {} };
  switch (target.action) {
    case 'skip':
    case 'keep':
      return undefined;
    case 'delete':
      return {
        body: { ...stored?.body, resourceType: type, id },
        sources: stored?.sources ?? {},
      };
    case 'write': {
      if (incoming.mode !== 'merge') {
        const sources = sourcesOfWhole(known, resource, telling);
        return { body: withMeta({ ...resource, id }, before?.body), sources };
      }
      const defaults = link(incoming.defaults ?? {});
      const { body, sources } = mergeResource(known, { resource, defaults }, telling);
      const { meta } = { ...defaults, ...resource };
      const merged = { ...body, ...(meta ? { meta } : {}), resourceType: type, id };
      return { body: withMeta(merged, before?.body), sources };
    }
  }
}

function toldOf({ body, sources }: ResourceRow): Told {
  return { body, sources: sources as Sources };
}

/** An update that does not mention tags, profiles or security labels keeps them (FHIR R4 http, update). */
function withMeta(body: FhirResource, before: Element | undefined): FhirResource {
  const meta = { ...objectOf(before?.meta), ...objectOf(body.meta) };
  return Object.keys(meta).length > 0 ? { ...body, meta } : body;
}

function isUnchanged(target: Target, { body }: ToldResource): boolean {
  const { stored, action } = target;
  if (!stored || stored.isDeleted || action === 'delete') return false;
  return sameJson(withoutCounters(stored.body), withoutCounters(body));
}

function confirmedBy(target: Target, told: ToldResource | undefined): readonly Confirmed[] {
  const { stored, type, id } = target;
  if (!told || !stored || !isUnchanged(target, told)) return [];
  const { sources } = told;
  return sameJson(stored.sources, sources) ? [] : [{ type, id, version: stored.version, sources }];
}

function withoutCounters(body: Element): Element {
  const { meta, ...rest } = body;
  const { versionId: _, lastUpdated: __, ...kept } = objectOf(meta) ?? {};
  return Object.keys(kept).length > 0 ? { ...rest, meta: kept } : rest;
}

interface Draft {
  readonly target: Target;
  readonly told: ToldResource | undefined;
}

/** What a resource takes from its encounter. */
type EncounterColumns = Pick<ResourceRow, 'facility' | 'patientId'>;

/** Every encounter that the drafts belong to, from this message or from the store. */
async function encountersOf(
  drafts: readonly Draft[],
  lookup: ResourceLookup,
): Promise<ReadonlyMap<string, EncounterColumns>> {
  const encounters = new Map<string, EncounterColumns>();
  for (const { target, told } of drafts) {
    if (!told || target.type !== 'Encounter') continue;
    const { patientId } = columnsOf(told.body, target.id);
    encounters.set(target.id, { facility: facilityOfEncounter(told.body), patientId });
  }
  const outside = new Set<string>();
  for (const { target, told } of drafts) {
    const encounterId = told ? columnsOf(told.body, target.id).encounterId : null;
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
  { body, sources }: ToldResource,
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
    sources,
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

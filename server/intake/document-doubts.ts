import type { ResourceRow, Store } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { FamilyEvaluation } from '../../engine/workflow.ts';
import type { DoubtReason } from '../../engine/workflows/document-indexing/events.ts';
import { documentIndexingIdOf } from '../../engine/workflows/document-indexing/ids.ts';
import { namedEncounterUrl } from '../interop/extensions.ts';
import { instantOf } from '../interop/fhir/date-time.ts';
import { extensionOf, objectOf, referencedId } from '../interop/fhir/element.ts';
import type { Incoming } from '../interop/incoming.ts';
import type { Policies } from '../policies.ts';
import type { SiteTables } from '../site-tables.ts';
import { nextBusinessDay } from './next-business-day.ts';
import { proposedEncounter } from './proposed-encounter.ts';
import { documentInstant, mappedTypeOf } from './site-types.ts';

export interface DoubtParts {
  readonly store: Store;
  readonly policies: Policies;
  readonly siteTables: SiteTables;
  readonly defaultFacility: string;
}

export interface Brought {
  /** All that the message writes. */
  readonly rows: readonly ResourceRow[];
  readonly incoming: readonly Incoming[];
  /** Documents that are stored already and are looked at once more. */
  readonly again: readonly ResourceRow[];
}

/** What a message's documents mean for those who index: new doubts, and old ones that are none any more. */
export async function documentDoubts(
  brought: Brought,
  parts: DoubtParts,
): Promise<FamilyEvaluation[]> {
  const documents = [...brought.rows, ...brought.again].filter(
    (row) => row.type === 'DocumentReference' && !row.isDeleted,
  );
  const evaluations: FamilyEvaluation[] = [];
  for (const row of documents) evaluations.push(...(await evaluated(row, brought, parts)));
  return evaluations;
}

async function evaluated(
  row: ResourceRow,
  brought: Brought,
  parts: DoubtParts,
): Promise<FamilyEvaluation[]> {
  const { store, policies, siteTables } = parts;
  const encounter = await encounterOf(row, brought, store);
  const facility = await facilityOf(row, brought, parts);
  const policy = await policies.policyOf(facility);
  const { zone, goLiveOn } = policy;
  if (isHistory(row, encounter, { zone, goLiveOn })) return [];
  const { rows: map } = await siteTables.read('document-types');
  const now = store.now();
  const mapped = mappedTypeOf(row.body, { facility, zone, map, now });
  const reasons = isOutOfUse(row) ? [] : doubtsOf(row, brought, mapped.source === 'unmapped');
  const id = documentIndexingIdOf(row.id);
  const isNew = row.version === 1 && !brought.again.includes(row);
  const place = { facility, patientId: row.patientId, encounterId: row.encounterId };
  if (reasons.length === 0) {
    const event = { type: 'document.settled', ...place };
    // What is new was never in doubt.
    return isNew ? [] : [{ familyId: id, opens: false, events: [{ instanceId: id, event }] }];
  }
  const proposed = row.encounterId === null ? await proposedEncounter(row, { store, zone }) : null;
  const doubt = {
    ...place,
    reasons,
    proposal: {
      documentType: mapped.proposal,
      encounterId: proposed?.encounterId ?? null,
      encounterBy: proposed?.by ?? null,
    },
    namedEncounterId: namedEncounter(row),
    ...(await nextBusinessDay(policies, facility, now)),
  };
  const start = {
    start: 'document-indexing',
    instanceId: id,
    input: { ...doubt, documentId: row.id },
  };
  const again = { instanceId: id, event: { type: 'document.doubt', ...doubt } };
  return [{ familyId: id, opens: true, events: isNew ? [start] : [start, again] }];
}

function doubtsOf(row: ResourceRow, brought: Brought, isUnmapped: boolean): DoubtReason[] {
  const reasons: DoubtReason[] = [];
  if (row.encounterId === null)
    reasons.push(namedEncounter(row) === null ? 'no-encounter' : 'patient-differs');
  if (isOfUnknownPatient(row, brought)) reasons.push('unknown-patient');
  if (isUnmapped) reasons.push('unmapped-type');
  return reasons;
}

/**
 * The message made its patient in passing, from what a document says of them. A sender that brings the patient as a
 * whole resource registers them.
 */
function isOfUnknownPatient({ patientId }: ResourceRow, { rows, incoming }: Brought): boolean {
  const isNew = rows.some(
    ({ type, id, version }) => type === 'Patient' && id === patientId && version === 1,
  );
  return (
    isNew &&
    incoming.some(({ mode, resource }) => resource.resourceType === 'Patient' && mode === 'merge')
  );
}

function isOutOfUse({ body: { status, docStatus } }: ResourceRow): boolean {
  return (
    status === 'entered-in-error' || status === 'superseded' || docStatus === 'entered-in-error'
  );
}

/** What was over before go-live makes no work, nor does a document of those days that belongs to no visit. */
function isHistory(
  row: ResourceRow,
  encounter: ResourceRow | undefined,
  { zone, goLiveOn }: { readonly zone: string; readonly goLiveOn: string },
): boolean {
  const isBefore = (at: number | null): boolean => at !== null && localDateOf(at, zone) < goLiveOn;
  if (encounter === undefined) return isBefore(documentInstant(row.body, zone));
  const { status } = encounter.body;
  const period = objectOf(encounter.body.period);
  const isOver = status === 'finished' || status === 'cancelled' || status === 'entered-in-error';
  const endedAt = instantOf(period?.end, zone);
  return isBefore(endedAt ?? (isOver ? instantOf(period?.start, zone) : null));
}

async function encounterOf(
  { encounterId }: ResourceRow,
  { rows }: Brought,
  store: Store,
): Promise<ResourceRow | undefined> {
  if (encounterId === null) return undefined;
  const brought = rows.find(({ type, id }) => type === 'Encounter' && id === encounterId);
  return brought ?? store.resource('Encounter', encounterId);
}

/** Of its encounter, else of the message's others, else where the patient was last, else the default. */
async function facilityOf(
  row: ResourceRow,
  { rows }: Brought,
  { store, defaultFacility }: DoubtParts,
): Promise<string> {
  const brought = row.facility ?? rows.find(({ facility }) => facility !== null)?.facility;
  if (brought) return brought;
  if (row.patientId === null) return defaultFacility;
  const encounters = await store.resources({ type: 'Encounter', patientId: row.patientId });
  const last = encounters.toSorted((a, b) => startOf(b) - startOf(a))[0];
  return last?.facility ?? defaultFacility;
}

function startOf({ body }: ResourceRow): number {
  return instantOf(objectOf(body.period)?.start) ?? 0;
}

function namedEncounter({ body }: ResourceRow): string | null {
  return referencedId(extensionOf(body, namedEncounterUrl)?.valueReference, 'Encounter');
}

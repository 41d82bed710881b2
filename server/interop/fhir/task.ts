import { type Claim, noDueAt, type TaskRow } from '../../../engine/store.ts';
import type { FhirResource } from '../incoming.ts';

const own = 'urn:chartkeeper';

export interface TaskOptions {
  readonly claim?: Claim | null;
}

/**
 * A task as FHIR R4 Task. Its codes are coarser than our states, so the list state stands in
 * `businessStatus`. The regulatory due instant is `restriction.period.end`.
 */
export function toFhirTask(row: TaskRow, { claim = null }: TaskOptions = {}): FhirResource {
  const owner = ownerOf(row, claim);
  return {
    resourceType: 'Task',
    id: toFhirId(row.id),
    identifier: [{ system: `${own}:task`, value: row.id }],
    groupIdentifier: { system: `${own}:instance`, value: row.instanceId },
    status: statusOf(row, claim),
    businessStatus: { coding: [{ system: `${own}:list-state`, code: row.listState }] },
    intent: 'order',
    priority: row.rank < 0 ? 'urgent' : 'routine',
    code: { coding: [{ system: `${own}:queue`, code: row.queue }], text: row.title.text },
    description: row.title.text,
    ...(row.patientId === null ? {} : { for: { reference: `Patient/${row.patientId}` } }),
    ...(row.encounterId === null
      ? {}
      : { encounter: { reference: `Encounter/${row.encounterId}` } }),
    authoredOn: new Date(row.openedAt).toISOString(),
    ...(owner ? { owner } : {}),
    ...(row.dueAt < noDueAt
      ? { restriction: { period: { end: new Date(row.dueAt).toISOString() } } }
      : {}),
  };
}

/** A task's id in the alphabet that FHIR allows: every other byte becomes a point and two hex digits. */
export function toFhirId(taskId: string): string {
  return [...new TextEncoder().encode(taskId)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9-]/.test(character) ? character : `.${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

/** The task's id behind a FHIR id; undefined when it is none of ours. */
export function fromFhirId(fhirId: string): string | undefined {
  if (!/^([A-Za-z0-9-]|\.[0-9a-f]{2})+$/.test(fhirId)) return undefined;
  try {
    return decodeURIComponent(fhirId.replaceAll('.', '%'));
  } catch {
    return undefined;
  }
}

/** Claimed is `accepted`, unclaimed `requested`; on hold and waiting are both `on-hold`. */
function statusOf(row: TaskRow, claim: Claim | null): string {
  if (row.listState !== 'open') return 'on-hold';
  return claim ? 'accepted' : 'requested';
}

/** Who holds it; else the practitioner who must act. */
function ownerOf(row: TaskRow, claim: Claim | null): object | null {
  if (claim) {
    return {
      identifier: { system: `${own}:user`, value: claim.holderId },
      display: claim.holderName,
    };
  }
  return row.practitionerId === null ? null : { reference: `Practitioner/${row.practitionerId}` };
}

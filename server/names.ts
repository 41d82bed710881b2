import type { ResourceRow, Store } from '../engine/store.ts';
import { encounterSummary, patientSummary, practitionerName } from './interop/summaries.ts';

export interface PatientName {
  readonly id: string;
  readonly name: string;
  readonly mrn: string | null;
  readonly birthDate: string | null;
}

export interface EncounterName {
  readonly id: string;
  readonly number: string | null;
  readonly class: string;
  readonly admittedAt: string | null;
  readonly dischargedAt: string | null;
  readonly service: string | null;
}

export interface Joined {
  patient(id: string | null): PatientName | null;
  encounter(id: string | null): EncounterName | null;
  practitioner(id: string | null): { readonly id: string; readonly name: string } | null;
}

/** Names joined when read, so that a new name or a merge rewrites no task. */
export interface Names {
  join(rows: readonly HasSubject[], zone: string): Promise<Joined>;
}

interface HasSubject {
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly practitionerId: string | null;
}

export function createNames(store: Store): Names {
  const byId = async (
    type: string,
    ids: ReadonlySet<string>,
  ): Promise<Map<string, ResourceRow>> => {
    const rows = ids.size === 0 ? [] : await store.resources({ type, ids: [...ids] });
    return new Map(rows.map((row) => [row.id, row]));
  };
  return {
    join: async (rows, zone) => {
      const [patients, encounters, practitioners] = await Promise.all([
        byId('Patient', idsOf(rows, 'patientId')),
        byId('Encounter', idsOf(rows, 'encounterId')),
        byId('Practitioner', idsOf(rows, 'practitionerId')),
      ]);
      return {
        patient: (id) => {
          const row = id === null ? undefined : patients.get(id);
          if (row === undefined) return null;
          const { name, mrn, birthDate } = patientSummary(row);
          return { id: row.id, name, mrn, birthDate };
        },
        encounter: (id) => {
          const row = id === null ? undefined : encounters.get(id);
          return row === undefined ? null : encounterSummary(row, zone);
        },
        practitioner: (id) => {
          const row = id === null ? undefined : practitioners.get(id);
          return id === null ? null : { id, name: row === undefined ? id : practitionerName(row) };
        },
      };
    },
  };
}

function idsOf(rows: readonly HasSubject[], field: keyof HasSubject): Set<string> {
  return new Set(rows.flatMap((row) => row[field] ?? []));
}

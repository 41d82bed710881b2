import type { User } from '../engine/model/user.ts';

/** Discharged stays as FHIR resources, for tests of lists and reports. */

export const physician = (id: string, facilities: string[] | '*' = '*'): User => ({
  id: `user-${id}`,
  name: `Dr ${id}`,
  grants: [{ role: 'physician', facilities }],
  practitionerId: id,
});

export interface Stay {
  readonly facility?: string;
  readonly attending?: string;
  readonly admittedAt?: string;
  /** Null while the patient is in house. */
  readonly dischargedAt?: string | null;
  readonly class?: string;
  /** LOINC codes of documents that the attending wrote and nobody signed; a discharge summary. */
  readonly unsigned?: readonly string[];
}

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';

/** A patient, the attending, the encounter and its documents; ids end with the name. */
export function stay(
  name: string,
  {
    facility = 'north',
    attending = 'marsh',
    admittedAt = '2026-11-16T09:00:00-05:00',
    dischargedAt = '2026-11-20T11:00:00-05:00',
    class: encounterClass = 'IMP',
    unsigned = ['18842-5'],
  }: Stay = {},
): Record<string, unknown>[] {
  return [
    {
      resourceType: 'Patient',
      id: `p-${name}`,
      name: [{ family: 'Quill', given: ['Nora'] }],
      identifier: [{ system: 'urn:mrn', value: `mrn-${name}` }],
    },
    {
      resourceType: 'Practitioner',
      id: attending,
      name: [{ family: attending, given: ['Doctor'] }],
    },
    {
      resourceType: 'Encounter',
      id: `e-${name}`,
      status: dischargedAt === null ? 'in-progress' : 'finished',
      class: { system: actCode, code: encounterClass },
      identifier: [{ system: 'urn:visits', value: `visit-${name}` }],
      subject: { reference: `Patient/p-${name}` },
      serviceProvider: { identifier: { value: facility } },
      period: { start: admittedAt, ...(dischargedAt === null ? {} : { end: dischargedAt }) },
      participant: [
        {
          type: [{ coding: [{ system: participation, code: 'ATND' }] }],
          individual: { reference: `Practitioner/${attending}` },
        },
      ],
    },
    ...unsigned.map((code, n) => ({
      resourceType: 'DocumentReference',
      id: `d-${name}-${n}`,
      status: 'current',
      docStatus: 'preliminary',
      type: { coding: [{ system: 'http://loinc.org', code }] },
      subject: { reference: `Patient/p-${name}` },
      author: [{ reference: `Practitioner/${attending}` }],
      context: { encounter: [{ reference: `Encounter/e-${name}` }] },
      content: [
        {
          attachment: {
            contentType: 'text/plain',
            data: btoa(`Stable at discharge, ${name} ${n}.`),
          },
        },
      ],
    })),
  ];
}

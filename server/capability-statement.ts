import { searchParametersOf } from './interop/fhir/search-parameters.ts';

/** Types whose resources we keep a copy of; others in a Bundle are kept too, but not offered for reading. */
export const storedTypes: readonly string[] = [
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'Encounter',
  'EpisodeOfCare',
  'Procedure',
  'Condition',
  'Observation',
  'DiagnosticReport',
  'DocumentReference',
  'Binary',
  'Composition',
  'Coverage',
  'Claim',
  'Account',
  'Consent',
  'ServiceRequest',
  'Communication',
];

function includesOf(type: string): readonly string[] {
  return searchParametersOf(type)
    .filter((parameter) => parameter.type === 'reference')
    .map(({ name }) => `${type}:${name}`);
}

/** Types that are read out of what is kept otherwise, with the search parameters each takes. */
export const derived = {
  Task: {
    how: 'A projection of the queues; changed by events only.',
    parameters: [
      { name: 'encounter', type: 'reference' },
      { name: 'group-identifier', type: 'token' },
    ],
  },
  Provenance: {
    how: 'Which message set each value of a version, and when what it told happened.',
    parameters: [{ name: 'target', type: 'reference' }],
  },
  AuditEvent: {
    how: 'The audit trail, for those who may read it.',
    parameters: [
      { name: 'patient', type: 'reference' },
      { name: 'agent', type: 'token' },
      { name: 'date', type: 'date' },
    ],
  },
} as const;

/** FHIR R4 CapabilityStatement: what `GET /fhir/metadata` answers. */
export function capabilityStatement(): Record<string, unknown> {
  const interaction = ['read', 'vread', 'create', 'update', 'delete', 'search-type'].map(
    (code) => ({ code }),
  );
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-24',
    kind: 'instance',
    software: { name: 'Chartkeeper' },
    implementation: { description: 'Chartkeeper' },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: [
          ...storedTypes.map((type) => ({
            type,
            interaction,
            versioning: 'versioned-update',
            readHistory: true,
            updateCreate: true,
            conditionalCreate: true,
            conditionalUpdate: true,
            conditionalDelete: 'not-supported',
            searchInclude: includesOf(type),
            searchParam: searchParametersOf(type),
          })),
          ...Object.entries(derived).map(([type, { how, parameters }]) => ({
            type,
            interaction: [...(type === 'Task' ? [{ code: 'read' }] : []), { code: 'search-type' }],
            documentation: how,
            searchParam: parameters,
          })),
        ],
      },
    ],
  };
}

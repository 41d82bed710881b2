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

/** FHIR R4 CapabilityStatement: what `GET /fhir/metadata` answers. */
export function capabilityStatement(): Record<string, unknown> {
  const writable = ['read', 'create', 'update'].map((code) => ({ code }));
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
            interaction: writable,
            versioning: 'versioned-update',
            conditionalCreate: true,
          })),
          {
            type: 'Task',
            interaction: [{ code: 'read' }],
            documentation: 'A projection of the queues; changed by events only.',
          },
        ],
      },
    ],
  };
}

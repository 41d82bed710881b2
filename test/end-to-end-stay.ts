const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the discharge summary of the story says. */
export const summaryWords = 'She was admitted with heart failure and left walking.';

/**
 * A stay as a hospital system would send it: discharged 29 days ago, attended by Dr Reyes of the demo data, whose
 * discharge summary is not signed.
 */
export function stayBundle(id: string, family: string, now = Date.now()): unknown {
  const dischargedAt = now - 29 * dayMs;
  const at = (ms: number): string => new Date(ms).toISOString();
  const encounter = { reference: `Encounter/${id}` };
  const subject = { reference: `Patient/patient-${id}` };
  const reyes = { reference: 'Practitioner/reyes' };

  const note = (name: string, loinc: string, isSigned: boolean, words: string) => ({
    resourceType: 'DocumentReference',
    id: `${name}-${id}`,
    status: 'current',
    docStatus: isSigned ? 'final' : 'preliminary',
    type: { coding: [{ system: 'http://loinc.org', code: loinc }] },
    subject,
    author: [reyes],
    ...(isSigned ? { authenticator: reyes } : {}),
    date: at(isSigned ? dischargedAt - 70 * hourMs : dischargedAt - hourMs),
    context: { encounter: [encounter] },
    content: [{ attachment: { contentType: 'text/plain', data: btoa(words) } }],
  });

  const resources = [
    {
      resourceType: 'Patient',
      id: `patient-${id}`,
      name: [{ family, given: ['Ione'] }],
      birthDate: '1958-06-21',
      identifier: [{ system: 'urn:id:demo-mrn', value: '20071234' }],
    },
    {
      resourceType: 'Encounter',
      id,
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject,
      participant: [{ individual: reyes }],
      period: { start: at(dischargedAt - 72 * hourMs), end: at(dischargedAt) },
      serviceProvider: { identifier: { system: 'urn:id:facility', value: 'north' } },
    },
    note('history', '34117-2', true, 'Short of breath for three days.'),
    note('summary', '18842-5', false, summaryWords),
  ];
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

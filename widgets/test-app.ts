import { createMemoryStore } from '../engine/memory-store.ts';
import type { User } from '../engine/model/user.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type Assembled, assemble } from '../server/assemble.ts';

/** The real server in this page, over the memory store (decision 9): nothing here imitates it. */
export function startTestApp(): Assembled {
  const everywhere = '*' as const;
  const user = (
    id: string,
    role: User['grants'][number]['role'],
    practitionerId?: string,
  ): User => ({
    id,
    name: id,
    grants: [{ role, facilities: everywhere }],
    ...(practitionerId === undefined ? {} : { practitionerId }),
  });
  return assemble({
    store: createMemoryStore(),
    workflows,
    newId: () => crypto.randomUUID(),
    secret: crypto.getRandomValues(new Uint8Array(32)),
    issuers: [],
    demoUsers: new Map([
      ['analyst', user('ana', 'analyst')],
      ['physician', user('reyes', 'physician', 'reyes')],
      ['system', user('intake', 'system')],
    ]),
    allowedOrigins: [],
    defaultFacility: 'north',
    handlerOf: () => async () => null,
    onError: () => {},
  });
}

/** Signs in as a person of the demo, as the portal does. */
export async function tokenFor(
  app: Assembled['app'],
  demo: string,
): Promise<{ token: string; expiresAt: string }> {
  const response = await app.request('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ demo }),
  });
  return response.json();
}

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** Ada Okafor's stay: discharged twenty days ago, attended by Dr Reyes, whose notes are not signed. */
export async function admitOkafor({ app }: Assembled): Promise<void> {
  const { token } = await tokenFor(app, 'system');
  const resources = [
    { resourceType: 'Practitioner', id: 'reyes', name: [{ family: 'Reyes', given: ['Elena'] }] },
    {
      resourceType: 'Patient',
      id: 'okafor',
      name: [{ family: 'Okafor', given: ['Ada'] }],
      birthDate: '1961-03-14',
      identifier: [{ system: 'urn:mrn', value: '10023345' }],
    },
    {
      resourceType: 'Encounter',
      id: 'stay-1',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject: reference('Patient', 'okafor'),
      participant: [{ individual: reference('Practitioner', 'reyes') }],
      period: { start: daysAgo(26), end: daysAgo(20) },
    },
    documentOf('summary-1', '18842-5', 'She was admitted with heart failure.'),
    documentOf('history-1', '34117-2', 'Short of breath for three days.'),
  ];
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  const response = await app.request('/fhir', {
    method: 'POST',
    headers: { 'Content-Type': 'application/fhir+json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A preliminary document of the stay, written by Dr Reyes. */
function documentOf(id: string, loinc: string, words: string) {
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    docStatus: 'preliminary',
    type: { coding: [{ system: 'http://loinc.org', code: loinc }] },
    subject: reference('Patient', 'okafor'),
    author: [reference('Practitioner', 'reyes')],
    date: daysAgo(19),
    context: { encounter: [reference('Encounter', 'stay-1')] },
    content: [{ attachment: { contentType: 'text/plain', data: btoa(words) } }],
  };
}

function reference(type: string, id: string) {
  return { reference: `${type}/${id}` };
}

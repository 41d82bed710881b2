import { expect, test } from 'vitest';
import { fromBundle } from './fhir/bundle.ts';
import type { FhirResource } from './incoming.ts';
import { memoryLookup } from './memory-lookup.ts';
import { resolveIncoming } from './resolve.ts';

function post(resource: FhirResource, fullUrl: string): object {
  return { fullUrl, resource, request: { method: 'POST', url: resource.resourceType } };
}

test('a bundle of a thousand resources is checked, read and resolved as one', async () => {
  const encounter = { resourceType: 'Encounter', status: 'in-progress', class: { code: 'IMP' } };
  const observations = Array.from({ length: 998 }, (_, index) =>
    post(
      {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: 'urn:uuid:p' },
        encounter: { reference: 'urn:uuid:e' },
      },
      `urn:uuid:o${index}`,
    ),
  );
  const entry = [
    post({ resourceType: 'Patient' }, 'urn:uuid:p'),
    post(encounter, 'urn:uuid:e'),
    ...observations,
  ];
  const { incoming } = fromBundle({ resourceType: 'Bundle', type: 'transaction', entry });
  let made = 0;
  const options = { now: 0, messageId: null, newId: () => `r${++made}` };
  const { rows } = await resolveIncoming(incoming, memoryLookup(), options);
  expect(rows.slice(2).every((row) => row.patientId === 'r1' && row.encounterId === 'r2')).toBe(
    true,
  );
});

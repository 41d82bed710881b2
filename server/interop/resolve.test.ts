import { describe, expect, test } from 'vitest';
import { Refusal } from '../../engine/errors.ts';
import { fromBundle } from './fhir/bundle.ts';
import type { FhirResource, Incoming } from './incoming.ts';
import { type MemoryLookup, memoryLookup } from './memory-lookup.ts';
import { type Resolved, resolveIncoming } from './resolve.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

async function take(
  store: MemoryLookup,
  incoming: readonly Incoming[],
  at = now,
): Promise<Resolved> {
  let made = store.rows().length;
  const resolved = await resolveIncoming(incoming, store, {
    now: at,
    messageId: 'message-1',
    newId: () => `new-${++made}`,
  });
  store.put(resolved.rows);
  return resolved;
}

function post(resource: FhirResource, fullUrl: string, request: object = {}): object {
  return { fullUrl, resource, request: { method: 'POST', url: resource.resourceType, ...request } };
}

function bundle(...entry: object[]): readonly Incoming[] {
  return fromBundle({ resourceType: 'Bundle', type: 'transaction', entry }).incoming;
}

const patient = { resourceType: 'Patient', identifier: [{ system: 'urn:id:GH', value: '1' }] };
const encounter = {
  resourceType: 'Encounter',
  identifier: [{ system: 'urn:id:GH', value: 'V1' }],
  status: 'in-progress',
  class: { code: 'IMP' },
  subject: { reference: 'urn:uuid:p' },
  serviceProvider: { identifier: { value: 'general' } },
};
const note = {
  resourceType: 'DocumentReference',
  status: 'current',
  subject: { reference: 'urn:uuid:p' },
  context: { encounter: [{ reference: 'urn:uuid:e' }] },
  content: [{ attachment: { contentType: 'text/plain', url: 'urn:uuid:b' } }],
};
const chart = [
  post(note, 'urn:uuid:n'),
  post(encounter, 'urn:uuid:e'),
  post(patient, 'urn:uuid:p'),
  post({ resourceType: 'Binary', contentType: 'text/plain', data: 'eA==' }, 'urn:uuid:b'),
];

describe('a transaction', () => {
  test('gives ids, rewrites references and fills the columns that rows are found by', async () => {
    const { rows, entries } = await take(memoryLookup(), bundle(...chart));
    expect(entries.map(({ type, id, version, status }) => [type, id, version, status])).toEqual([
      ['DocumentReference', 'new-1', 1, 'created'],
      ['Encounter', 'new-2', 1, 'created'],
      ['Patient', 'new-3', 1, 'created'],
      ['Binary', 'new-4', 1, 'created'],
    ]);
    expect(rows[0]).toMatchObject({
      facility: 'general',
      patientId: 'new-3',
      encounterId: 'new-2',
      messageId: 'message-1',
      updatedAt: now,
      body: {
        id: 'new-1',
        subject: { reference: 'Patient/new-3' },
        context: { encounter: [{ reference: 'Encounter/new-2' }] },
        content: [{ attachment: { url: 'Binary/new-4' } }],
        meta: { versionId: '1', lastUpdated: '2026-03-01T12:00:00.000Z' },
      },
    });
    expect(rows[1]).toMatchObject({ encounterId: 'new-2', facility: 'general' });
    expect(rows[2]).toMatchObject({ patientId: 'new-3', encounterId: null, facility: null });
    expect(rows[3]).toMatchObject({ patientId: null, encounterId: null, facility: null });
  });

  test('refuses references that lead nowhere, all at once and by path', async () => {
    const act = take(memoryLookup(), bundle(post(note, 'urn:uuid:n')));
    await expect(act).rejects.toMatchObject({
      code: 'invalid-input',
      detail: {
        issues: [
          { path: 'Bundle.entry[0].resource.subject.reference' },
          { path: 'Bundle.entry[0].resource.context.encounter[0].reference' },
          { path: 'Bundle.entry[0].resource.content[0].attachment.url' },
        ],
      },
    });
  });

  test('keeps references to what is not here as they were written', async () => {
    const references = ['Location/99', 'https://elsewhere.example/fhir/Location/1', '#contained'];
    const location = references.map((reference) => ({ location: { reference } }));
    const { subject: _, ...visit } = encounter;
    const contained = [{ resourceType: 'Location', id: 'contained' }];
    const whole = { ...visit, contained, location };
    const { rows } = await take(memoryLookup(), bundle(post(whole, 'urn:uuid:e')));
    expect(rows[0]?.body.location).toEqual(location);
  });

  test('finds conditional references in the store and among its own entries', async () => {
    const store = memoryLookup();
    const doctor = {
      resourceType: 'Practitioner',
      identifier: [{ system: 'urn:id:GH', value: 'd1' }],
    };
    const nurse = {
      resourceType: 'Practitioner',
      identifier: [{ system: 'urn:id:GH', value: 'd2' }],
    };
    await take(store, bundle(post(doctor, 'urn:uuid:d')));
    const { subject: _, ...visit } = encounter;
    const participant = ['d1', 'd2'].map((value) => ({
      individual: { reference: `Practitioner?identifier=urn:id:GH|${value}` },
    }));
    const { rows } = await take(
      store,
      bundle(post({ ...visit, participant }, 'urn:uuid:e'), post(nurse, 'urn:uuid:d2')),
    );
    expect(rows[0]?.body.participant).toEqual([
      { individual: { reference: 'Practitioner/new-1' } },
      { individual: { reference: 'Practitioner/new-3' } },
    ]);
  });

  test('refuses a conditional reference that none or several match', async () => {
    const store = memoryLookup();
    const same = {
      resourceType: 'Practitioner',
      identifier: [{ system: 'urn:id:GH', value: 'twin' }],
    };
    await take(store, bundle(post(same, 'urn:uuid:1'), post(same, 'urn:uuid:2')));
    for (const value of ['twin', 'nobody']) {
      const author = [{ reference: `Practitioner?identifier=urn:id:GH|${value}` }];
      const { subject: _, context: __, ...document } = note;
      const lone = {
        ...document,
        author,
        content: [{ attachment: { contentType: 'text/plain' } }],
      };
      await expect(take(store, bundle(post(lone, 'urn:uuid:n')))).rejects.toMatchObject({
        detail: { issues: [{ path: 'Bundle.entry[0].resource.author[0].reference' }] },
      });
    }
  });

  test('gives a document the facility of an encounter that came before', async () => {
    const store = memoryLookup();
    await take(store, bundle(...chart));
    const later = {
      ...note,
      subject: { reference: 'Patient/new-3' },
      context: { encounter: [{ reference: 'Encounter/new-2' }] },
      content: [{ attachment: { contentType: 'text/plain' } }],
    };
    const { rows } = await take(store, bundle(post(later, 'urn:uuid:n2')));
    expect(rows[0]).toMatchObject({ facility: 'general', encounterId: 'new-2' });
  });

  test('takes the organization as facility when the encounter names no facility code', async () => {
    const { subject: _, ...visit } = encounter;
    const at = { ...visit, serviceProvider: { reference: 'Organization/north' } };
    const { rows } = await take(memoryLookup(), bundle(post(at, 'urn:uuid:e')));
    expect(rows[0]?.facility).toBe('north');
  });

  test('refuses two entries that mean one resource', async () => {
    const put = {
      resource: { ...patient, id: 'p1' },
      request: { method: 'PUT', url: 'Patient/p1' },
    };
    await expect(take(memoryLookup(), bundle(put, put))).rejects.toThrow(Refusal);
  });
});

describe('PUT', () => {
  const put = (resource: object, request: object = {}) =>
    bundle({
      resource: { ...patient, id: 'p1', ...resource },
      request: { method: 'PUT', url: 'Patient/p1', ...request },
    });

  test('creates under the id the sender chose, then raises the version', async () => {
    const store = memoryLookup();
    const first = await take(store, put({}));
    const second = await take(store, put({ gender: 'female' }));
    expect(first).toMatchObject({
      entries: [{ id: 'p1', version: 1, status: 'created' }],
      expected: [{ type: 'Patient', id: 'p1', version: 0 }],
    });
    expect(second).toMatchObject({
      entries: [{ id: 'p1', version: 2, status: 'updated' }],
      expected: [{ type: 'Patient', id: 'p1', version: 1 }],
    });
  });

  test('of what is stored already makes no new version, whatever the order of elements', async () => {
    const store = memoryLookup();
    await take(store, put({ gender: 'female', birthDate: '1980-01-01' }));
    const again = await take(store, put({ birthDate: '1980-01-01', gender: 'female' }), now + 1000);
    expect(again).toMatchObject({ rows: [], entries: [{ version: 1, status: 'unchanged' }] });
  });

  test('keeps security labels that it does not mention, and sees one that is new', async () => {
    const store = memoryLookup();
    const security = [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
    ];
    await take(store, put({}));
    expect((await take(store, put({ meta: { security } }))).entries[0]?.status).toBe('updated');
    const { rows } = await take(store, put({ gender: 'male' }));
    expect(rows[0]?.body.meta).toMatchObject({ security, versionId: '3' });
  });

  test('against a version that is no longer stored is refused', async () => {
    const store = memoryLookup();
    await take(store, put({}));
    await expect(take(store, put({}, { ifMatch: 'W/"7"' }))).rejects.toMatchObject({
      code: 'precondition-failed',
      detail: { expected: 7, actual: 1 },
    });
  });

  test('by a condition updates the one match and refuses many', async () => {
    const store = memoryLookup();
    const request = { method: 'PUT', url: 'Patient?identifier=urn:id:GH|1' };
    const conditional = bundle({ resource: patient, request });
    const made = await take(store, conditional);
    expect(made).toMatchObject({
      entries: [{ status: 'created' }],
      absent: [{ type: 'Patient', identifier: 'urn:id:GH|1' }],
    });
    const changed = await take(
      store,
      bundle({ resource: { ...patient, gender: 'male' }, request }),
    );
    expect(changed.entries).toMatchObject([
      { id: made.entries[0]?.id, version: 2, status: 'updated' },
    ]);
    await take(store, bundle(post(patient, 'urn:uuid:other')));
    await expect(take(store, conditional)).rejects.toMatchObject({ code: 'precondition-failed' });
  });
});

test('a conditional create leaves a match as it is, also one in the same message', async () => {
  const store = memoryLookup();
  const once = (fullUrl: string) =>
    post(patient, fullUrl, { ifNoneExist: 'identifier=urn:id:GH|1' });
  const visit = { ...encounter, subject: { reference: 'urn:uuid:q' } };
  const first = await take(
    store,
    bundle(once('urn:uuid:p'), once('urn:uuid:q'), post(visit, 'urn:uuid:e')),
  );
  expect(first.entries.map(({ id, version, status }) => [id, version, status])).toEqual([
    ['new-1', 1, 'created'],
    ['new-1', 1, 'unchanged'],
    ['new-2', 1, 'created'],
  ]);
  expect(first.rows[1]?.patientId).toBe('new-1');
  const second = await take(store, bundle(once('urn:uuid:p')));
  expect(second).toMatchObject({ rows: [], entries: [{ id: 'new-1', status: 'unchanged' }] });
});

test('a delete keeps the columns, a second one does nothing, and a PUT brings it back', async () => {
  const store = memoryLookup();
  await take(store, bundle(...chart));
  const gone = bundle({ request: { method: 'DELETE', url: 'DocumentReference/new-1' } });
  expect((await take(store, gone)).rows).toMatchObject([
    { version: 2, isDeleted: true, encounterId: 'new-2' },
  ]);
  expect(await take(store, gone)).toMatchObject({ rows: [], entries: [{ status: 'unchanged' }] });
  const { subject: _, context: __, ...document } = note;
  const back = {
    ...document,
    id: 'new-1',
    content: [{ attachment: { contentType: 'text/plain' } }],
  };
  const put = { resource: back, request: { method: 'PUT', url: 'DocumentReference/new-1' } };
  expect((await take(store, bundle(put))).entries).toMatchObject([
    { version: 3, status: 'created' },
  ]);
});

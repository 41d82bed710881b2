import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { fromBundle, fromResource, toTransactionResponse } from './bundle.ts';
import { outcomeOf } from './outcome.ts';

const encounter = {
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
};

function transaction(...entry: unknown[]): unknown {
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

function refusalOf(act: () => unknown): Refusal {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

function pathsOf(json: unknown): string[] {
  return (refusalOf(() => fromBundle(json)).detail.issues ?? []).map((issue) => issue.path);
}

describe('a transaction Bundle', () => {
  test('is read into creates, updates and deletes, each with its key', () => {
    const { kind, incoming } = fromBundle(
      transaction(
        {
          fullUrl: 'urn:uuid:1',
          resource: encounter,
          request: { method: 'POST', url: 'Encounter' },
        },
        {
          resource: { resourceType: 'Patient', id: 'p1' },
          request: { method: 'PUT', url: 'Patient/p1', ifMatch: 'W/"3"' },
        },
        { request: { method: 'DELETE', url: 'Patient/p2' } },
      ),
    );
    expect(kind).toBe('transaction');
    expect(incoming).toMatchObject([
      { key: 'urn:uuid:1', mode: 'create' },
      { key: 'Patient/p1', mode: 'update', id: 'p1', ifMatch: 3 },
      { key: 'Patient/p2', mode: 'delete', id: 'p2' },
    ]);
  });

  test('takes conditions by identifier, percent-encoded or not', () => {
    const { incoming } = fromBundle(
      transaction(
        {
          resource: { resourceType: 'Patient' },
          request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:id:GH%7C12' },
        },
        {
          resource: { resourceType: 'Patient' },
          request: { method: 'PUT', url: 'Patient?identifier=urn:id:GH|13' },
        },
      ),
    );
    expect(incoming).toMatchObject([
      { mode: 'create', ifNoneExist: true, match: { type: 'Patient', identifier: 'urn:id:GH|12' } },
      { mode: 'update', match: { type: 'Patient', identifier: 'urn:id:GH|13' } },
    ]);
  });

  test('refuses other conditions and says which are taken', () => {
    const refusal = refusalOf(() =>
      fromBundle(
        transaction({
          resource: { resourceType: 'Patient' },
          request: { method: 'POST', url: 'Patient', ifNoneExist: 'name=x' },
        }),
      ),
    );
    expect(refusal.detail.issues).toEqual([
      {
        path: 'Bundle.entry[0].request.ifNoneExist',
        message: 'Only identifier=system|value is taken as a condition.',
      },
    ]);
  });

  test('names the FHIR path of every element at fault', () => {
    const good = { resource: encounter, request: { method: 'POST', url: 'Encounter' } };
    const bad = (change: object) => ({ ...good, resource: { ...encounter, ...change } });
    expect(
      pathsOf(
        transaction(
          good,
          bad({ period: { start: '2024-02-01', end: '2024-02-30' } }),
          bad({ period: { start: '2024-02-02T08:00:00Z', end: '2024-02-01T08:00:00Z' } }),
          bad({ status: 'over' }),
          bad({ class: undefined }),
          bad({ serviceType: {} }),
        ),
      ),
    ).toEqual([
      'Bundle.entry[1].resource.period.end',
      'Bundle.entry[2].resource.period.end',
      'Bundle.entry[3].resource.status',
      'Bundle.entry[4].resource.class',
      'Bundle.entry[5].resource.serviceType',
    ]);
  });

  test('refuses an entry without request, with a foreign method, or of another type than its URL', () => {
    expect(
      pathsOf(
        transaction(
          { resource: encounter },
          { resource: encounter, request: { method: 'PATCH', url: 'Encounter/1' } },
          { resource: encounter, request: { method: 'POST', url: 'Patient' } },
          {
            resource: encounter,
            request: { method: 'POST', url: 'https://elsewhere.example/Encounter' },
          },
        ),
      ),
    ).toEqual([
      'Bundle.entry[0].request',
      'Bundle.entry[1].request.method',
      'Bundle.entry[2].resource.resourceType',
      'Bundle.entry[3].request.url',
    ]);
  });

  test('refuses two entries with one fullUrl', () => {
    const entry = {
      fullUrl: 'urn:uuid:1',
      resource: encounter,
      request: { method: 'POST', url: 'Encounter' },
    };
    expect(pathsOf(transaction(entry, entry))).toEqual(['Bundle.entry[1].fullUrl']);
  });

  test.each(['collection', 'document', 'searchset'])(
    'of type %s is refused with what to send instead',
    (type) => {
      const refusal = refusalOf(() => fromBundle({ resourceType: 'Bundle', type, entry: [] }));
      expect(refusal.message).toMatch(
        type === 'document' ? /to \/documents/ : /Send its resources as a transaction/,
      );
    },
  );

  test.each([null, 7, 'x', [], {}, { resourceType: 'Patient' }, transaction(null, 7, 'x', [])])(
    'that is none (%j) is refused, not crashed on',
    (json) => {
      expect(refusalOf(() => fromBundle(json)).code).toBe('invalid-input');
    },
  );

  test('refuses a resource nested without end', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 5000; level++) deep = { extension: [deep] };
    const resource = { resourceType: 'Basic', extension: [deep] };
    expect(
      pathsOf(transaction({ resource, request: { method: 'POST', url: 'Basic' } })),
    ).toHaveLength(1);
  });

  test('takes types we do not read as they are', () => {
    const resource = { resourceType: 'Medication', status: 'odd', amount: { value: 0 } };
    expect(
      fromBundle(transaction({ resource, request: { method: 'POST', url: 'Medication' } }))
        .incoming,
    ).toMatchObject([{ resource }]);
  });
});

test('a single resource is read by the same checks', () => {
  const incoming = fromResource({ ...encounter, id: 'e1' }, { method: 'PUT', url: 'Encounter/e1' });
  expect(incoming).toMatchObject({
    key: 'Encounter/e1',
    mode: 'update',
    id: 'e1',
    path: 'Encounter',
  });
  const refusal = refusalOf(() =>
    fromResource({ ...encounter, id: 'e2' }, { method: 'PUT', url: 'Encounter/e1' }),
  );
  expect(refusal.detail.issues?.[0]?.path).toBe('Encounter.id');
});

test('the answer lists status, location and etag in the order of the request', () => {
  const { incoming } = fromBundle(
    transaction(
      { resource: encounter, request: { method: 'POST', url: 'Encounter' } },
      { request: { method: 'DELETE', url: 'Patient/p2' } },
    ),
  );
  const answer = toTransactionResponse(
    'transaction',
    [
      { key: 'a', type: 'Encounter', id: 'e1', version: 1, status: 'created' },
      { key: 'b', type: 'Patient', id: 'p2', version: 4, status: 'deleted' },
    ],
    incoming,
  );
  expect(answer).toEqual({
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: [
      { response: { status: '201 Created', location: 'Encounter/e1/_history/1', etag: 'W/"1"' } },
      { response: { status: '204 No Content' } },
    ],
  });
});

test('an entry of a batch that cannot be read does not stop the others', () => {
  const bad = { resource: { resourceType: 'Binary' }, request: { method: 'POST', url: 'Binary' } };
  const good = { resource: encounter, request: { method: 'POST', url: 'Encounter' } };
  const { incoming, failed } = fromBundle({
    resourceType: 'Bundle',
    type: 'batch',
    entry: [bad, good],
  });
  expect(incoming).toHaveLength(1);
  const done = { key: 'a', type: 'Encounter', id: 'e1', version: 1, status: 'created' } as const;
  const answer = toTransactionResponse(
    'batch',
    [done],
    incoming,
    failed.map((entry) => ({ ...entry, status: 400 })),
  );
  expect(answer).toMatchObject({
    type: 'batch-response',
    entry: [
      { response: { status: '400', outcome: { resourceType: 'OperationOutcome' } } },
      { response: { status: '201 Created' } },
    ],
  });
});

test('a refusal becomes an OperationOutcome with one issue for each element at fault', () => {
  const refusal = refusalOf(() =>
    fromBundle(
      transaction({
        resource: { resourceType: 'Binary' },
        request: { method: 'POST', url: 'Binary' },
      }),
    ),
  );
  expect(outcomeOf(refusal)).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'error', code: 'invalid', expression: ['Bundle.entry[0].resource.contentType'] },
    ],
  });
  expect(outcomeOf(new Refusal('gone', 'It was deleted.'))).toEqual({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'deleted', details: { text: 'It was deleted.' } }],
  });
});

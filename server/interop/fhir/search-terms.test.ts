import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FhirResource } from '../incoming.ts';
import { identifiersOf } from './element.ts';
import { foundBy } from './search.fixture.ts';
import { termsOf } from './search-terms.ts';

const valuesOf = (resource: FhirResource, param: string, zone?: string): readonly string[] =>
  termsOf(resource, zone)
    .filter((term) => term.param === param)
    .map(({ value }) => value);

test('a period is two terms, open ends before and after every date', () => {
  const visit = (period: object) => ({ resourceType: 'Encounter', period });
  const until = visit({ end: '2026-11-24' });
  expect(valuesOf(until, 'date', 'America/New_York')).toEqual(['0001-01-01T00:00:00.000Z']);
  expect(valuesOf(until, 'date:end', 'America/New_York')).toEqual(['2026-11-25T04:59:59.999Z']);
  const since = visit({ start: '2026-11-24T05:00:00Z' });
  expect(valuesOf(since, 'date')).toEqual(['2026-11-24T05:00:00.000Z']);
  expect(valuesOf(since, 'date:end')).toEqual(['9999-12-31T23:59:59.999Z']);
});

test('a day on which the clocks change is as long as it is there', () => {
  const visit = { resourceType: 'Encounter', period: { start: '2026-11-01', end: '2026-11-01' } };
  expect(valuesOf(visit, 'date', 'America/New_York')).toEqual(['2026-11-01T04:00:00.000Z']);
  expect(valuesOf(visit, 'date:end', 'America/New_York')).toEqual(['2026-11-02T04:59:59.999Z']);
});

test('a token is its code and its system', () => {
  const document = {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: 'urn:m', value: '1' },
    identifier: [{ value: '2' }, { system: 'urn:none' }],
    type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }, { code: 'DS' }] },
  };
  expect(valuesOf(document, 'identifier')).toEqual(['1\turn:m', '2\t']);
  expect(valuesOf(document, 'type')).toEqual(['18842-5\thttp://loinc.org', 'DS\t']);
});

test('a type that is not read is still found by its identifiers and labels', () => {
  const other = {
    resourceType: 'Medication',
    identifier: [{ system: 's', value: 'v' }],
    status: 'active',
  };
  expect(termsOf(other)).toEqual([{ param: 'identifier', value: 'v\ts' }]);
});

test('a value without bound or with control characters stays a short line', () => {
  const patient = {
    resourceType: 'Patient',
    identifier: [{ system: 's\tt', value: `\u0000${'9'.repeat(5000)}` }],
    name: [{ family: '😀'.repeat(500) }],
  };
  for (const { value } of termsOf(patient)) expect(Buffer.byteLength(value)).toBeLessThan(2100);
  expect(valuesOf(patient, 'identifier')[0]).toMatch(/^9+\ts t$/);
});

test('a wrong shape gives no term', () => {
  const odd = {
    resourceType: 'Patient',
    identifier: 7,
    name: [null, 'x', { given: 3 }],
    birthDate: {},
  };
  expect(termsOf(odd)).toEqual([
    { param: 'name', value: 'x' },
    { param: 'name:exact', value: 'x' },
  ]);
});

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

describe.runIf(existsSync(data))('over real bundles', () => {
  const folder = `${data}synthea-r4`;
  // The body of a group is read also where the data is not.
  const resources = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.json.gz'))
    .flatMap((name) => {
      const json = JSON.parse(gunzipSync(readFileSync(`${folder}/${name}`)).toString()) as {
        entry: { resource: FhirResource }[];
      };
      return json.entry.map(({ resource }) => resource);
    });

  test('every identifier finds its resource', () => {
    const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
    for (const patient of patients) {
      for (const token of identifiersOf(patient))
        expect(foundBy(`Patient?identifier=${token}`, patients)).toContain(patient.id);
    }
    expect(patients.length).toBeGreaterThan(3);
  });
});

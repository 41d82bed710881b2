import { describe, expect, test } from 'vitest';
import { foundBy } from './search.fixture.ts';

const ann = {
  resourceType: 'Patient',
  id: 'ann',
  active: true,
  identifier: [
    { system: 'urn:mrn', value: '700' },
    { system: 'urn:odd', value: 'a|b,c' },
    { value: 'bare' },
  ],
  name: [{ family: 'Núñez', given: ['Ann', 'Béa'], prefix: ['Dr.'] }],
  gender: 'female',
  birthDate: '1980-03-01',
  telecom: [
    { system: 'phone', value: '(555) 010-0199' },
    { system: 'email', value: 'Ann@Example.org' },
  ],
  address: [{ city: 'Springfield', state: 'IL', postalCode: '62701' }],
  generalPractitioner: [{ reference: 'Practitioner/d1' }],
  meta: { security: [{ system: 'urn:conf', code: 'R' }] },
};
const bob = {
  resourceType: 'Patient',
  id: 'bob',
  identifier: [{ system: 'urn:other', value: '700' }],
  name: [{ family: 'Nunes' }],
};
const stay = {
  resourceType: 'Encounter',
  id: 'stay',
  status: 'finished',
  class: { system: 'urn:act', code: 'IMP' },
  subject: { reference: 'Patient/ann' },
  participant: [
    { individual: { reference: 'Practitioner/d1' } },
    { individual: { reference: 'PractitionerRole/r1' } },
  ],
  serviceProvider: { identifier: { system: 'urn:fac', value: 'north' } },
  period: { start: '2026-11-01T22:00:00-05:00', end: '2026-11-05T10:00:00-05:00' },
};
const open = {
  resourceType: 'Encounter',
  id: 'open',
  status: 'in-progress',
  class: { system: 'urn:act', code: 'AMB' },
  subject: { reference: 'Patient/bob/_history/2' },
  period: { start: '2026-11-04' },
};
const all = [ann, bob, stay, open];
const find = (query: string, options = {}) => foundBy(query, all, options);

describe('a token', () => {
  test('is found by its code in any system, in one system, and in none', () => {
    expect(find('Patient?identifier=700')).toEqual(['ann', 'bob']);
    expect(find('Patient?identifier=urn:mrn|700')).toEqual(['ann']);
    expect(find('Patient?identifier=|bare')).toEqual(['ann']);
    expect(find('Patient?identifier=|700')).toEqual([]);
    expect(find('Patient?identifier=70')).toEqual([]);
  });

  test('that holds separators is found when they are escaped', () => {
    expect(find('Patient?identifier=urn:odd|a\\|b\\,c')).toEqual(['ann']);
    expect(find('Patient?identifier=nobody,urn:mrn|700')).toEqual(['ann']);
  });

  test('of a plain code has the system of its binding', () => {
    expect(find('Encounter?status=finished')).toEqual(['stay']);
    expect(find('Encounter?status=http://hl7.org/fhir/encounter-status|finished')).toEqual([
      'stay',
    ]);
    expect(find('Encounter?status=urn:x|finished')).toEqual([]);
  });

  test('that is true or false, a label, a class, a telephone number written otherwise', () => {
    expect(find('Patient?active=true')).toEqual(['ann']);
    expect(find('Patient?_security=urn:conf|R')).toEqual(['ann']);
    expect(find('Encounter?class=AMB,IMP')).toEqual(['stay', 'open']);
    expect(find('Patient?phone=555-010-0199')).toEqual(['ann']);
    expect(find('Patient?email=ann@example.ORG')).toEqual(['ann']);
    expect(find('Patient?email=5550100199')).toEqual([]);
  });

  test('with :not finds also what has none', () => {
    expect(find('Patient?gender:not=male')).toEqual(['ann', 'bob']);
    expect(find('Encounter?status:not=finished')).toEqual(['open']);
  });

  test('with :missing tells who has one', () => {
    expect(find('Patient?gender:missing=true')).toEqual(['bob']);
    expect(find('Patient?birthdate:missing=false')).toEqual(['ann']);
  });
});

describe('a text', () => {
  test('is found by its beginning, whatever its case and accents', () => {
    expect(find('Patient?family=nun')).toEqual(['ann', 'bob']);
    expect(find('Patient?name=bea')).toEqual(['ann']);
    expect(find('Patient?name=Nuñez ann')).toEqual(['ann']);
    expect(find('Patient?name=ann bea nunez')).toEqual(['ann']);
    expect(find('Patient?family=unez')).toEqual([]);
  });

  test('with :exact is found as written and whole', () => {
    expect(find('Patient?family:exact=Núñez')).toEqual(['ann']);
    expect(find('Patient?family:exact=Nunez')).toEqual([]);
    expect(find('Patient?family:exact=Nún')).toEqual([]);
  });

  test('of an address is found by its parts', () => {
    expect(find('Patient?address-city=spring&address-state=IL')).toEqual(['ann']);
    expect(find('Patient?address=62701')).toEqual(['ann']);
  });
});

describe('a reference', () => {
  test('is found with its type, by id alone, without its version, and below our own address', () => {
    expect(find('Encounter?subject=Patient/ann')).toEqual(['stay']);
    expect(find('Encounter?patient=ann')).toEqual(['stay']);
    expect(find('Encounter?patient=bob')).toEqual(['open']);
    expect(find('Encounter?subject:Patient=ann')).toEqual(['stay']);
    expect(find('Encounter?subject:Group=ann')).toEqual([]);
    const base = 'https://him.example/fhir';
    expect(find(`Encounter?subject=${base}/Patient/ann`, { base })).toEqual(['stay']);
  });

  test('to one type only leaves the others out', () => {
    expect(find('Encounter?practitioner=d1')).toEqual(['stay']);
    expect(find('Encounter?practitioner=PractitionerRole/r1')).toEqual([]);
    expect(find('Encounter?participant=r1')).toEqual(['stay']);
  });

  test('by identifier is found so', () => {
    expect(find('Encounter?service-provider:identifier=urn:fac|north')).toEqual(['stay']);
    expect(find('Encounter?service-provider:identifier=north')).toEqual(['stay']);
    expect(find('Encounter?service-provider:identifier=urn:x|north')).toEqual([]);
  });

  test('is followed one step', () => {
    expect(find('Encounter?patient.identifier=urn:mrn|700')).toEqual(['stay']);
    expect(find('Encounter?subject.name=nunes')).toEqual(['open']);
    expect(find('Encounter?subject:Patient.birthdate=1980')).toEqual(['stay']);
    expect(find('Encounter?patient._id=bob')).toEqual(['open']);
  });
});

describe('a date', () => {
  const zone = 'America/New_York';

  test.each([
    // The stay lasts from 2 November 03:00Z to 5 November 15:00Z, the open visit from 4 November on.
    ['2026-11', ['stay']],
    ['eq2026-11-04', []],
    ['ne2026-11', ['open']],
    ['gt2026-11-04', ['stay', 'open']],
    ['gt2026-11-05', ['open']],
    ['ge2026-11-05', ['stay', 'open']],
    ['lt2026-11-02', []],
    ['le2026-11-02', ['stay']],
    ['lt2026-11-02T03:00:00Z', []],
    ['lt2026-11-02T03:00:01Z', ['stay']],
    ['sa2026-11-03', ['open']],
    ['sa2026-11-04', []],
    ['eb2026-11-06', ['stay']],
    ['eb2026-11-05', []],
    ['ap2026-11-06', ['stay', 'open']],
    ['ap2026-10-31', []],
    ['2026-11,2027', ['stay']],
    ['lt2026-11-03,sa2026-11-03', ['stay', 'open']],
  ])('asked as %s finds %j', (asked, ids) => {
    expect(find(`Encounter?date=${asked}`)).toEqual(ids);
  });

  test('without a time is the local day, from its first instant to its last', () => {
    expect(find('Encounter?date=sa2026-11-04T04:59:59Z', { zone })).toEqual(['open']);
    expect(find('Encounter?date=sa2026-11-04T05:00:00Z', { zone })).toEqual([]);
    expect(find('Encounter?date=le2026-11-01', { zone })).toEqual(['stay']);
    expect(find('Encounter?date=le2026-11-01')).toEqual([]);
  });

  test('of a birth is the same day in the zone of whoever asks and whoever wrote', () => {
    expect(find('Patient?birthdate=1980-03-01', { zone })).toEqual(['ann']);
    expect(find('Patient?birthdate=lt1980-03-01', { zone })).toEqual([]);
    expect(find('Patient?birthdate=1980')).toEqual(['ann']);
  });

  test('with an offset is the instant it means, also where the plus sign became a space', () => {
    expect(find('Encounter?date=le2026-11-02T05:00:00%2B02:00')).toEqual(['stay']);
    expect(find('Encounter?date=le2026-11-02T05:00:00+02:00')).toEqual(['stay']);
    expect(find('Encounter?date=lt2026-11-02T04:00:00+02:00')).toEqual([]);
  });

  test('twice is a window', () => {
    expect(find('Encounter?date=ge2026-11-02&date=lt2026-11-03')).toEqual(['stay']);
  });

  test('at the end of all time finds nothing beyond it', () => {
    expect(find('Encounter?date=gt9999')).toEqual([]);
  });
});

test('ids are a list, several lists what they share', () => {
  expect(find('Patient?_id=ann,bob,nobody')).toEqual(['ann', 'bob']);
  expect(find('Patient?_id=ann,bob&_id=bob')).toEqual(['bob']);
});

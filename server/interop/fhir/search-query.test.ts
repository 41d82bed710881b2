import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { parametersOf, searchParametersOf } from './search-parameters.ts';
import { parseSearch, type Search } from './search-query.ts';

const parse = (type: string, query: string, options = {}): Search =>
  parseSearch(type, new URLSearchParams(query), options);

describe('a search', () => {
  test('without more asks for fifty in our order', () => {
    expect(parse('Patient', '')).toEqual({
      type: 'Patient',
      where: [],
      anyOf: [],
      chains: [],
      includes: [],
      revIncludes: [],
      sort: [],
      count: 50,
      total: 'none',
      cursor: null,
      ignored: [],
    });
  });

  test('says how many, in which order, from where, and which elements', () => {
    expect(
      parse(
        'Encounter',
        '_count=10&_sort=-date&_cursor=abc&_total=accurate&_elements=status,period&_format=json',
      ),
    ).toMatchObject({
      count: 10,
      sort: [{ param: 'date', isDescending: true }],
      cursor: 'abc',
      total: 'accurate',
      elements: ['status', 'period'],
    });
    expect(parse('Encounter', '_summary=count').summary).toBe('count');
    expect(parse('Encounter', '_count=5000').count).toBe(1000);
    expect(parse('Encounter', '_sort=_lastUpdated').sort).toEqual([
      { param: '_lastUpdated', isDescending: false },
    ]);
  });

  test('brings what it refers to and what refers to it', () => {
    const search = parse(
      'Encounter',
      '_include=Encounter:patient&_include:iterate=Patient:general-practitioner:Practitioner&_revinclude=DocumentReference:encounter',
    );
    expect(search.includes).toEqual([
      { type: 'Encounter', param: 'patient' },
      {
        type: 'Patient',
        param: 'general-practitioner',
        targetType: 'Practitioner',
        iterate: true,
      },
    ]);
    expect(search.revIncludes).toEqual([{ type: 'DocumentReference', param: 'encounter' }]);
  });

  test('by the time of change is a window', () => {
    const at = (iso: string): number => Date.parse(iso);
    expect(
      parse('Patient', '_lastUpdated=ge2026-11-24&_lastUpdated=lt2026-11-25T12:00:00Z'),
    ).toMatchObject({
      updatedFrom: at('2026-11-24T00:00:00Z'),
      updatedTo: at('2026-11-25T12:00:00Z'),
    });
    expect(parse('Patient', '_lastUpdated=2026-11-24', { zone: 'America/New_York' })).toMatchObject(
      {
        updatedFrom: at('2026-11-24T05:00:00Z'),
        updatedTo: at('2026-11-25T05:00:00Z'),
      },
    );
    expect(parse('Patient', '_lastUpdated=gt2026-11-24').updatedFrom).toBe(
      at('2026-11-25T00:00:00Z'),
    );
  });

  test('with a parameter we do not know is refused, or answered without it when the client says so', () => {
    expect(() => parse('Patient', 'eye-colour=blue')).toThrow(Refusal);
    expect(parse('Patient', 'eye-colour=blue&name=x', { handling: 'lenient' })).toMatchObject({
      ignored: ['eye-colour'],
      where: [{ param: 'name' }],
    });
  });

  test('with a parameter that has no value goes on without it', () => {
    expect(parse('Patient', 'name=&gender=')).toMatchObject({
      where: [],
      ignored: ['name', 'gender'],
    });
  });
});

describe('refused, with the parameter and never the value, is', () => {
  test.each([
    ['Patient', 'name:contains=secret'],
    ['Patient', 'gender:text=secret'],
    ['Patient', 'identifier:of-type=secret'],
    ['Patient', 'identifier=secret|'],
    ['Patient', 'gender:missing=secret'],
    ['Patient', 'birthdate=secret'],
    ['Patient', 'birthdate=xx1980'],
    ['Patient', 'birthdate=1980-13'],
    ['Patient', 'birthdate:exact=1980'],
    ['Patient', '_has:Encounter:patient:status=secret'],
    ['Patient', '_format=xml'],
    ['Patient', '_count=secret'],
    ['Patient', '_count=-1'],
    ['Patient', '_sort=name,birthdate'],
    ['Patient', '_sort=general-practitioner'],
    ['Patient', '_sort=secret'],
    ['Patient', '_summary=text'],
    ['Patient', '_lastUpdated=secret'],
    ['Patient', '_lastUpdated=ne2026'],
    ['Patient', 'secret 12=1'],
    ['Encounter', '_include=*'],
    ['Encounter', '_include=Encounter:status'],
    ['Encounter', '_include=Patient:link'],
    ['Encounter', '_include=Encounter:patient:Group'],
    ['Encounter', '_revinclude=Patient:link'],
    ['Encounter', 'status.name=secret'],
    ['Encounter', 'patient.organization.name=secret'],
    ['Encounter', 'patient.secret=1'],
    ['Encounter', 'participant.identifier=secret'],
    ['Encounter', 'subject:Group.name=secret'],
    ['Encounter', 'subject:text=secret'],
    ['Provenance', 'target=12'],
    ['Medication', 'identifier=secret'],
  ])('%s?%s', (type, query) => {
    const refused = (): Search => parse(type, query, { handling: 'strict' });
    expect(refused).toThrow(Refusal);
    try {
      refused();
    } catch (error) {
      const { code, message, detail } = error as Refusal;
      expect(code).toBe('invalid-input');
      expect(`${message} ${JSON.stringify(detail)}`).not.toMatch(/=secret|secret 12|: secret/);
      expect(detail.issues?.[0]?.path).toMatch(/^[A-Z]/);
    }
  });
});

test('every parameter is listed once, with the two that every resource has', () => {
  const names = searchParametersOf('Encounter').map(({ name }) => name);
  expect(names).toContain('_id');
  expect(names).toContain('service-provider');
  expect(new Set(names).size).toBe(names.length);
});

test('the table reads four kinds of parameter and nothing else', () => {
  const kinds = ['Patient', 'Encounter', 'DocumentReference', 'Claim'].flatMap((type) =>
    Object.values(parametersOf(type)).map((parameter) => parameter.type),
  );
  expect(new Set(kinds)).toEqual(new Set(['token', 'string', 'reference', 'date']));
});

import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { type Parts, segment, translate, visit } from './feed.fixture.ts';

const gh = (value: string, type?: string) => ({
  system: 'urn:id:GH',
  value,
  ...(type
    ? {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type }] },
      }
    : {}),
});
const mrg = (fields: Readonly<Record<number, string>>): string => segment('MRG', fields);
const account = '700^^^GH^MR||Roe^Ann||19800102|F||||||||||A2';
const keys = (parts: Parts): string[] => translate(parts).incoming.map(({ key }) => key);
const survivor = 'Patient?identifier=urn:id:GH|700';

describe('a merge of patients', () => {
  test.each(['A18', 'A30', 'A34', 'A39', 'A40'])('%s says who is one with whom', (event) => {
    const parts = {
      type: `ADT^${event}`,
      pv1: {},
      more: [mrg({ 1: '123456789^^^SSA^SS~701^^^GH^MR' })],
    };
    expect(translate(parts).moves).toEqual([
      {
        kind: 'merge-patients',
        from: gh('701', 'MR'),
        fromIdentifiers: [
          expect.objectContaining({ system: 'http://hl7.org/fhir/sid/us-ssn' }),
          gh('701', 'MR'),
        ],
        into: survivor,
        path: 'MRG-1',
      },
    ]);
    expect(keys(parts)).toEqual([survivor]);
  });

  test('names the one that stays, and changes nothing known of it', () => {
    const [patient] = translate({ type: 'ADT^A40', pv1: {}, more: [mrg({ 1: '701' })] }).incoming;
    expect(patient?.resource).not.toHaveProperty('name');
    expect(patient?.defaults).toHaveProperty('name');
  });

  test('may be several in one message, each PID with its MRG, even where they stand out of order', () => {
    const second = 'PID|2||702^^^GH^MR';
    const one = { type: 'ADT^A40', pv1: {}, more: [mrg({ 1: '701' }), second, mrg({ 1: '703' })] };
    const other = { ...one, more: [second, mrg({ 1: '701' }), mrg({ 1: '703' })] };
    for (const parts of [one, other]) {
      expect(translate(parts).moves).toMatchObject([
        { from: { value: '701' }, into: survivor, path: 'MRG-1' },
        { from: { value: '703' }, into: 'Patient?identifier=urn:id:GH|702', path: 'MRG[2]-1' },
      ]);
    }
  });

  test('of two numbers into one brings the one that stays once', () => {
    const parts = { type: 'ADT^A40', pv1: {}, more: [mrg({ 1: '701' }), mrg({ 1: '702' })] };
    expect(keys(parts)).toEqual([survivor]);
    expect(translate(parts).moves).toHaveLength(2);
  });

  test('A36 merges the accounts as well', () => {
    const parts = { type: 'ADT^A36', pv1: {}, pid: account, more: [mrg({ 1: '701', 3: 'A1' })] };
    expect(translate(parts).moves).toMatchObject([
      { kind: 'merge-patients' },
      {
        kind: 'merge-accounts',
        from: gh('A1'),
        into: 'Account?identifier=urn:id:GH|A2',
        path: 'MRG-3',
      },
    ]);
    expect(keys(parts)).toEqual([survivor, 'Account?identifier=urn:id:GH|A2']);
  });
});

describe('a merge of accounts or visits', () => {
  test.each(['A35', 'A41'])('%s says which account goes into which', (event) => {
    const parts = {
      type: `ADT^${event}`,
      pv1: {},
      pid: account,
      more: [mrg({ 1: '700', 3: 'A1' })],
    };
    expect(translate(parts).moves).toMatchObject([
      { kind: 'merge-accounts', from: gh('A1'), into: 'Account?identifier=urn:id:GH|A2' },
    ]);
  });

  test('A42 says which visit goes into which', () => {
    const parts = { type: 'ADT^A42', more: [mrg({ 1: '700', 5: 'V99' })] };
    expect(translate(parts).moves).toEqual([
      {
        kind: 'merge-visits',
        from: gh('V99'),
        into: 'Encounter?identifier=urn:id:GH|V100',
        path: 'MRG-5',
      },
    ]);
    expect(keys(parts)).toContain('Encounter?identifier=urn:id:GH|V100');
  });
});

describe('a visit that moves', () => {
  test('A45 leaves the patient of MRG-1 for that of PID-3', () => {
    const parts = { type: 'ADT^A45', more: [mrg({ 1: '701^^^GH^MR', 5: 'V100' })] };
    expect(translate(parts).moves).toEqual([
      {
        kind: 'move-visit',
        visit: gh('V100'),
        from: gh('701', 'MR'),
        into: survivor,
        path: 'MRG-5',
      },
    ]);
    expect(keys(parts)).toEqual([survivor]);
  });

  test('A45 with another PV1-19 gives the visit that number as well', () => {
    const parts = { type: 'ADT^A45', more: [mrg({ 1: '701', 5: 'V99' })] };
    expect(translate(parts).moves).toMatchObject([
      { kind: 'move-visit', visit: gh('V99') },
      { kind: 'change-number', type: 'Encounter', from: gh('V99'), to: gh('V100') },
    ]);
  });

  test.each(['', '700^^^GH^MR'])(
    'A45 within one patient (MRG-1 %j) changes the account alone',
    (from) => {
      const parts = { type: 'ADT^A45', pid: account, more: [mrg({ 1: from, 3: 'A1', 5: 'V100' })] };
      expect(translate(parts).moves).toEqual([]);
      expect(translate(parts).incoming.at(-1)).toMatchObject({
        key: 'Encounter?identifier=urn:id:GH|V100',
        ifExists: true,
        resource: { account: [{ reference: 'Account?identifier=urn:id:GH|A2' }] },
      });
    },
  );

  test('A45 may move several visits, each MRG with its PV1', () => {
    const more = [
      mrg({ 1: '701', 5: 'V100' }),
      mrg({ 1: '701', 5: 'V101' }),
      segment('PV1', { 2: 'O', 19: 'V101' }),
    ];
    expect(translate({ type: 'ADT^A45', more }).moves).toMatchObject([
      { visit: gh('V100'), path: 'MRG-5' },
      { visit: gh('V101'), path: 'MRG[2]-5' },
    ]);
  });
});

describe('another number', () => {
  test.each<[string, Parts, object]>([
    [
      'A46',
      { type: 'ADT^A46', pv1: {}, more: [mrg({ 1: '701' })] },
      { type: 'Patient', from: gh('701'), to: gh('700', 'MR'), path: 'MRG-1' },
    ],
    [
      'A46 with MRG-4',
      { type: 'ADT^A46', pv1: {}, more: [mrg({ 4: '701' })] },
      { type: 'Patient', from: gh('701') },
    ],
    [
      'A47',
      { type: 'ADT^A47', pv1: {}, more: [mrg({ 1: '701' })] },
      { type: 'Patient', from: gh('701'), to: gh('700', 'MR') },
    ],
    [
      'A49',
      { type: 'ADT^A49', pv1: {}, pid: account, more: [mrg({ 1: '700', 3: 'A1' })] },
      { type: 'Account', from: gh('A1'), to: gh('A2'), path: 'MRG-3' },
    ],
    [
      'A50',
      { type: 'ADT^A50', more: [mrg({ 1: '700', 5: 'V99' })] },
      { type: 'Encounter', from: gh('V99'), to: gh('V100'), path: 'MRG-5' },
    ],
    [
      'A51',
      { type: 'ADT^A51', pv1: { ...visit, 50: 'X2' }, more: [mrg({ 1: '700', 6: 'X1' })] },
      { type: 'Encounter', from: gh('X1'), to: gh('X2'), path: 'MRG-6' },
    ],
  ])('%s is told, and nothing else that would make a second one', (_, parts, move) => {
    const { moves, incoming } = translate(parts);
    expect(moves).toMatchObject([{ kind: 'change-number', ...move }]);
    expect(incoming).toEqual([]);
  });
});

function issueOf(parts: Parts): string | undefined {
  try {
    translate(parts);
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.detail.issues?.[0]?.path}`;
    throw error;
  }
  return undefined;
}

describe('what is refused', () => {
  const one = (
    type: string,
    fields: Readonly<Record<number, string>>,
    more: Partial<Parts> = {},
  ): Parts => ({ type: `ADT^${type}`, pv1: {}, more: [mrg(fields)], ...more });
  test.each<[string, Parts, string]>([
    ['a merge without MRG', { type: 'ADT^A40', pv1: {} }, 'MRG-1'],
    ['a merge whose MRG-1 is empty', one('A40', { 3: 'A1' }), 'MRG-1'],
    [
      'a merge that names a social security number alone',
      one('A40', { 1: '123456789^^^SSA^SS' }),
      'MRG-1',
    ],
    [
      'the second of two merges whose MRG-1 is empty',
      one('A40', {}, { more: [mrg({ 1: '701' }), 'PID|2||702', mrg({ 3: 'x' })] }),
      'MRG[2]-1',
    ],
    [
      'the second of two merges whose PID-3 is empty',
      one('A40', {}, { more: [mrg({ 1: '701' }), 'PID|2', mrg({ 1: '703' })] }),
      'PID[2]-3',
    ],
    ['a patient merged with itself', one('A40', { 1: '700^^^GH^MR' }), 'MRG-1'],
    ['two PID and one MRG', one('A40', {}, { more: ['PID|2||702', mrg({ 1: '701' })] }), 'MRG'],
    [
      'a merge of accounts without the prior one',
      one('A41', { 1: '700' }, { pid: account }),
      'MRG-3',
    ],
    ['a merge of accounts without the one that stays', one('A41', { 1: '700', 3: 'A1' }), 'PID-18'],
    ['a merge of visits without the prior one', one('A42', { 1: '700' }, { pv1: visit }), 'MRG-5'],
    ['a merge of visits without the one that stays', one('A42', { 1: '700', 5: 'V99' }), 'PV1-19'],
    ['a move without its visit', one('A45', { 1: '701' }, { pv1: visit }), 'MRG-5'],
    ['a move without its PV1', one('A45', { 1: '701', 5: 'V1' }), 'PV1-19'],
    [
      'a move that says neither patient nor account',
      one('A45', { 5: 'V100' }, { pv1: visit }),
      'MRG-1',
    ],
    ['a new number without the prior one', one('A47', { 3: 'A1' }), 'MRG-1'],
    ['a new number that is none', one('A47', { 1: '701' }, { pid: '' }), 'PID-3'],
    ['a new number that is the same', one('A47', { 1: '700' }), 'MRG-1'],
    [
      'a new account number without the prior one',
      one('A49', { 1: '700' }, { pid: account }),
      'MRG-3',
    ],
    ['a new visit number without the prior one', one('A50', { 1: '700' }, { pv1: visit }), 'MRG-5'],
    [
      'a new alternate visit id that is none',
      one('A51', { 1: '700', 6: 'X1' }, { pv1: visit }),
      'PV1-50',
    ],
  ])('%s', (_, parts, path) => {
    expect(issueOf(parts)).toBe(`invalid-input ${path}`);
  });
});

import { describe, expect, test } from 'vitest';
import { memoryLookup } from '../memory-lookup.ts';
import { of, type Parts, segment, take, translate, visit } from './feed.fixture.ts';

const pid = '700^^^GH^MR||Roe^Ann||19800102|F||||||||||A2^^^GH^AN';
const dg1 = (code: string, fields: Readonly<Record<number, string>> = {}): string =>
  segment('DG1', { 1: '1', 3: `${code}^Text^I10`, 6: 'F', ...fields });
const ft1 = (fields: Readonly<Record<number, string>>): string =>
  segment('FT1', {
    1: '1',
    2: 'T1',
    4: '20260302',
    6: 'CG',
    7: 'C100^Chest film',
    10: '2',
    12: '50.25&USD',
    ...fields,
  });
const bar = (...more: readonly string[]): Parts => ({ type: 'BAR^P01', pid, more });
const dft = (...more: readonly string[]): Parts => ({ type: 'DFT^P03', pid, more });
const extensions = (body: Readonly<Record<string, unknown>> | undefined) =>
  body?.extension as readonly Record<string, unknown>[] | undefined;

describe('a diagnosis', () => {
  test('is a condition of the visit with code, use, rank and presence on admission', async () => {
    const store = memoryLookup();
    await take(store, bar(dg1('I21.4', { 15: '1', 16: '501^Hale^Mira', 26: 'Y' })));
    const [condition] = of(store, 'Condition');
    const [encounter] = of(store, 'Encounter');
    expect(condition?.encounterId).toBe(encounter?.id);
    expect(condition?.body).toMatchObject({
      code: {
        coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I21.4', display: 'Text' }],
      },
      category: [{ coding: [{ code: 'encounter-diagnosis' }] }],
      verificationStatus: { coding: [{ code: 'confirmed' }] },
      asserter: { display: 'Mira Hale' },
    });
    expect(extensions(condition?.body)).toEqual([
      { url: 'urn:chartkeeper:diagnosis-use', valueCode: 'F' },
      { url: 'urn:chartkeeper:diagnosis-rank', valuePositiveInt: 1 },
      { url: 'urn:chartkeeper:present-on-admission', valueCode: 'Y' },
    ]);
    expect(encounter?.body.diagnosis).toEqual([
      {
        condition: { reference: `Condition/${condition?.id}` },
        use: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/diagnosis-role', code: 'DD' }],
        },
        rank: 1,
      },
    ]);
  });

  test.each(['ADT^A01', 'ADT^A04', 'ADT^A08', 'ADT^A03', 'BAR^P05', 'BAR^P12', 'DFT^P11'])(
    'comes with %s, and the same again changes nothing',
    async (type) => {
      const store = memoryLookup();
      const parts = { type, pid, more: [dg1('I21.4', { 15: '1' }), dg1('E11.9', { 15: '2' })] };
      await take(store, parts);
      expect(of(store, 'Condition')).toHaveLength(2);
      expect(await take(store, parts)).toEqual([]);
    },
  );

  test.each([
    ['I9', 'http://hl7.org/fhir/sid/icd-9-cm'],
    ['SCT', 'http://snomed.info/sct'],
    ['GH1', 'urn:id:GH1'],
  ])('of %s is coded in %s', async (named, system) => {
    const store = memoryLookup();
    await take(store, bar(segment('DG1', { 1: '1', 3: `410.71^Text^${named}`, 6: 'F' })));
    expect(of(store, 'Condition')[0]?.body.code).toMatchObject({ coding: [{ system }] });
  });

  test('no longer listed leaves the list of the visit, and stays as it was', async () => {
    const store = memoryLookup();
    await take(store, bar(dg1('I21.4'), dg1('E11.9')));
    await take(store, bar(dg1('I21.4')));
    expect(of(store, 'Encounter')[0]?.body.diagnosis).toHaveLength(1);
    expect(of(store, 'Condition')).toHaveLength(2);
  });

  test('deleted by DG1-21 was entered in error, and the list is left alone', async () => {
    const store = memoryLookup();
    await take(store, bar(dg1('I21.4', { 20: 'D1' }), dg1('E11.9', { 20: 'D2' })));
    await take(store, bar(dg1('E11.9', { 20: 'D2', 21: 'D' })));
    expect(of(store, 'Condition').map(({ body }) => body.verificationStatus)).toMatchObject([
      { coding: [{ code: 'confirmed' }] },
      { coding: [{ code: 'entered-in-error' }] },
    ]);
    expect(of(store, 'Encounter')[0]?.body.diagnosis).toHaveLength(2);
  });

  test('deleted that was never here makes nothing', async () => {
    const store = memoryLookup();
    await take(store, bar(dg1('E11.9', { 20: 'D2', 21: 'D' })));
    expect(of(store, 'Condition')).toEqual([]);
  });

  test('with a number of its own may change its code', async () => {
    const store = memoryLookup();
    await take(store, bar(dg1('I21.9', { 20: 'D1', 6: 'W' })));
    await take(store, bar(dg1('I21.4', { 20: 'D1' })));
    expect(of(store, 'Condition')).toHaveLength(1);
    expect(of(store, 'Condition')[0]?.body.code).toMatchObject({ coding: [{ code: 'I21.4' }] });
  });

  test('of a charge does not replace the list of the visit', async () => {
    const store = memoryLookup();
    await take(store, bar(dg1('I21.4'), dg1('E11.9')));
    await take(store, dft(ft1({}), dg1('R07.9')));
    expect(of(store, 'Encounter')[0]?.body.diagnosis).toHaveLength(2);
    expect(of(store, 'Condition')).toHaveLength(3);
  });

  test('changes nothing else of the visit when it comes with a bill', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A03', pv1: { ...visit, 45: '202603051015' } });
    await take(store, { ...bar(dg1('I21.4')), pv1: { ...visit, 2: 'O', 7: '599^Other' } });
    expect(of(store, 'Encounter')[0]?.body).toMatchObject({
      status: 'finished',
      class: { code: 'IMP' },
    });
  });
});

describe('a charge', () => {
  test('is a charge item with code, quantity, price, time, account and visit', async () => {
    const store = memoryLookup();
    await take(
      store,
      dft(
        ft1({
          19: 'R07.9^Chest pain^I10',
          20: '504^Osei^Ada',
          25: '71045^Chest film^C4',
          26: '26',
        }),
      ),
    );
    const [charge] = of(store, 'ChargeItem');
    expect(charge).toMatchObject({
      encounterId: of(store, 'Encounter')[0]?.id,
      patientId: of(store, 'Patient')[0]?.id,
      body: {
        status: 'billable',
        code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '71045' }] },
        quantity: { value: 2 },
        priceOverride: { value: 50.25, currency: 'USD' },
        occurrenceDateTime: '2026-03-02',
        account: [{ reference: `Account/${of(store, 'Account')[0]?.id}` }],
        performer: [{ actor: { display: 'Ada Osei' } }],
        reason: [{ coding: [{ code: 'R07.9' }] }],
      },
    });
    expect(extensions(charge?.body)).toMatchObject([
      {
        url: 'urn:chartkeeper:charge-modifier',
        valueCodeableConcept: { coding: [{ code: '26' }] },
      },
    ]);
    expect(of(store, 'Account')[0]?.body).toMatchObject({ status: 'active' });
    expect(of(store, 'Encounter')[0]?.body.account).toEqual([
      { reference: `Account/${of(store, 'Account')[0]?.id}` },
    ]);
  });

  test('posted again changes nothing; without a number of its own it is known by visit, date and code', async () => {
    for (const number of ['T1', '']) {
      const store = memoryLookup();
      const parts = dft(ft1({ 2: number }), ft1({ 1: '2', 2: number && 'T2', 7: 'C200' }));
      await take(store, parts);
      expect(of(store, 'ChargeItem')).toHaveLength(2);
      expect(await take(store, parts)).toEqual([]);
    }
  });

  test('that is taken back counts below zero', async () => {
    const store = memoryLookup();
    await take(store, dft(ft1({ 6: 'CD' })));
    expect(of(store, 'ChargeItem')[0]?.body.quantity).toEqual({ value: -2 });
  });

  test.each(['PY', 'AJ'])('of type %s is a payment and passed over', async (type) => {
    const store = memoryLookup();
    await take(store, dft(ft1({ 6: type })));
    expect(of(store, 'ChargeItem')).toEqual([]);
  });

  test('without a visit belongs to the account', async () => {
    const store = memoryLookup();
    await take(store, { ...dft(ft1({}), dg1('R07.9')), pv1: {} });
    expect(of(store, 'ChargeItem')[0]).toMatchObject({ encounterId: null });
    expect(of(store, 'Condition')).toHaveLength(1);
  });
});

describe('a coverage', () => {
  const in1 = (fields: Readonly<Record<number, string>> = {}): string =>
    segment('IN1', {
      1: '1',
      2: 'HMO^Blue HMO',
      3: 'P9^^^NAIC',
      4: 'Blue Cross',
      8: 'G7',
      12: '20260101',
      36: 'S123',
      ...fields,
    });

  test('names payer, plan, group, subscriber and time', async () => {
    const store = memoryLookup();
    await take(store, bar(in1()));
    expect(of(store, 'Coverage')[0]).toMatchObject({
      patientId: of(store, 'Patient')[0]?.id,
      body: {
        status: 'active',
        payor: [{ identifier: { system: 'urn:id:NAIC', value: 'P9' }, display: 'Blue Cross' }],
        subscriberId: 'S123',
        class: [
          { type: { coding: [{ code: 'plan' }] }, value: 'HMO', name: 'Blue HMO' },
          { type: { coding: [{ code: 'group' }] }, value: 'G7' },
        ],
        period: { start: '2026-01-01' },
        order: 1,
      },
    });
  });

  test.each(['ADT^A01', 'ADT^A28', 'ADT^A31', 'BAR^P05', 'DFT^P03'])(
    'comes with %s, and the same again changes nothing',
    async (type) => {
      const store = memoryLookup();
      const parts = { type, pid, more: [in1(), in1({ 1: '2', 2: 'MCR', 3: 'P1', 4: 'Medicare' })] };
      await take(store, parts);
      expect(of(store, 'Coverage')).toHaveLength(2);
      expect(await take(store, parts)).toEqual([]);
    },
  );

  test('ends with its period when told', async () => {
    const store = memoryLookup();
    await take(store, bar(in1()));
    await take(store, bar(in1({ 13: '20260331' })));
    expect(of(store, 'Coverage').map(({ body }) => body.period)).toEqual([
      { start: '2026-01-01', end: '2026-03-31' },
    ]);
  });
});

describe('what is refused', () => {
  test.each<[string, Parts, string]>([
    ['a bill of neither visit nor account', { type: 'BAR^P01', pv1: {} }, 'PV1-19'],
    ['a charge without a code', dft(ft1({ 7: '' })), 'FT1-7'],
    ['the second charge, without a code', dft(ft1({}), ft1({ 2: 'T2', 7: '' })), 'FT1[2]-7'],
    ['a bill without a patient', { ...bar(), pid: '' }, 'PID-3'],
  ])('%s', (_, parts, path) => {
    expect(() => translate(parts)).toThrow(path);
  });
});

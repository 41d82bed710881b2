import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { memoryLookup } from '../memory-lookup.ts';
import { at, facts, of, type Parts, segment, take, translate, visit } from './feed.fixture.ts';
import { parseMessage } from './message.ts';
import { facilityOf, toIncoming } from './to-incoming.ts';

describe('an admission', () => {
  test('brings patient, practitioners and encounter, linked to each other', async () => {
    const store = memoryLookup();
    const rows = await take(store, { type: 'ADT^A01', pv1: { ...visit, 44: '202603010730' } });
    expect(rows.map((row) => row.type)).toEqual([
      'Patient',
      'Practitioner',
      'Practitioner',
      'Encounter',
    ]);
    expect(rows[0]?.body).toMatchObject({
      identifier: [{ system: 'urn:id:GH', value: '700', type: { coding: [{ code: 'MR' }] } }],
      name: [{ family: 'Roe', given: ['Ann', 'B'] }],
      birthDate: '1980-01-02',
      gender: 'female',
    });
    expect(rows[3]).toMatchObject({
      facility: 'general',
      body: {
        identifier: [{ system: 'urn:id:GH', value: 'V100' }],
        status: 'in-progress',
        class: { code: 'IMP' },
        period: { start: '2026-03-01T12:30:00.000Z' },
        serviceType: { coding: [{ code: 'MED' }] },
      },
    });
    expect(facts(store)).toMatchObject({
      attendingId: rows[1]?.id,
      admittingId: rows[2]?.id,
      service: 'MED',
      status: 'in-progress',
      admittedAt: at('2026-03-01T12:30:00Z'),
    });
  });

  test('sent again changes nothing', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    expect(await take(store, { type: 'ADT^A01' })).toEqual([]);
  });

  test('begins at the time of the event when PV1-44 is empty', async () => {
    const store = memoryLookup();
    const { eventAt } = translate({ type: 'ADT^A01' });
    await take(store, { type: 'ADT^A01' });
    expect(facts(store)?.admittedAt).toBe(at('2026-03-01T13:00:00Z'));
    expect(eventAt).toBe(at('2026-03-01T13:00:00Z'));
  });

  test.each([
    ['I', 'IMP'],
    ['O', 'AMB'],
    ['E', 'EMER'],
    ['P', 'PRENC'],
    ['R', 'AMB'],
    ['B', 'IMP'],
  ])('of class %s is of class %s', (said, code) => {
    const { incoming } = translate({ type: 'ADT^A04', pv1: { ...visit, 2: said } });
    expect(incoming.at(-1)?.resource.class).toMatchObject({ code });
  });
});

describe('a stay', () => {
  test('is discharged at PV1-45, keeps its admission, and is open again when the discharge is taken back', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01', pv1: { ...visit, 44: '202603010730' } });
    await take(store, { type: 'ADT^A03', pv1: { ...visit, 36: '20', 45: '202603051015' } });
    expect(facts(store)).toMatchObject({
      status: 'discharged',
      disposition: '20',
      admittedAt: at('2026-03-01T12:30:00Z'),
      dischargedAt: at('2026-03-05T15:15:00Z'),
    });
    await take(store, { type: 'ADT^A13' });
    expect(facts(store)).toMatchObject({
      status: 'in-progress',
      dischargedAt: null,
      disposition: null,
    });
    expect(of(store, 'Encounter')[0]?.body.period).toEqual({ start: '2026-03-01T12:30:00.000Z' });
  });

  test('ends at the time of the event when A03 has no PV1-45', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A03', evn: '20260305101500' });
    expect(facts(store)).toMatchObject({
      status: 'discharged',
      dischargedAt: at('2026-03-05T15:15:00Z'),
    });
  });

  test('is not re-opened by a later update that says nothing of the discharge', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A03', pv1: { ...visit, 45: '202603051015' } });
    for (const type of ['ADT^A08', 'ADT^A02', 'ADT^A31'])
      await take(store, { type, evn: '20260306' });
    expect(facts(store)).toMatchObject({
      status: 'discharged',
      dischargedAt: at('2026-03-05T15:15:00Z'),
    });
  });

  test('takes the attending physician that an update names, and keeps the admitting one', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A01' });
    const before = facts(store);
    await take(store, {
      type: 'ADT^A08',
      pv1: { 2: 'I', 3: '4W^12^A^general', 7: '503^Vu^Lan', 19: 'V100' },
    });
    expect(facts(store)?.attendingId).not.toBe(before?.attendingId);
    expect(facts(store)?.admittingId).toBe(before?.admittingId);
  });

  test('may be planned, cancelled or interrupted', async () => {
    const store = memoryLookup();
    const statusAfter = async (type: string) => {
      await take(store, { type });
      return facts(store)?.status;
    };
    expect(await statusAfter('ADT^A05')).toBe('planned');
    expect(await statusAfter('ADT^A01')).toBe('in-progress');
    expect(await statusAfter('ADT^A21')).toBe('on-leave');
    expect(await statusAfter('ADT^A22')).toBe('in-progress');
    expect(await statusAfter('ADT^A11')).toBe('cancelled');
  });

  test('changes its class when an outpatient becomes an inpatient', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A04', pv1: { ...visit, 2: 'O' } });
    await take(store, { type: 'ADT^A06' });
    expect(facts(store)).toMatchObject({ class: 'IMP', status: 'in-progress' });
  });
});

describe('a procedure', () => {
  const pr1 = (fields: Readonly<Record<number, string>>) =>
    segment('PR1', {
      1: '1',
      3: '80146002^Appendectomy^SCT',
      5: '202603021300',
      7: '60',
      ...fields,
    });

  test('is an operation by the surgeon or anesthesiologist it names, and is made once', async () => {
    const store = memoryLookup();
    const more = [pr1({ 8: '504^Osei^Ada', 11: '503^Vu^Lan' })];
    await take(store, { type: 'ADT^A03', more });
    expect(await take(store, { type: 'ADT^A08', more })).toEqual([]);
    const idOf = (number: string) =>
      of(store, 'Practitioner').find((row) =>
        JSON.stringify(row.body.identifier).includes(`"${number}"`),
      )?.id;
    expect(facts(store)?.procedures).toMatchObject([
      {
        title: 'Appendectomy',
        startedAt: at('2026-03-02T18:00:00Z'),
        endedAt: at('2026-03-02T19:00:00Z'),
        surgeonId: idOf('503'),
        anesthesiologistId: idOf('504'),
        isOperation: true,
        hasAnesthesia: true,
      },
    ]);
  });

  test('without surgeon or anesthesia is no operation, and one deleted is gone', async () => {
    const store = memoryLookup();
    await take(store, { type: 'ADT^A08', more: [pr1({ 12: '505^Lind^Jo', 19: 'X1' })] });
    expect(facts(store)?.procedures).toMatchObject([{ isOperation: false }]);
    await take(store, { type: 'ADT^A08', more: [pr1({ 12: '505^Lind^Jo', 19: 'X1', 20: 'D' })] });
    expect(facts(store)?.procedures).toEqual([]);
  });
});

describe('practitioners', () => {
  test('have their NPI in the national system and are made once', async () => {
    const store = memoryLookup();
    const npi = '1112223334^Hale^Mira^^^^^^&2.16.840.1.113883.4.6&ISO^L^^^NPI';
    await take(store, { type: 'ADT^A01', pv1: { ...visit, 7: npi, 17: npi } });
    expect(of(store, 'Practitioner')).toHaveLength(1);
    expect(of(store, 'Practitioner')[0]?.body.identifier).toMatchObject([
      { system: 'http://hl7.org/fhir/sid/us-npi', value: '1112223334' },
    ]);
  });

  test('get a name that was missing, and keep one they have', async () => {
    const store = memoryLookup();
    const named = async (xcn: string) => {
      await take(store, { type: 'ADT^A08', pv1: { 2: 'I', 3: '^^^general', 7: xcn, 19: 'V100' } });
      return of(store, 'Practitioner')[0]?.body.name;
    };
    expect(await named('501')).toBeUndefined();
    expect(await named('501^Hale^Mira')).toEqual([{ family: 'Hale', given: ['Mira'] }]);
    expect(await named('501^HALE^M')).toEqual([{ family: 'Hale', given: ['Mira'] }]);
  });

  test('without an id are named, not made', async () => {
    const store = memoryLookup();
    await take(store, {
      type: 'ADT^A01',
      pv1: { 2: 'I', 3: '^^^general', 7: '^Hale^Mira', 19: 'V100' },
    });
    expect(of(store, 'Practitioner')).toEqual([]);
    expect(of(store, 'Encounter')[0]?.body.participant).toMatchObject([
      { individual: { display: 'Mira Hale' } },
    ]);
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
  test.each<[string, Parts, string]>([
    ['an event we do not take', { type: 'ADT^A60' }, 'unsupported MSH-9.2'],
    ['a type we do not take', { type: 'SIU^S12' }, 'unsupported MSH-9.1'],
    [
      'a name of the language, not of the table',
      { type: 'ADT^constructor' },
      'unsupported MSH-9.2',
    ],
    [
      'an inpatient without a visit number',
      { type: 'ADT^A08', pv1: { 2: 'I', 3: '^^^general' } },
      'invalid-input PV1-19',
    ],
    ['an admission without PV1', { type: 'ADT^A01', pv1: {} }, 'invalid-input PV1-19'],
    ['no medical record number', { type: 'ADT^A01', pid: '' }, 'invalid-input PID-3'],
    [
      'a social security number alone',
      { type: 'ADT^A01', pid: '123456789^^^SSA^SS' },
      'invalid-input PID-3',
    ],
    [
      'a discharge time that cannot be read',
      { type: 'ADT^A03', pv1: { ...visit, 45: '20260231' } },
      'invalid-input PV1-45',
    ],
    [
      'a document without its number',
      { type: 'MDM^T02', more: ['TXA|1|DS'] },
      'invalid-input TXA-12',
    ],
    [
      'a replacement that names nothing',
      { type: 'MDM^T10', more: ['TXA|1|DS||||||||||D2'] },
      'invalid-input TXA-13',
    ],
  ])('%s', (_, parts, issue) => {
    expect(issueOf(parts)).toBe(issue);
  });

  test('a facility that neither PV1-3.4 nor the table for MSH-4 tells', () => {
    const message = parseMessage('MSH|^~\\&|EHR|NOWHERE|CK|HIM|2026||ADT^A31|1|P|2.5\rPID|1||7');
    expect(facilityOf(message, { GH: 'general' })).toBeNull();
    expect(() =>
      toIncoming(message, {
        zoneOf: () => 'UTC',
        facilityOf: (it) => facilityOf(it, { GH: 'general' }),
      }),
    ).toThrow(/facility/);
  });

  test('says which messages are taken', () => {
    expect(() => translate({ type: 'SIU^S12' })).toThrow(
      /ADT A01 A02 .*A40.*, MDM T01 T02.*, ORU R01.*, DFT P03.*, BAR P01/,
    );
  });
});

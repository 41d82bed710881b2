import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const missing = 'deficiency.e1.missing-document.history-and-physical';
const timeliness = (id: string) =>
  `deficiency.e1.timeliness.missing-document.history-and-physical.${id}`;
const isStated = { url: 'urn:chartkeeper:late-entry', valueBoolean: true };
const isSigned = { url: 'urn:chartkeeper:completion-status', valueCode: 'LA' };

/** A history and physical of the day of the admission, written at an instant. */
const document = (id: string, date: string, more: object = {}) => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  docStatus: 'final',
  extension: [isSigned, isStated],
  type: { coding: [{ system: 'urn:chartkeeper:document-type', code: 'history-and-physical' }] },
  description: 'History and physical',
  subject: { reference: 'Patient/p1' },
  date,
  author: [{ reference: 'Practitioner/marsh' }],
  authenticator: { reference: 'Practitioner/marsh' },
  content: [{ attachment: { contentType: 'text/plain', data: btoa('Stable.') } }],
  context: {
    encounter: [{ reference: 'Encounter/e1' }],
    period: { start: '2026-10-31T12:00:00-04:00' },
  },
  ...more,
});
const stateOf = async (id: string) => (await department.store.load(id))?.state;
async function get(path: string): Promise<Record<string, unknown>> {
  const { token } = await department.server.services.auth.issue(user('analyst'), 600);
  const response = await department.server.app.request(path, {
    headers: { authorization: `Bearer ${token}`, 'x-purpose-of-use': 'HCOMPL' },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}
/** What a chart shows of each document. */
async function shown(encounterId = 'e1') {
  const { documents } = await get(`/api/charts/${encounterId}`);
  return (documents as Record<string, unknown>[]).map(({ id, title, act, eventAt, filedAt }) => [
    encounterId === 'e1' ? id : title,
    act,
    eventAt,
    filedAt,
  ]);
}
const event = '2026-10-31T16:00:00.000Z';

describe.each(['memory', 'SQLite'] as const)('over %s, a late entry', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    // The history is due 24 hours after the admission: November 1 at 09:00 by the wall, for summer time ends between.
    const taken = await department.fhir(
      { resourceType: 'Practitioner', id: 'marsh', name: [{ family: 'Marsh' }] },
      { resourceType: 'Patient', id: 'p1', name: [{ family: 'Quill' }] },
      {
        resourceType: 'Encounter',
        id: 'e1',
        status: 'in-progress',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
        subject: { reference: 'Patient/p1' },
        period: { start: '2026-10-31T10:00:00-04:00' },
      },
    );
    expect(taken).toBe('taken');
    expect(await stateOf(missing)).toBeDefined();
  });

  test('stands for what was missing, is late by its own time, and shows that and the time it tells of', async () => {
    expect(await department.fhir(document('d1', '2026-11-04T09:00:00-05:00'))).toBe('taken');
    expect(await stateOf(missing)).toBe('cleared');
    expect(await stateOf(timeliness('d1'))).toBe('recorded');
    expect(await shown()).toEqual([['d1', 'late-entry', event, '2026-11-04T14:00:00.000Z']]);
  });

  test.each([
    ['at the last instant', '2026-11-01T09:00:00-05:00', undefined],
    ['a second later', '2026-11-01T09:00:01-05:00', 'recorded'],
  ])('written %s of the 24 hours is judged by that', async (_, date, late) => {
    await department.fhir(document('d1', date));
    expect(await stateOf(missing)).toBe('cleared');
    expect(await stateOf(timeliness('d1'))).toBe(late);
  });

  test('that claims the time of the event as its own was not written in time', async () => {
    await department.fhir(document('d1', '2026-10-31T12:00:00-04:00'));
    expect(await stateOf(missing)).toBe('cleared');
    expect(await stateOf(timeliness('d1'))).toBe('recorded');
    expect(await shown()).toEqual([['d1', 'late-entry', event, null]]);
  });

  test('that claims the time of the event is taken as written when it was signed', async () => {
    const signedAt = (valueDateTime: string) => ({
      extension: [isSigned, isStated, { url: 'urn:chartkeeper:signed-at', valueDateTime }],
    });
    const claim = '2026-10-31T12:00:00-04:00';
    await department.fhir(document('d1', claim, signedAt('2026-10-31T20:00:00-04:00')));
    expect(await stateOf(timeliness('d1'))).toBeUndefined();
    expect(await shown()).toEqual([['d1', 'late-entry', event, '2026-11-01T00:00:00.000Z']]);
    await department.fhir(document('d1', claim, signedAt('2026-11-02T08:00:00-05:00')));
    expect(await stateOf(timeliness('d1'))).toBe('recorded');
  });

  test('is none because it came late', async () => {
    const late = { extension: [isSigned] };
    await department.fhir(document('d1', '2026-11-04T09:00:00-05:00', late));
    expect(await stateOf(timeliness('d1'))).toBe('recorded');
    expect(await shown()).toEqual([['d1', null, event, '2026-11-04T14:00:00.000Z']]);
  });

  test('unsigned it is still to sign', async () => {
    const { authenticator: _, ...unsigned } = document('d1', '2026-11-04T09:00:00-05:00', {
      docStatus: 'preliminary',
      extension: [isStated],
    });
    expect(await department.fhir(unsigned)).toBe('taken');
    expect(await stateOf(missing)).toBe('cleared');
    expect((await department.store.load('deficiency.e1.unsigned.d1'))?.isOpen).toBe(true);
  });

  test('that is appended to another is an addendum and stands for nothing', async () => {
    const relatesTo = [{ code: 'appends', target: { reference: 'DocumentReference/d0' } }];
    const other = {
      type: { coding: [{ system: 'urn:chartkeeper:document-type', code: 'progress-note' }] },
      extension: [isSigned],
    };
    await department.fhir(
      document('d0', '2026-10-31T13:00:00-04:00', other),
      document('d1', '2026-11-04T09:00:00-05:00', { relatesTo }),
    );
    expect((await department.store.load(missing))?.isOpen).toBe(true);
    expect((await shown()).map(([id, act]) => [id, act])).toEqual([
      ['d0', null],
      ['d1', 'addendum'],
    ]);
  });

  test('that is corrected stays one, and what corrects an entry in its time is a correction', async () => {
    const replacing = (id: string) => ({
      relatesTo: [{ code: 'replaces', target: { reference: `DocumentReference/${id}` } }],
    });
    await department.fhir(document('d1', '2026-11-04T09:00:00-05:00'));
    await department.fhir(document('d2', '2026-11-05T09:00:00-05:00', replacing('d1')));
    expect((await shown()).map(([id, act]) => [id, act])).toEqual([['d2', 'late-entry']]);
    const plain = { extension: [isSigned], ...replacing('d2') };
    await department.fhir(document('d3', '2026-11-06T09:00:00-05:00', plain));
    expect((await shown()).map(([id, act]) => [id, act])).toEqual([['d3', 'correction']]);
  });

  test('that was entered in error stands for nothing any more', async () => {
    await department.fhir(document('d1', '2026-11-04T09:00:00-05:00'));
    const retracted = { status: 'entered-in-error', docStatus: 'entered-in-error' };
    await department.fhir(document('d1', '2026-11-04T09:00:00-05:00', retracted));
    expect((await department.store.load(missing))?.isOpen).toBe(true);
  });

  test('is known in an HL7 message by its title alone, with the time of its activity', async () => {
    const lines = (number: string, title: string) => {
      const fields: Readonly<Record<number, string>> = {
        1: '1',
        2: 'HP',
        3: 'TX',
        4: '20261103120000',
        6: '20261107080000',
        9: '77^Marsh^Peter',
        12: number,
        17: 'LA',
        22: '77^Marsh^Peter',
        25: title,
      };
      const txa = ['TXA', ...Array.from({ length: 25 }, (_, n) => fields[n + 1] ?? '')];
      return [
        `MSH|^~\\&|EHR|GENERAL|CK|CK|20261107080000||MDM^T02^MDM_T02|${number}|P|2.7`,
        'EVN|T02|20261107080000',
        'PID|1||555^^^GENERAL^MR||Quill^Nora||19700402|F',
        [
          'PV1',
          '1',
          'I',
          '4E^12^A^GENERAL',
          ...Array(15).fill(''),
          'V900^^^GENERAL^VN',
          ...Array(24).fill(''),
          '20261103090000',
        ].join('|'),
        txa.join('|'),
        'OBX|1|TX|X^Document||Stable.||||||F',
      ];
    };
    expect(await department.hl7(lines('D1', 'LATE ENTRY: History and physical'))).toContain(
      'MSA|AA',
    );
    expect(await department.hl7(lines('D2', 'History and physical, filed late'))).toContain(
      'MSA|AA',
    );
    const { encounters } = await get('/api/encounters?find=V900');
    const [visit] = encounters as { id: string }[];
    expect(await shown(visit?.id)).toEqual([
      [
        'LATE ENTRY: History and physical',
        'late-entry',
        '2026-11-03T17:00:00.000Z',
        '2026-11-07T13:00:00.000Z',
      ],
      [
        'History and physical, filed late',
        null,
        '2026-11-03T17:00:00.000Z',
        '2026-11-07T13:00:00.000Z',
      ],
    ]);
  });
});

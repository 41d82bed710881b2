import { beforeEach, describe, expect, test } from 'vitest';
import { auditLog } from '../engine/insight/audit-log.ts';
import { systemUser } from '../engine/model/user.ts';
import type { Assembled } from '../server/assemble.ts';
import { createInPageServer } from '../server/in-page.ts';

const now = Date.parse('2026-11-24T15:00:00Z');
let server: Assembled;
let sent = 0;

beforeEach(async () => {
  server = await createInPageServer({
    data: { facilities: [], practitioners: [], users: [], stays: [] },
    clock: () => now,
  });
  const [shipped] = await server.services.policies.all();
  if (shipped) await server.services.policies.save([{ ...shipped, settleLagHours: 0 }]);
});

/** A segment from its fields by number, as the standard prints them. */
function segment(name: string, fields: Record<number, string>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, n) => fields[n + 1] ?? '')].join('|');
}

async function send(type: string, ...segments: string[]): Promise<string> {
  sent += 1;
  const msh = `MSH|^~\\&|ADT|GH|CK|GH|20261124090000||${type}|C${sent}|P|2.5.1`;
  const text = [msh, ...segments].join('\r');
  const bytes = new TextEncoder().encode(text);
  const { answer, refusal } = await server.services.intake.hl7v2(bytes, systemUser, { from: null });
  return refusal === null ? 'AA' : `${/MSA\|(..)/.exec(answer)?.[1]} ${refusal.message}`;
}

const pid = (mrn: string, family: string, account = '') =>
  segment('PID', {
    1: '1',
    3: `${mrn}^^^GH^MR`,
    5: `${family}^Nora`,
    7: '19700531',
    8: 'F',
    18: account,
  });
const pv1 = (visit: string, more: Record<number, string> = {}) =>
  segment('PV1', {
    1: '1',
    2: 'I',
    3: 'W^1^A^north',
    7: '77^Marsh^Peter',
    10: 'MED',
    19: visit,
    44: '20261103090000',
    ...more,
  });
const evn = (trigger: string) => `EVN|${trigger}|20261124090000`;
const discharge = (mrn: string, family: string, visit: string) =>
  send(
    'ADT^A03^ADT_A03',
    evn('A03'),
    pid(mrn, family),
    pv1(visit, { 36: '01', 45: '20261110113000' }),
  );
const summary = (mrn: string, family: string, visit: string, number: string) =>
  send(
    'MDM^T02^MDM_T02',
    evn('T02'),
    pid(mrn, family),
    pv1(visit),
    segment('TXA', {
      1: '1',
      2: 'DS',
      4: '20261110',
      6: '20261110120000',
      9: '77^Marsh^Peter',
      12: number,
      17: 'PA',
    }),
    'OBX|1|TX|||Discharged home in good condition.||||||F',
  );

/** Ids of the live resources of a type with this number. */
async function ids(type: string, value: string): Promise<string[]> {
  const { rows } = await server.services.store.search({
    type,
    where: [{ param: 'identifier', ranges: [{ from: `${value}\t`, to: `${value}\n` }] }],
    limit: 9,
  });
  return rows.map((row) => row.id);
}
const one = async (type: string, value: string): Promise<string> => {
  const found = await ids(type, value);
  expect(found).toHaveLength(1);
  return found[0] ?? '';
};
const versions = async (patientId: string) =>
  (await server.services.store.resources({ patientId })).map(
    (row) => `${row.type}/${row.id}/${row.version}`,
  );

describe('a merge of two patients (A40)', () => {
  beforeEach(async () => {
    expect(await discharge('A1', 'Ashgrove', 'V1')).toBe('AA');
    expect(await summary('A1', 'Ashgrove', 'V1', 'D1')).toBe('AA');
    expect(await discharge('B1', 'Birchwood', 'V2')).toBe('AA');
  });
  const merge = () => send('ADT^A40^ADT_A39', evn('A40'), pid('B1', 'Birchwood'), 'MRG|A1^^^GH^MR');

  test('moves the encounters, the documents and the work, and the old number leads to who stays', async () => {
    const [goes, stays] = [await one('Patient', 'A1'), await one('Patient', 'B1')];
    const encounter = await one('Encounter', 'V1');
    expect(await merge()).toBe('AA');
    expect(await one('Patient', 'A1')).toBe(stays);
    expect(await server.services.store.resource('Patient', goes)).toMatchObject({
      body: {
        active: false,
        link: [{ other: { reference: `Patient/${stays}` }, type: 'replaced-by' }],
      },
    });
    const moved = (await server.services.store.resources({ patientId: stays })).map(
      (row) => row.type,
    );
    expect(moved.toSorted()).toEqual(['DocumentReference', 'Encounter', 'Encounter', 'Patient']);
    const left = await server.services.store.resources({ patientId: goes });
    expect(left.map((row) => row.type)).toEqual(['Patient']);
    const { members } = await server.services.store.loadFamily(`chart.${encounter}`);
    expect(members.length).toBeGreaterThan(1);
    for (const member of members) {
      expect(member.patientId).toBe(stays);
      for (const task of await server.services.store.tasksOf(member.id))
        expect(task.patientId).toBe(stays);
    }
    const audit = await auditLog(server.engine.registry, server.services.store);
    expect(audit.differing).toEqual([]);
  });

  test('sent again, or told of those who are one already, changes nothing', async () => {
    expect(await merge()).toBe('AA');
    const stays = await one('Patient', 'B1');
    const before = await versions(stays);
    expect(await merge()).toBe('AA');
    expect(await versions(stays)).toEqual(before);
  });

  test('later messages under the old number go to who stays, and make nobody anew', async () => {
    expect(await merge()).toBe('AA');
    const stays = await one('Patient', 'B1');
    expect(await discharge('A1', 'Ashgrove', 'V3')).toBe('AA');
    const encounter = await server.services.store.resource(
      'Encounter',
      await one('Encounter', 'V3'),
    );
    expect(encounter?.patientId).toBe(stays);
    expect(await one('Patient', 'A1')).toBe(stays);
  });

  test('of a number nobody has had yet still leads there afterwards', async () => {
    expect(
      await send('ADT^A40^ADT_A39', evn('A40'), pid('B1', 'Birchwood'), 'MRG|Z9^^^GH^MR'),
    ).toBe('AA');
    expect(await one('Patient', 'Z9')).toBe(await one('Patient', 'B1'));
  });

  test('follows a chain: who was merged into one that is merged again', async () => {
    expect(await merge()).toBe('AA');
    expect(await discharge('C1', 'Cedar', 'V4')).toBe('AA');
    expect(await send('ADT^A40^ADT_A39', evn('A40'), pid('C1', 'Cedar'), 'MRG|B1^^^GH^MR')).toBe(
      'AA',
    );
    const stays = await one('Patient', 'C1');
    expect([await one('Patient', 'A1'), await one('Patient', 'B1')]).toEqual([stays, stays]);
    expect(
      (await server.services.store.resources({ type: 'Encounter', patientId: stays })).length,
    ).toBe(3);
  });

  test('without the number that goes is refused, naming the field', async () => {
    expect(await send('ADT^A40^ADT_A39', evn('A40'), pid('B1', 'Birchwood'), 'MRG|')).toMatch(
      /^AE .*MRG-1/,
    );
  });

  test('sent many times at once with other messages of both loses nothing', async () => {
    const answers = await Promise.all([
      merge(),
      discharge('A1', 'Ashgrove', 'V5'),
      merge(),
      discharge('B1', 'Birchwood', 'V6'),
      summary('A1', 'Ashgrove', 'V5', 'D5'),
    ]);
    expect(answers).toEqual(['AA', 'AA', 'AA', 'AA', 'AA']);
    const stays = await one('Patient', 'B1');
    expect(await one('Patient', 'A1')).toBe(stays);
    for (const visit of ['V1', 'V2', 'V5', 'V6']) {
      const row = await server.services.store.resource('Encounter', await one('Encounter', visit));
      expect(row?.patientId).toBe(stays);
    }
  });
});

describe('a visit', () => {
  beforeEach(async () => {
    expect(await discharge('A1', 'Ashgrove', 'V1')).toBe('AA');
    expect(await summary('A1', 'Ashgrove', 'V1', 'D1')).toBe('AA');
    expect(await discharge('B1', 'Birchwood', 'V2')).toBe('AA');
  });

  test('moves to the right patient with its documents and its work (A45)', async () => {
    const mrg = segment('MRG', { 1: 'A1^^^GH^MR', 5: 'V1' });
    expect(await send('ADT^A45^ADT_A45', evn('A45'), pid('B1', 'Birchwood'), mrg, pv1('V1'))).toBe(
      'AA',
    );
    const stays = await one('Patient', 'B1');
    const encounter = await one('Encounter', 'V1');
    const rows = await server.services.store.resources({ encounterId: encounter });
    expect(new Set(rows.map((row) => row.patientId))).toEqual(new Set([stays]));
    const { members } = await server.services.store.loadFamily(`chart.${encounter}`);
    expect(new Set(members.map((member) => member.patientId))).toEqual(new Set([stays]));
    expect(await one('Patient', 'A1')).not.toBe(stays);
  });

  test('of another patient than the message says does not move', async () => {
    const mrg = segment('MRG', { 1: 'A1^^^GH^MR', 5: 'V2' });
    expect(await send('ADT^A45^ADT_A45', evn('A45'), pid('C1', 'Cedar'), mrg, pv1('V2'))).toMatch(
      /^AE .*MRG-5/,
    );
    expect(await ids('Patient', 'C1')).toEqual([]);
  });

  test('gets another number and is found by both (A50), unless another visit has it', async () => {
    const encounter = await one('Encounter', 'V1');
    const change = (from: string, to: string) =>
      send(
        'ADT^A50^ADT_A50',
        evn('A50'),
        pid('A1', 'Ashgrove'),
        segment('MRG', { 1: 'A1^^^GH^MR', 5: from }),
        pv1(to),
      );
    expect(await change('V1', 'V9')).toBe('AA');
    expect([await one('Encounter', 'V9'), await one('Encounter', 'V1')]).toEqual([
      encounter,
      encounter,
    ]);
    expect(await change('V1', 'V9')).toBe('AA');
    expect(await change('V9', 'V2')).toMatch(/^AE .*Another has the new number/);
    expect(await change('V7', 'V8')).toMatch(/^AE .*Nothing has the number/);
  });

  test('that was two is one (A42): its documents are together, and the other is not work any more', async () => {
    expect(await discharge('A1', 'Ashgrove', 'V3')).toBe('AA');
    const [goes, stays] = [await one('Encounter', 'V1'), await one('Encounter', 'V3')];
    const mrg = segment('MRG', { 1: 'A1^^^GH^MR', 5: 'V1' });
    expect(await send('ADT^A42^ADT_A39', evn('A42'), pid('A1', 'Ashgrove'), mrg, pv1('V3'))).toBe(
      'AA',
    );
    expect(await one('Encounter', 'V1')).toBe(stays);
    const document = await server.services.store.resource(
      'DocumentReference',
      await one('DocumentReference', 'D1'),
    );
    expect(document?.encounterId).toBe(stays);
    const { members } = await server.services.store.loadFamily(`chart.${goes}`);
    expect(members.some((member) => member.isOpen)).toBe(false);
  });
});

test('a patient gets another number and is found by both (A47), unless another patient has it', async () => {
  expect(await discharge('A1', 'Ashgrove', 'V1')).toBe('AA');
  expect(await discharge('B1', 'Birchwood', 'V2')).toBe('AA');
  const patient = await one('Patient', 'A1');
  const change = (from: string, to: string) =>
    send('ADT^A47^ADT_A30', evn('A47'), pid(to, 'Ashgrove'), `MRG|${from}^^^GH^MR`);
  expect(await change('A1', 'A2')).toBe('AA');
  expect([await one('Patient', 'A1'), await one('Patient', 'A2')]).toEqual([patient, patient]);
  expect(await change('A2', 'B1')).toMatch(/^AE .*Another has the new number/);
});

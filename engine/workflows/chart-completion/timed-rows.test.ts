import { describe, expect, test } from 'vitest';
import type { ChartFacts } from '../../model/chart-facts.ts';
import { at, department, signed, site, stay } from './department.fixture.ts';

const admitted = '2026-11-03T14:00:00Z';
/** In house, with nothing written yet. */
const inHouse: ChartFacts = {
  ...stay,
  status: 'in-progress',
  admittedAt: at(admitted),
  dischargedAt: null,
  disposition: null,
  documents: [],
};
const hp = 'deficiency.e1.missing-document.history-and-physical';
const update = 'deficiency.e1.missing-document.history-and-physical-update';
const operation: ChartFacts['procedures'][number] = {
  id: 'o1',
  title: 'Operation',
  startedAt: at('2026-11-04T13:00:00Z'),
  endedAt: at('2026-11-04T15:00:00Z'),
  surgeonId: 'lind',
  anesthesiologistId: 'ito',
  isOperation: true,
  hasAnesthesia: true,
};
/** What must be there before the knife. */
const prepared = [
  signed('hp1', 'history-and-physical', '2026-11-03T18:00:00Z'),
  signed('ic1', 'informed-consent', '2026-11-04T10:00:00Z', { authorId: 'lind' }),
  signed('ae1', 'anesthesia-evaluation', '2026-11-04T11:00:00Z', { authorId: 'ito' }),
];

describe('history and physical (42 CFR 482.24(c)(4)(i))', () => {
  test('opens at admission, is due 24 hours later, and is in time at that very instant', async () => {
    const { receive, open, stateOf } = department(at('2026-11-03T14:05:00Z'));
    await receive(inHouse);
    expect((await open()).map((task) => [task.instanceId, task.dueAt])).toEqual([
      [hp, at('2026-11-04T14:00:00Z')],
    ]);
    await receive({
      ...inHouse,
      documents: [signed('hp1', 'history-and-physical', '2026-11-04T14:00:00Z')],
    });
    expect(await stateOf(hp)).toBe('cleared');
    expect(
      await stateOf(`deficiency.e1.timeliness.missing-document.history-and-physical.hp1`),
    ).toBe(undefined);
  });

  test('a millisecond later it is present but late: on record for quality, and in no list', async () => {
    const { receive, open, store } = department(at('2026-11-04T15:00:00Z'));
    await receive(inHouse);
    const late = signed('hp1', 'history-and-physical', '2026-11-04T14:00:00.001Z');
    await receive({ ...inHouse, documents: [late] });
    expect(await open()).toEqual([]);
    const finding = await store.load(
      'deficiency.e1.timeliness.missing-document.history-and-physical.hp1',
    );
    expect([finding?.state, finding?.isOpen]).toEqual(['recorded', false]);
  });

  test('counts as filed when its system says so, not when it came', async () => {
    const { receive, store } = department(at('2026-11-09T12:00:00Z'));
    const inTime = signed('hp1', 'history-and-physical', '2026-11-03T20:00:00Z');
    await receive({ ...inHouse, documents: [inTime] });
    expect(await store.load('chart.e1')).toBeUndefined();
  });

  test('24 hours are elapsed hours across the end of daylight saving', async () => {
    // New York turned its clocks back at 06:00 UTC on 2026-11-01: 10:00 to 09:00 the next day by the wall.
    const { receive, open } = department(at('2026-10-31T14:05:00Z'));
    await receive({ ...inHouse, admittedAt: at('2026-10-31T14:00:00Z') });
    expect((await open())[0]?.dueAt).toBe(at('2026-11-01T14:00:00Z'));
  });

  test('one from 30 days before the admission wants an update within 24 hours; one from 31 days before does not count', async () => {
    const thirty = signed('hp1', 'history-and-physical', '2026-11-03T18:00:00Z', {
      writtenAt: at('2026-10-04T18:00:00Z'),
    });
    const first = department(at('2026-11-03T18:05:00Z'));
    await first.receive({ ...inHouse, documents: [thirty] });
    expect(await first.tellDue()).toEqual([[update, at('2026-11-04T14:00:00Z')]]);
    const old = { ...thirty, writtenAt: at('2026-10-03T18:00:00Z') };
    const second = department(at('2026-11-03T18:05:00Z'));
    await second.receive({ ...inHouse, documents: [old] });
    expect((await second.open()).map((task) => [task.instanceId, task.title.key])).toEqual([
      [hp, 'task.outdated'],
    ]);
    // An update does not make the old one young.
    const late = signed('up1', 'history-and-physical-update', '2026-11-03T20:00:00Z');
    await second.receive({ ...inHouse, documents: [old, late] });
    expect((await second.open()).map((task) => task.instanceId)).toEqual([hp]);
  });

  test('the update clears what asked for it', async () => {
    const { receive, open, stateOf } = department(at('2026-11-03T18:05:00Z'));
    const before = signed('hp1', 'history-and-physical', '2026-10-20T18:00:00Z');
    await receive({ ...inHouse, documents: [before] });
    const updated = signed('up1', 'history-and-physical-update', '2026-11-03T20:00:00Z');
    await receive({ ...inHouse, documents: [before, updated] });
    expect(await stateOf(update)).toBe('cleared');
    expect(await open()).toEqual([]);
  });

  test('must be there before surgery: the instant of the incision is late; an emergency is excepted', async () => {
    const early = { ...operation, startedAt: at('2026-11-03T16:00:00Z'), endedAt: null };
    const elective = department(at('2026-11-03T14:05:00Z'));
    await elective.receive({ ...inHouse, procedures: [early] });
    const due = new Map(await elective.tellDue());
    expect(due.get(hp)).toBe(at('2026-11-03T16:00:00Z') - 1);
    const emergency = department(at('2026-11-03T14:05:00Z'));
    await emergency.receive({ ...inHouse, procedures: [{ ...early, isEmergency: true }] });
    const other = new Map(await emergency.tellDue());
    expect(other.get(hp)).toBe(at('2026-11-04T14:00:00Z'));
    expect(other.has('deficiency.e1.missing-document.informed-consent.o1')).toBe(false);
  });

  test('an addendum is not the document it adds to', async () => {
    const { receive, open } = department(at('2026-11-03T18:05:00Z'));
    const addendum = signed('hp1', 'history-and-physical', '2026-11-03T18:00:00Z', {
      act: 'addendum',
    });
    await receive({ ...inHouse, documents: [addendum] });
    expect((await open()).map((task) => task.instanceId)).toEqual([hp]);
  });

  test('a late entry meets no row by the time it tells of: before surgery is when it was written', async () => {
    const { receive, stateOf } = department(at('2026-11-05T15:05:00Z'));
    const written = '2026-11-05T15:00:00Z';
    const more = { act: 'late-entry', writtenAt: at('2026-11-03T18:00:00Z') } as const;
    const late = signed('hp1', 'history-and-physical', written, more);
    const [, ...others] = prepared;
    await receive({ ...inHouse, documents: [late, ...others], procedures: [operation] });
    expect(await stateOf(hp)).toBe(undefined);
    const lateness = 'deficiency.e1.timeliness.missing-document.history-and-physical.hp1';
    expect(await stateOf(lateness)).toBe('recorded');
  });

  test('one in its time goes before a late entry of no known time', async () => {
    const { receive, stateOf } = department(at('2026-11-03T20:00:00Z'));
    const undated = { ...signed('hp0', 'history-and-physical', admitted), filedAt: null };
    const inTime = signed('hp1', 'history-and-physical', '2026-11-03T18:00:00Z');
    const late = { ...undated, act: 'late-entry' } as const;
    await receive({ ...inHouse, documents: [late, inTime] });
    expect(
      await stateOf('deficiency.e1.timeliness.missing-document.history-and-physical.hp0'),
    ).toBe(undefined);
  });
});

describe('an operation', () => {
  const ask = (type: string) => `deficiency.e1.missing-document.${type}.o1`;

  test('asks during the stay for its report, for a note until the next level of care, and for what anesthesia must write', async () => {
    const { receive, tellDue } = department(at('2026-11-04T15:05:00Z'));
    await receive({ ...inHouse, documents: prepared, procedures: [operation] });
    expect(new Map(await tellDue())).toEqual(
      new Map([
        [ask('operative-report'), at('2026-11-05T15:00:00Z')],
        [ask('operative-note'), at('2026-11-04T17:00:00Z')],
        [ask('anesthesia-record'), at('2026-11-05T15:00:00Z')],
        [ask('post-anesthesia-evaluation'), at('2026-11-06T15:00:00Z')],
      ]),
    );
  });

  test('the note with all seven fields meets only its own row; the report stays open and overdue', async () => {
    const { receive, pass, open, stateOf } = department(at('2026-11-04T15:05:00Z'));
    await receive({ ...inHouse, documents: prepared, procedures: [operation] });
    const note = signed('on1', 'operative-note', '2026-11-04T15:30:00Z', {
      authorId: 'lind',
      elements:
        'surgeons assistants procedure findings blood-loss specimens postoperative-diagnosis'.split(
          ' ',
        ),
    });
    await receive({ ...inHouse, documents: [...prepared, note], procedures: [operation] });
    expect(await stateOf(ask('operative-note'))).toBe('cleared');
    await pass(at('2026-11-05T15:00:00.001Z'));
    const report = (await open()).find((task) => task.instanceId === ask('operative-report'));
    expect(report?.rank).toBe(-1);
  });

  test('a note without the blood loss is incomplete, and says what it lacks', async () => {
    const { receive, open, store } = department(at('2026-11-04T15:05:00Z'));
    const note = signed('on1', 'operative-note', '2026-11-04T15:30:00Z', {
      authorId: 'lind',
      elements: 'surgeons assistants procedure findings specimens postoperative-diagnosis'.split(
        ' ',
      ),
    });
    await receive({ ...inHouse, documents: [...prepared, note], procedures: [operation] });
    const lacking = await store.load('deficiency.e1.missing-element.on1');
    expect(lacking?.context.finding).toMatchObject({ elements: ['blood-loss'], ownerId: 'lind' });
    expect((await open()).find((task) => task.instanceId === lacking?.id)?.title.text).toBe(
      'Operative note: incomplete blood loss',
    );
  });

  test('the anesthesia evaluation counts within 48 hours before, not earlier, and is late from the start on', async () => {
    const at48 = { writtenAt: at('2026-11-02T13:00:00Z'), authorId: 'ito' };
    const cases = [
      { more: at48, isMet: true },
      { more: { ...at48, writtenAt: at48.writtenAt - 1 }, isMet: false },
    ];
    for (const { more, isMet } of cases) {
      const { receive, tellDue } = department(at('2026-11-04T12:00:00Z'));
      const [first, consent] = prepared;
      const evaluation = signed('ae1', 'anesthesia-evaluation', '2026-11-04T11:00:00Z', more);
      await receive({
        ...inHouse,
        documents: [first, consent, evaluation].filter((one) => one !== undefined),
        procedures: [operation],
      });
      const due = new Map(await tellDue());
      expect(due.has(ask('anesthesia-evaluation'))).toBe(!isMet);
      if (!isMet)
        expect(due.get(ask('anesthesia-evaluation'))).toBe(at('2026-11-04T13:00:00Z') - 1);
    }
  });

  test('an operation that is not over asks for nothing that comes after it', async () => {
    const { receive, open } = department(at('2026-11-04T14:00:00Z'));
    await receive({
      ...inHouse,
      documents: prepared,
      procedures: [{ ...operation, endedAt: null }],
    });
    expect(await open()).toEqual([]);
  });

  test('after the discharge nobody asks for the note any more, only for the report', async () => {
    const { receive, stateOf } = department(at('2026-11-04T15:05:00Z'));
    await receive({ ...inHouse, documents: prepared, procedures: [operation] });
    await receive({
      ...inHouse,
      status: 'discharged',
      dischargedAt: at('2026-11-09T16:30:00Z'),
      documents: prepared,
      procedures: [operation],
    });
    expect(await stateOf(ask('operative-note'))).toBe('cleared');
    expect(await stateOf(ask('operative-report'))).toBe('assigned');
  });
});

describe('verbal orders (42 CFR 482.24(c)(2))', () => {
  const order = signed('vo1', 'verbal-order', '2026-11-04T02:00:00Z', {
    authorId: 'cole',
    docStatus: 'preliminary',
    completionStatus: 'PA',
    signerId: null,
    signedAt: null,
  });
  const admission = signed('hp1', 'history-and-physical', '2026-11-03T18:00:00Z');

  test('open during the stay, due by policy 48 hours after they were given, with who gave them', async () => {
    const { receive, open, stateOf } = department(at('2026-11-04T03:00:00Z'));
    await receive({ ...inHouse, documents: [admission, order] });
    const id = 'deficiency.e1.unsigned.vo1';
    expect(
      (await open()).map((task) => [task.instanceId, task.practitionerId, task.dueAt]),
    ).toEqual([[id, 'cole', at('2026-11-06T02:00:00Z')]]);
    // Authenticated by another who is responsible for the patient.
    const done = {
      ...order,
      completionStatus: 'LA',
      docStatus: 'final',
      signerId: 'reyes',
    } as const;
    await receive({ ...inHouse, documents: [admission, done] });
    expect(await stateOf(id)).toBe('cleared');
  });

  test('an order that was withdrawn asks for nothing', async () => {
    const { receive, open } = department(at('2026-11-04T03:00:00Z'));
    const withdrawn = { ...order, docStatus: 'entered-in-error' } as const;
    await receive({ ...inHouse, documents: [admission, withdrawn] });
    expect(await open()).toEqual([]);
  });
});

describe('after the stay', () => {
  test('what is not timed waits for the settle lag; what is timed does not', async () => {
    const { receive, open, pass } = department(at('2026-11-09T16:35:00Z'));
    const slow = { policy: { ...site.policy, settleLagHours: 24 } };
    await receive({ ...stay, documents: [] }, slow);
    expect((await open()).map((task) => task.instanceId)).toEqual([hp]);
    await pass(at('2026-11-10T16:30:00Z'));
    expect((await open()).map((task) => task.instanceId).sort()).toEqual([
      'chart.e1',
      'deficiency.e1.missing-document.discharge-summary',
      hp,
    ]);
  });

  test('a document that arrives within the lag is never asked for', async () => {
    const { receive, open, pass, store } = department(at('2026-11-09T16:35:00Z'));
    const slow = { policy: { ...site.policy, settleLagHours: 24 } };
    await receive(stay, slow);
    const summary = signed('ds1', 'discharge-summary', '2026-11-10T12:00:00Z');
    await receive({ ...stay, documents: [...stay.documents, summary] }, slow);
    await pass(at('2026-11-10T16:30:00Z'));
    expect((await open()).map((task) => task.key)).toEqual(['analysis']);
    expect(await store.load('deficiency.e1.missing-document.discharge-summary')).toBeUndefined();
  });

  test('told of a discharge that is longer ago than the lag, nothing waits', async () => {
    const { receive, open } = department(at('2026-11-12T12:00:00Z'));
    const policy = { ...site.policy, settleLagHours: 24 };
    await receive(stay, { policy });
    expect((await open()).map((task) => task.key).sort()).toEqual(['analysis', 'cure']);
  });
});

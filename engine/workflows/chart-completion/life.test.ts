import { describe, expect, test } from 'vitest';
import type { ChartFacts } from '../../model/chart-facts.ts';
import {
  analyst,
  at,
  department,
  lead,
  physician,
  signed,
  stay,
  system,
  unsignedSummary,
} from './department.fixture.ts';

const summary = 'deficiency.e1.missing-document.discharge-summary';
const operation = (id: string, surgeonId: string, hour: number) => ({
  id,
  title: 'Operation',
  startedAt: at('2026-11-04T10:00:00Z') + hour * 3_600_000,
  endedAt: at('2026-11-04T11:00:00Z') + hour * 3_600_000,
  surgeonId,
  anesthesiologistId: null,
  isOperation: true,
  hasAnesthesia: false,
  isEmergency: true,
});
const report = (id: string, more: Parameters<typeof signed>[3] = {}) =>
  signed(id, 'operative-report', '2026-11-04T20:00:00Z', more);
const reportOf = (operationId: string) =>
  `deficiency.e1.missing-document.operative-report.${operationId}`;
const complete = signed('ds0', 'discharge-summary', '2026-11-09T18:00:00Z');
/** Everything there but the reports. */
const operated = (...surgeons: string[]): ChartFacts => ({
  ...stay,
  documents: [...stay.documents, complete],
  procedures: surgeons.map((surgeonId, n) => operation(`o${n + 1}`, surgeonId, 2 * n)),
});
const holds = async (house: ReturnType<typeof department>, taskId: string) =>
  house.store.claim(taskId, { id: 'bob', name: 'Bob', leaseMs: 60_000, mayTakeOver: false });

describe('what an arrival does', () => {
  test('the only one of its kind, and nobody at work: it clears', async () => {
    const { receive, stateOf } = department();
    await receive(operated('lind'));
    const facts = operated('lind');
    await receive({ ...facts, documents: [...facts.documents, report('or1')] });
    expect(await stateOf(reportOf('o1'))).toBe('cleared');
  });

  test('its own practitioner’s, though there are two: that one is cleared, the other stays', async () => {
    const { receive, stateOf } = department();
    const facts = operated('lind', 'osei');
    await receive(facts);
    const byOsei = report('or1', { authorId: 'osei' });
    await receive({ ...facts, documents: [...facts.documents, byOsei] });
    expect(await stateOf(reportOf('o1'))).toBe('assigned');
    expect(await stateOf(reportOf('o2'))).toBe('cleared');
  });

  test('two it could be: a person decides, once, and the other is not asked again', async () => {
    const { receive, send, stateOf, open } = department();
    const facts = operated('lind', 'lind');
    await receive(facts);
    const arrived = {
      ...facts,
      documents: [...facts.documents, report('or1', { authorId: 'lind' })],
    };
    await receive(arrived);
    expect(await stateOf(reportOf('o1'))).toBe('needsReanalysis');
    expect(await stateOf(reportOf('o2'))).toBe('needsReanalysis');
    await expect(
      send(reportOf('o2'), { type: 'deficiency.resolve', documentId: 'or1' }, physician),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    await send(reportOf('o2'), { type: 'deficiency.resolve', documentId: 'or1' });
    await send(reportOf('o1'), { type: 'deficiency.keep', reason: 'It is of the second' });
    await receive({ ...arrived, version: 3, service: 'SUR' });
    expect(await stateOf(reportOf('o1'))).toBe('assigned');
    expect(await stateOf(reportOf('o2'))).toBe('cleared');
    expect((await open()).map((task) => task.instanceId).sort()).toEqual([
      'chart.e1',
      reportOf('o1'),
    ]);
    // The second report settles the first operation as well.
    const both = [...arrived.documents, report('or2', { authorId: 'lind' })];
    await receive({ ...arrived, version: 4, documents: both });
    expect(await stateOf(reportOf('o1'))).toBe('cleared');
    // The decision falls with the document it was about.
    await receive({ ...facts, version: 5 });
    expect(await stateOf(reportOf('o2'))).toBe('assigned');
  });

  test('a report that says which operation it is about needs nobody', async () => {
    const { receive, stateOf } = department();
    const facts = operated('lind', 'lind');
    await receive(facts);
    const said = report('or1', { authorId: 'lind', procedureId: 'o2' });
    await receive({ ...facts, documents: [...facts.documents, said] });
    expect(await stateOf(reportOf('o1'))).toBe('assigned');
    expect(await stateOf(reportOf('o2'))).toBe('cleared');
  });

  test('while another works on it: it is not taken out of their hands', async () => {
    const house = department();
    const { receive, send, stateOf } = house;
    await receive(stay);
    await holds(house, `${summary}/cure`);
    await receive({ ...stay, documents: [...stay.documents, complete] });
    expect(await stateOf(summary)).toBe('needsReanalysis');
    await send(summary, { type: 'deficiency.resolve', documentId: 'ds0' });
    expect(await stateOf(summary)).toBe('cleared');
  });

  test('a claim that has run out keeps nothing', async () => {
    const house = department();
    await house.receive(stay);
    await holds(house, `${summary}/cure`);
    house.clock.now += 60_001;
    await house.receive({ ...stay, documents: [...stay.documents, complete] });
    expect(await house.stateOf(summary)).toBe('cleared');
  });

  test('a dictation (DI) moves the same deficiency on; it is still open and still due', async () => {
    const { receive, open, stateOf, store } = department();
    await receive(stay);
    const dictated = { ...unsignedSummary, completionStatus: 'DI' } as const;
    await receive({ ...stay, documents: [...stay.documents, dictated] });
    expect(await stateOf(summary)).toEqual({ inProgress: 'dictated' });
    expect((await store.load(summary))?.isOpen).toBe(true);
    const waiting = await store.tasksOf(summary);
    expect(waiting.map((task) => [task.listState, task.dueOn])).toEqual([
      ['waiting', '2026-12-09'],
    ]);
    expect((await open()).map((task) => task.instanceId)).toEqual(['chart.e1']);
  });

  test.each(['DO', 'PA', 'AU'] as const)(
    'an unsigned one (%s) takes its place, for its author, with the clock unbroken',
    async (completionStatus) => {
      const { receive, store, stateOf } = department(at('2026-11-04T21:00:00Z'));
      const facts = operated('lind');
      await receive(facts);
      const before = (await store.load(reportOf('o1')))?.context.finding as { clock: unknown };
      const unsigned = report('or1', {
        authorId: 'ward',
        completionStatus,
        docStatus: 'preliminary',
        // Signed by one who may not sign for it.
        signerId: completionStatus === 'AU' ? 'cole' : null,
        signedAt: null,
      });
      await receive({ ...facts, documents: [...facts.documents, unsigned] });
      expect(await stateOf(reportOf('o1'))).toBe('cleared');
      const now = await store.load('deficiency.e1.unsigned.or1');
      expect(now?.practitionerId).toBe('ward');
      expect(now?.context.finding).toMatchObject({ clock: before.clock });
    },
  );

  test('taken back, it opens again what it cleared', async () => {
    const { receive, stateOf } = department();
    await receive(stay);
    await receive({ ...stay, documents: [...stay.documents, complete] });
    expect(await stateOf(summary)).toBe('cleared');
    const takenBack = { ...complete, docStatus: 'entered-in-error' } as const;
    await receive({ ...stay, documents: [...stay.documents, takenBack] });
    expect(await stateOf(summary)).toBe('assigned');
  });
});

describe('signed by someone without a finding that it was the one assigned (AU)', () => {
  const bySigner = (signerId: string, more = {}) =>
    signed('ds0', 'discharge-summary', '2026-11-09T18:00:00Z', {
      completionStatus: 'AU',
      authorId: 'ward',
      signerId,
      ...more,
    });
  const isOpen = async (document: ReturnType<typeof bySigner>, site = {}) => {
    const { receive, store } = department();
    await receive({ ...stay, documents: [...stay.documents, document] }, site);
    return (await store.load('deficiency.e1.unsigned.ds0')) !== undefined;
  };

  test('is done when its author, the attending or the one its sender names has signed', async () => {
    expect(await isOpen(bySigner('ward'))).toBe(false);
    expect(await isOpen(bySigner('reyes'))).toBe(false);
    expect(await isOpen(bySigner('cole', { assignedSignerIds: ['cole'] }))).toBe(false);
  });

  test('stays unsigned when another has, unless a cover who may sign did at that time', async () => {
    expect(await isOpen(bySigner('cole'))).toBe(true);
    const signedAt = at('2026-11-09T18:00:00Z');
    const maySignFor = (signer: string, author: string, when: number) =>
      signer === 'cole' && author === 'ward' && when === signedAt;
    expect(await isOpen(bySigner('cole'), { maySignFor })).toBe(false);
    expect(await isOpen(bySigner('osei'), { maySignFor })).toBe(true);
  });
});

describe('re-analysis', () => {
  const analysed = async () => {
    const house = department();
    await house.receive({ ...stay, documents: [...stay.documents, complete] });
    await house.send('chart.e1', { type: 'analysis.finish' });
    expect((await house.store.load('chart.e1'))?.isOpen).toBe(false);
    return house;
  };
  const facts = { ...stay, documents: [...stay.documents, complete] };

  test('a late document that cures nothing opens a complete chart once, however often it is told', async () => {
    const house = await analysed();
    const late = signed('pn1', 'progress-note', '2026-11-09T12:00:00Z');
    const told = { ...facts, documents: [...facts.documents, late], arrived: ['pn1'] };
    await house.receive(told);
    await house.receive({ ...told, version: 3, arrived: [] });
    expect((await house.open()).map((task) => task.key)).toEqual(['reanalysis']);
    const types = (await house.store.history('chart.e1')).map((entry) => entry.type);
    expect(types.filter((type) => type === 'completion.reopen')).toHaveLength(1);
    await house.send('chart.e1', { type: 'reanalysis.finish' });
    expect((await house.store.load('chart.e1'))?.isOpen).toBe(false);
  });

  test('a document that its own deficiency waited for clears it, and nobody looks again', async () => {
    const house = department();
    await house.receive(stay);
    await house.send('chart.e1', { type: 'analysis.finish' });
    await house.receive({ ...facts, arrived: ['ds0'] });
    expect(await house.open()).toEqual([]);
    expect((await house.store.load('chart.e1'))?.isOpen).toBe(false);
  });

  test('a cancelled discharge puts a complete chart back in house; the next discharge is analysed anew', async () => {
    const house = await analysed();
    await house.receive({ ...facts, status: 'in-progress', dischargedAt: null });
    expect((await house.store.load('chart.e1'))?.isOpen).toBe(true);
    await house.receive({ ...facts, version: 4 });
    expect((await house.open()).map((task) => task.key)).toEqual(['analysis']);
  });
});

describe('declining', () => {
  test('needs a reason, is the owner’s alone, and comes back with the law’s clock unbroken when refused', async () => {
    const { receive, send, open, stateOf } = department();
    await receive(stay);
    const decline = { type: 'deficiency.decline', reason: 'Not my patient' };
    await expect(send(summary, { ...decline, reason: 'x' }, physician)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(send(summary, decline, analyst)).rejects.toMatchObject({ code: 'not-permitted' });
    await send(summary, decline, physician);
    expect((await open()).find((task) => task.instanceId === summary)?.key).toBe('declined');
    await send(summary, { type: 'deficiency.refuse-decline', reason: 'You were the attending' });
    expect(await stateOf(summary)).toBe('assigned');
    expect((await open()).find((task) => task.instanceId === summary)?.dueOn).toBe('2026-12-09');
  });

  test('a reassignment after it gives the new owner a clock of their own', async () => {
    const { receive, send, open } = department(at('2026-11-12T15:00:00Z'));
    await receive(stay);
    await send(summary, { type: 'deficiency.decline', reason: 'Not my patient' }, physician);
    await send(summary, { type: 'deficiency.assign', practitionerId: 'lind' });
    const task = (await open()).find((one) => one.instanceId === summary);
    expect([task?.practitionerId, task?.dueOn]).toEqual(['lind', '2026-12-09']);
    expect(task?.accountableDueAt).toBe(at('2026-12-13T04:59:59.999Z'));
  });
});

describe('what a person raises', () => {
  const raise = { type: 'deficiency.raise', note: 'The left side is not stated' };

  test('at a place in a document, for its author, due with the chart; no arrival takes it away', async () => {
    const { receive, send, open, store } = department(at('2026-11-12T15:00:00Z'));
    await receive(stay);
    await send('chart.e1', {
      ...raise,
      kind: 'missing-element',
      documentType: 'history-and-physical',
      documentId: 'hp1',
      practitionerId: 'reyes',
      page: 2,
      quote: 'the extremity',
    });
    const id = 'deficiency.e1.raised.1';
    const task = (await open()).find((one) => one.instanceId === id);
    expect([task?.practitionerId, task?.dueOn]).toEqual(['reyes', '2026-12-09']);
    expect((await store.load(id))?.context.finding).toMatchObject({
      place: { page: 2, quote: 'the extremity' },
    });
    await receive({ ...stay, version: 2, documents: [...stay.documents, complete] });
    expect((await store.load(id))?.state).toBe('assigned');
    await send(id, { type: 'deficiency.answer', answer: 'Left' }, physician);
    await send(id, { type: 'deficiency.reject', reason: 'Not in the record yet' });
    expect((await store.load(id))?.state).toBe('assigned');
    await send(id, { type: 'deficiency.complete', reason: 'Addendum of today' });
    await send(id, { type: 'deficiency.verify' });
    expect((await store.load(id))?.isOpen).toBe(false);
  });

  test('a finding about content goes to those who look into content, never on a signature list, and keeps no chart open', async () => {
    const { receive, send, open, store } = department();
    await receive({ ...stay, documents: [...stay.documents, complete] });
    await send('chart.e1', {
      ...raise,
      kind: 'qualitative',
      documentType: 'history-and-physical',
      documentId: 'hp1',
      practitionerId: 'reyes',
      refersTo: 'cdi',
    });
    const task = (await open()).find((one) => one.instanceId === 'deficiency.e1.raised.1');
    expect([task?.queue, task?.practitionerId]).toEqual(['content-findings', null]);
    await send('chart.e1', { type: 'analysis.finish' });
    expect((await store.load('chart.e1'))?.isOpen).toBe(false);
  });

  test('refuses what names no document, and a missing document that has one', async () => {
    const { receive, send, store } = department();
    await receive(stay);
    const refused = { code: 'invalid-input' };
    const base = { ...raise, documentType: 'consultation' };
    await expect(send('chart.e1', { ...base, kind: 'misfile' })).rejects.toMatchObject(refused);
    await expect(
      send('chart.e1', { ...base, kind: 'missing-document', documentId: 'x' }),
    ).rejects.toMatchObject(refused);
    await expect(
      send('chart.e1', { ...base, kind: 'missing-document' }, physician),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    expect(await store.load('deficiency.e1.raised.1')).toBeUndefined();
  });
});

describe('holds, identity and retirement', () => {
  test('a legal hold and a review hold stop no clock of law', async () => {
    const { receive, send, open, pass } = department();
    await receive(stay);
    await send('chart.e1', {
      type: 'chart.hold',
      reason: 'Peer review',
      returnOn: '2026-12-20',
    });
    const privacy = {
      id: 'pia',
      name: 'Pia',
      grants: [{ role: 'privacy-officer' as const, facilities: '*' as const }],
    };
    await expect(
      send('chart.e1', { type: 'legal-hold.place', reason: 'Subpoena' }),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    await send('chart.e1', { type: 'legal-hold.place', reason: 'Subpoena' }, privacy);
    await pass(at('2026-12-10T05:00:00Z'));
    const task = (await open()).find((one) => one.instanceId === summary);
    expect([task?.dueOn, task?.rank]).toEqual(['2026-12-09', -1]);
  });

  test('while it is disputed whose record it is, the chart does not close', async () => {
    const { receive, send, store, open } = department();
    await receive({ ...stay, documents: [...stay.documents, complete] });
    await send('chart.e1', { type: 'identity.dispute', reason: 'Two patients of one name' });
    await send('chart.e1', { type: 'analysis.finish' });
    expect((await store.load('chart.e1'))?.isOpen).toBe(true);
    expect((await open()).map((task) => task.key)).toEqual(['identity']);
    await send('chart.e1', { type: 'identity.confirm', reason: 'Compared with registration' });
    expect((await store.load('chart.e1'))?.isOpen).toBe(false);
    await send('chart.e1', { type: 'identity.dispute', reason: 'The birth date differs' });
    expect((await store.load('chart.e1'))?.isOpen).toBe(true);
  });

  test('a committee retires what nobody can complete; the log keeps it, the lists do not, and nothing opens it again', async () => {
    const { receive, send, store, open } = department();
    await receive(stay);
    const retire = {
      type: 'chart.retire',
      committeeReference: 'HIM committee 2026-11',
      decidedOn: '2026-11-20',
      statement: 'The attending has died',
    };
    await expect(send('chart.e1', retire)).rejects.toMatchObject({ code: 'not-permitted' });
    await send('chart.e1', retire, lead);
    expect((await store.load(summary))?.state).toBe('retired');
    const chart = await store.load('chart.e1');
    expect(chart).toMatchObject({ isOpen: false, state: { completion: 'retired' } });
    const unsigned = signed('pn1', 'progress-note', '2026-11-09T12:00:00Z', {
      completionStatus: 'PA',
      docStatus: 'preliminary',
      signerId: null,
      signedAt: null,
    });
    await receive({ ...stay, version: 2, documents: [...stay.documents, unsigned] });
    expect((await open()).filter((task) => task.queue.startsWith('deficienc'))).toEqual([]);
    expect((await store.history(summary)).at(-1)?.type).toBe('deficiency.retire');
  });
});

describe('facts that no rule can be trusted with', () => {
  test('stand before the analysis, each with what to find out, until they are mended or accepted', async () => {
    const { receive, open, send } = department();
    const bad = { ...stay, attendingId: null, admittedAt: at('2026-11-20T00:00:00Z') };
    await receive(bad);
    expect(
      (await open())
        .filter((task) => task.queue === 'chart-analysis')
        .map((task) => task.key)
        .sort(),
    ).toEqual(['fact-discharge-before-admission', 'fact-no-attending']);
    await expect(send('chart.e1', { type: 'analysis.finish' })).rejects.toMatchObject({
      code: 'not-allowed-now',
    });
    await receive({ ...bad, version: 2, admittedAt: stay.admittedAt });
    expect((await open()).map((task) => task.key)).toContain('fact-no-attending');
    await expect(
      send('chart.e1', { type: 'exception.accept', reason: 'Closed ward' }),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    await send('chart.e1', { type: 'exception.accept', reason: 'Closed ward' }, lead);
    expect((await open()).map((task) => task.key)).toContain('analysis');
  });
});

describe('a countersignature', () => {
  const training = {
    supervisorOf: (id: string) => (id === 'resident' ? 'osei' : undefined),
  };
  const byResident = signed('ds1', 'discharge-summary', '2026-11-09T18:00:00Z', {
    authorId: 'resident',
  });

  test('is the supervising physician’s, of what one in training signed alone', async () => {
    const { receive, open, stateOf } = department();
    await receive({ ...stay, documents: [...stay.documents, byResident] }, training);
    const id = 'deficiency.e1.cosign.ds1';
    expect((await open()).find((task) => task.instanceId === id)?.practitionerId).toBe('osei');
    const both = { ...byResident, version: 2, signerId: 'osei' };
    await receive({ ...stay, version: 2, documents: [...stay.documents, both] }, training);
    expect(await stateOf(id)).toBe('cleared');
  });

  test('is asked of nobody else', async () => {
    const { receive, store } = department();
    const alone = { ...byResident, authorId: 'reyes', signerId: 'reyes' };
    await receive({ ...stay, documents: [...stay.documents, alone] }, training);
    expect(await store.load('deficiency.e1.cosign.ds1')).toBeUndefined();
  });
});

test('the system’s own acts are nobody else’s', async () => {
  const { receive, send } = department();
  await receive(stay);
  const pass = { type: 'deficiency.level-pass', level: 1 };
  await expect(send(summary, pass, lead)).rejects.toMatchObject({ code: 'not-permitted' });
  await send(summary, pass, system);
});

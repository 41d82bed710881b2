import { describe, expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import type { ChartFacts } from '../../model/chart-facts.ts';
import type { FacilityPolicy } from '../../model/facility.ts';
import { roles, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { runExamples } from '../../rules/examples.ts';
import { defaultRuleSets, evaluateChart } from './evaluate-chart.ts';
import { chart, chartCompletion, deficiency } from './workflow.ts';

const policy: FacilityPolicy = {
  facility: 'north',
  name: 'North Hospital',
  zone: 'America/New_York',
  goLiveOn: '2026-01-01',
  settleLagHours: 0,
};
const analyst: User = {
  id: 'ana',
  name: 'Ana Lyst',
  grants: [{ role: 'analyst', facilities: ['north'] }],
};
const physician: User = {
  id: 'reyes',
  name: 'Dr Reyes',
  practitionerId: 'reyes',
  grants: [{ role: 'physician', facilities: ['north'] }],
};
const at = (iso: string): number => Date.parse(iso);

const stay: ChartFacts = {
  encounterId: 'e1',
  patientId: 'p1',
  facility: 'north',
  version: 1,
  class: 'IMP',
  service: null,
  status: 'discharged',
  admittedAt: at('2026-11-03T14:00:00Z'),
  dischargedAt: at('2026-11-09T16:30:00Z'),
  disposition: '01',
  attendingId: 'reyes',
  admittingId: null,
  documents: [
    {
      id: 'hp1',
      version: 1,
      type: 'history-and-physical',
      title: 'History and physical',
      docStatus: 'final',
      completionStatus: 'LA',
      authorId: 'reyes',
      signerId: 'reyes',
      filedAt: at('2026-11-03T18:00:00Z'),
      signedAt: at('2026-11-03T18:00:00Z'),
    },
  ],
  procedures: [],
};
const unsignedSummary: ChartFacts['documents'][number] = {
  id: 'ds1',
  version: 1,
  type: 'discharge-summary',
  title: 'Discharge summary',
  docStatus: 'preliminary',
  completionStatus: 'PA',
  authorId: 'reyes',
  signerId: null,
  filedAt: at('2026-11-10T18:00:00Z'),
  signedAt: null,
};

function department(now = at('2026-11-10T12:00:00Z')) {
  const clock = { now };
  const store = createMemoryStore(() => clock.now);
  let n = 0;
  const newId = () => `id-${++n}`;
  const engine = createEngine({ registry: createRegistry([chartCompletion]), store, newId });
  const receive = (facts: ChartFacts) => {
    const evaluation = evaluateChart(facts, policy);
    return engine.receive({
      rows: {},
      families: evaluation === null ? [] : [evaluation],
      eventId: newId(),
      cause: 'message:test',
      at: clock.now,
    });
  };
  const open = async () => {
    const queues = ['chart-analysis', 'deficiencies', 'deficiency-triage', 'delinquency'];
    const pages = await Promise.all(
      queues.map((queue) =>
        store.tasks({
          scope: { queue, title: '', facilities: '*', practitionerId: null },
          listState: 'open',
          limit: 100,
        }),
      ),
    );
    return pages.flatMap((page) => page.tasks);
  };
  return { clock, store, engine, receive, open };
}

describe('chart completion', () => {
  test('every example of the default rules holds', () => {
    const failures = defaultRuleSets
      .flatMap((set) => set.tables)
      .flatMap((table) => runExamples(table).map((result) => ({ table: table.id, ...result })))
      .filter((result) => !result.ok);
    expect(failures).toEqual([]);
  });

  test('a discharged stay without a summary gets one chart and a deficiency due 30 local days after discharge', async () => {
    const { receive, open } = department();
    await receive(stay);
    const tasks = await open();
    expect(tasks.map((task) => task.id).sort()).toEqual([
      'chart.e1/analysis',
      'deficiency.e1.missing-document.discharge-summary/cure',
    ]);
    const cure = tasks.find((task) => task.key === 'cure');
    expect(cure?.dueOn).toBe('2026-12-09');
    expect(cure?.dueAt).toBe(at('2026-12-10T04:59:59.999Z'));
    expect(cure?.rule?.citation).toBe('42 CFR 482.24(c)(4)(vii), (viii)');
    expect(cure?.practitionerId).toBe('reyes');
  });

  test('an ambulatory visit makes no work, nor does a stay from before go-live', async () => {
    const { receive, open, store } = department();
    await receive({ ...stay, class: 'AMB', documents: [] });
    await receive({ ...stay, encounterId: 'e0', dischargedAt: at('2025-12-31T20:00:00Z') });
    expect(await open()).toEqual([]);
    expect(await store.load('chart.e1')).toBeUndefined();
  });

  test('an unsigned summary takes the place of the missing one; the physician signs and the chart completes', async () => {
    const { receive, open, engine, store } = department();
    await receive(stay);
    await receive({ ...stay, version: 2, documents: [...stay.documents, unsignedSummary] });
    const tasks = await open();
    expect(tasks.map((task) => task.id).sort()).toEqual([
      'chart.e1/analysis',
      'deficiency.e1.unsigned.ds1/cure',
    ]);
    expect((await store.load('deficiency.e1.missing-document.discharge-summary'))?.state).toBe(
      'cleared',
    );
    await engine.send('chart.e1', { type: 'analysis.finish' }, { user: analyst });
    const hash = 'a'.repeat(64);
    await engine.send(
      'deficiency.e1.unsigned.ds1',
      { type: 'deficiency.sign', documentId: 'ds1', contentHash: hash },
      { user: physician },
    );
    const chart = await store.load('chart.e1');
    expect(chart?.isOpen).toBe(false);
    expect(await open()).toEqual([]);
    expect(
      (await store.effects('deficiency.e1.unsigned.ds1')).map((effect) => [
        effect.key,
        effect.type,
      ]),
    ).toEqual([['deficiency.e1.unsigned.ds1/2/0', 'postSignature']]);
    const history = await store.history('chart.e1');
    expect(history.map((entry) => entry.type)).toEqual([
      'start',
      'findings.report',
      'findings.report',
      'analysis.finish',
      'completion.reach',
    ]);
  });

  test('refuses a signature by another physician, by an analyst, and of another document', async () => {
    const { receive, engine } = department();
    await receive({ ...stay, documents: [...stay.documents, unsignedSummary] });
    const sign = { type: 'deficiency.sign', documentId: 'ds1', contentHash: 'a'.repeat(64) };
    const id = 'deficiency.e1.unsigned.ds1';
    const other = { ...physician, practitionerId: 'lind' };
    await expect(engine.send(id, sign, { user: other })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(engine.send(id, sign, { user: analyst })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(
      engine.send(id, { ...sign, documentId: 'hp1' }, { user: physician }),
    ).rejects.toMatchObject({
      code: 'not-allowed-now',
    });
  });

  test('a document taken back opens its deficiency and its complete chart again, once', async () => {
    const { receive, engine, open, store } = department();
    await receive(stay);
    await receive({
      ...stay,
      documents: [
        ...stay.documents,
        { ...unsignedSummary, completionStatus: 'LA', docStatus: 'final' },
      ],
    });
    await engine.send('chart.e1', { type: 'analysis.finish' }, { user: analyst });
    expect((await store.load('chart.e1'))?.isOpen).toBe(false);
    await receive(stay);
    await receive(stay);
    expect((await open()).map((task) => task.id).sort()).toEqual([
      'chart.e1/reanalysis',
      'deficiency.e1.missing-document.discharge-summary/cure',
    ]);
    expect((await store.load('chart.e1'))?.isOpen).toBe(true);
  });

  test('a cancelled discharge puts the chart back in house and clears what was due after discharge', async () => {
    const { receive, open, store } = department();
    await receive(stay);
    await receive({ ...stay, status: 'in-progress', dischargedAt: null });
    expect(await open()).toEqual([]);
    const chart = await store.load('chart.e1');
    expect(chart?.isOpen).toBe(true);
    expect(chart?.state).toMatchObject({ analysis: { inHouse: 'waiting' } });
  });

  test('the settle lag holds analysis back and then lets it begin by itself', async () => {
    const { engine, open, store, clock } = department();
    const slow = evaluateChart(stay, { ...policy, settleLagHours: 48 });
    await engine.receive({
      rows: {},
      families: slow ? [slow] : [],
      eventId: 'm',
      cause: 'message:m',
      at: clock.now,
    });
    expect((await open()).map((task) => task.key)).toEqual(['cure']);
    clock.now = at('2026-11-11T16:30:00Z') - 1;
    expect(await store.leaseDeadlines(10, 1000)).toEqual([]);
    clock.now += 1;
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
    expect((await open()).map((task) => task.key).sort()).toEqual(['analysis', 'cure']);
  });

  test('a chart becomes delinquent on day 31, not on day 30, and its deficiency is noticed as overdue', async () => {
    const { receive, engine, open, store, clock } = department();
    await receive(stay);
    clock.now = at('2026-12-10T04:59:59.999Z');
    expect(await store.leaseDeadlines(10, 1000)).toEqual([]);
    clock.now += 1;
    for (const row of await store.leaseDeadlines(10, 1000))
      expect(await engine.fire(row)).toBe(true);
    expect((await open()).find((task) => task.queue === 'delinquency')?.key).toBe('delinquent');
    const effects = await store.effects('deficiency.e1.missing-document.discharge-summary');
    expect(effects.map((effect) => effect.type)).toEqual(['notifyOverdue']);
    clock.now += 60_000;
    expect(await store.leaseDeadlines(10, 1000)).toEqual([]);
  });

  test('a declined deficiency waits for the analyst, who upholds or refuses', async () => {
    const { receive, engine, open, store } = department();
    await receive(stay);
    const id = 'deficiency.e1.missing-document.discharge-summary';
    await engine.send(
      id,
      { type: 'deficiency.decline', reason: 'Not my patient' },
      { user: physician },
    );
    expect((await open()).find((task) => task.instanceId === id)?.queue).toBe('deficiency-triage');
    await engine.send(
      id,
      { type: 'deficiency.uphold-decline', reason: 'Transferred' },
      { user: analyst },
    );
    expect((await store.load(id))?.isOpen).toBe(false);
  });
});

describe('who may send what', () => {
  const cases = [chart, deficiency].flatMap((workflow) =>
    Object.entries(workflow.access.events).flatMap(([type, permission]) =>
      roles.map((role) => [workflow.id, type, role, permission] as const),
    ),
  );

  test.each(cases)('%s: %s by the role %s', async (workflow, type, role, permission) => {
    const { receive, engine, store } = department();
    await receive({ ...stay, documents: [...stay.documents, unsignedSummary] });
    const id = workflow === 'chart' ? 'chart.e1' : 'deficiency.e1.unsigned.ds1';
    const send = async (user: User): Promise<string> => {
      const before = (await store.load(id))?.version;
      const refusal = await engine.send(id, { type }, { user }).then(
        () => 'none',
        (error: { code?: string }) => error.code ?? String(error),
      );
      if (refusal !== 'none') expect((await store.load(id))?.version).toBe(before);
      return refusal;
    };
    const grants = [{ role, facilities: ['north'] }];
    const stranger: User = { id: 'x', name: 'X', grants };
    const elsewhere: User = { ...stranger, grants: [{ role, facilities: ['south'] }] };
    const owner: User = { ...stranger, practitionerId: 'reyes' };
    expect(await send(elsewhere)).toBe('not-permitted');
    if (!permission.roles.includes(role)) expect(await send(stranger)).toBe('not-permitted');
    const mayAsOwner = permission.roles.includes(role) || permission.own?.includes(role) === true;
    if (mayAsOwner) expect(await send(owner)).not.toBe('not-permitted');
    else expect(await send(owner)).toBe('not-permitted');
  });
});

import { describe, expect, test } from 'vitest';
import { maySee } from '../../access.ts';
import { roles, systemUser, type User } from '../../model/user.ts';
import { runExamples } from '../../rules/examples.ts';
import {
  analyst,
  at,
  department,
  physician,
  policy,
  site,
  stay,
  unsignedSummary,
} from './department.fixture.ts';
import { defaultRuleSets, evaluateChart } from './evaluate-chart.ts';
import { chart, deficiency } from './workflow.ts';

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
    const slow = evaluateChart(stay, {
      ...site,
      policy: { ...policy, settleLagHours: 48 },
    });
    await engine.receive({
      rows: {},
      families: [slow],
      eventId: 'm',
      cause: 'message:m',
      at: clock.now,
    });
    expect(await open()).toEqual([]);
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
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
    expect((await open()).map((task) => task.queue)).not.toContain('delinquency');
    clock.now += 1;
    for (const row of await store.leaseDeadlines(10, 1000))
      expect(await engine.fire(row)).toBe(true);
    expect((await open()).find((task) => task.queue === 'delinquency')?.key).toBe('delinquent');
    const effects = await store.effects('deficiency.e1.missing-document.discharge-summary');
    expect(effects.map((effect) => effect.type)).toContain('notifyOverdue');
    clock.now += 60_000;
    expect(await store.leaseDeadlines(10, 1000)).toEqual([]);
  });

  test('a signature holds for the words that were signed: other unsigned words want another, the same ones do not', async () => {
    const { receive, engine, store } = department();
    const unsigned = { ...stay, documents: [...stay.documents, unsignedSummary] };
    await receive(unsigned);
    const id = 'deficiency.e1.unsigned.ds1';
    const sign = { type: 'deficiency.sign', documentId: 'ds1', contentHash: 'a'.repeat(64) };
    await engine.send(id, sign, { user: physician });
    await receive({ ...unsigned, version: 2 });
    expect((await store.load(id))?.state).toBe('verified');
    const edited = { ...unsignedSummary, version: 2, contentKey: 'words-2' };
    await receive({ ...stay, version: 3, documents: [...stay.documents, edited] });
    expect((await store.load(id))?.state).toBe('assigned');
    await engine.send(id, sign, { user: physician });
    expect((await store.load(id))?.isOpen).toBe(false);
  });

  test('what opens again after the encounter was cancelled is cleared: a stay that was not lacks nothing', async () => {
    const { receive, engine, open, store } = department();
    await receive({ ...stay, documents: [...stay.documents, unsignedSummary] });
    const id = 'deficiency.e1.unsigned.ds1';
    const sign = { type: 'deficiency.sign', documentId: 'ds1', contentHash: 'a'.repeat(64) };
    await engine.send(id, sign, { user: physician });
    await receive({ ...stay, version: 2, status: 'cancelled', dischargedAt: null, documents: [] });
    const fail = { type: 'deficiency.signature-fail', reason: 'refused' };
    await engine.send(id, fail, { user: systemUser });
    expect([(await store.load(id))?.state, (await store.load('chart.e1'))?.isOpen]).toEqual([
      'cleared',
      false,
    ]);
    expect(await open()).toEqual([]);
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

  test('a discharge corrected to a later day moves the clock of what is open, and takes delinquency back', async () => {
    const { receive, engine, open, store, clock } = department(at('2026-12-10T04:59:59.999Z'));
    await receive(stay);
    clock.now += 1;
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
    expect((await open()).map((task) => task.queue)).toContain('delinquency');
    await receive({ ...stay, version: 2, dischargedAt: at('2026-11-20T16:30:00Z') });
    const tasks = await open();
    expect(tasks.map((task) => [task.key, task.dueOn, task.rank === 0]).toSorted()).toEqual([
      ['analysis', '2026-12-20', true],
      ['cure', '2026-12-20', true],
    ]);
    const id = 'deficiency.e1.missing-document.discharge-summary';
    expect((await store.history(id)).at(-1)).toMatchObject({
      type: 'deficiency.revise',
      cause: 'message:test',
    });
    clock.now = at('2026-12-21T05:00:00Z');
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
    expect((await open()).map((task) => task.key)).toContain('delinquent');
    const told = (await store.effects(id)).filter(({ type }) => type === 'notifyOverdue');
    expect(told).toHaveLength(2);
  });

  test('a discharge corrected to before go-live clears what its wrong date opened', async () => {
    const { receive, engine, open, store, clock } = department(at('2026-12-11T12:00:00Z'));
    await receive(stay);
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
    clock.now += 1;
    await receive({ ...stay, version: 2, dischargedAt: at('2025-11-09T16:30:00Z') });
    expect((await open()).map((task) => [task.key, task.dueOn])).toEqual([['analysis', '']]);
  });

  test('the same facts told again revise nothing', async () => {
    const { receive, store } = department();
    await receive(stay);
    await receive({ ...stay, version: 2, service: 'MED' });
    const history = await store.history('deficiency.e1.missing-document.discharge-summary');
    expect(history.map((entry) => entry.type)).toEqual(['start']);
  });

  test('a message of the stay that tells the chart nothing writes nothing; one that does is on record', async () => {
    const { receive, store } = department();
    await receive(stay);
    const before = await store.history('chart.e1');
    await receive({ ...stay, version: 2, arrived: [] });
    await receive({ ...stay, version: 3, service: 'MED' });
    expect(await store.history('chart.e1')).toEqual(before);
    await receive({ ...stay, version: 4, class: 'ACUTE' });
    expect(await store.history('chart.e1')).toHaveLength(before.length + 1);
  });

  test('another attending takes over what the rules gave the first, with a clock of their own; what a person assigned stays', async () => {
    const { receive, engine, open, store } = department(at('2026-11-12T15:00:00Z'));
    const ofRules = 'deficiency.e1.missing-document.discharge-summary';
    const ofPerson = 'deficiency.e1.unsigned.ds1';
    const documents = [{ ...unsignedSummary, type: 'progress-note' as const }];
    await receive({ ...stay, documents });
    const assign = { type: 'deficiency.assign', practitionerId: 'ward' };
    await engine.send(ofPerson, assign, { user: analyst });
    await receive({ ...stay, version: 2, attendingId: 'lind', documents });
    const owners = new Map((await open()).map((task) => [task.instanceId, task]));
    expect(owners.get(ofRules)).toMatchObject({ practitionerId: 'lind', dueOn: '2026-12-09' });
    expect(owners.get(ofRules)?.accountableDueAt).toBe(at('2026-12-13T04:59:59.999Z'));
    expect(owners.get(ofPerson)?.practitionerId).toBe('ward');
    expect((await store.history(ofPerson)).map((entry) => entry.type)).toEqual([
      'start',
      'deficiency.assign',
    ]);
  });

  test('a reassignment starts the accountability clock at that instant, whatever the sender says, and leaves the law’s', async () => {
    const { receive, engine, open } = department(at('2026-11-12T15:00:00Z'));
    await receive(stay);
    const id = 'deficiency.e1.missing-document.discharge-summary';
    const assign = { type: 'deficiency.assign', practitionerId: 'lind' };
    await engine.send(id, { ...assign, at: at('2030-01-01T00:00:00Z') }, { user: analyst });
    const task = (await open()).find((one) => one.instanceId === id);
    expect(task?.dueOn).toBe('2026-12-09');
    expect(task?.accountableDueAt).toBe(at('2026-12-13T04:59:59.999Z'));
  });

  test('a stay confirmed in house is asked about again thirty days later, not at once', async () => {
    const { receive, engine, open, store, clock } = department(at('2026-11-10T12:00:00Z'));
    await receive(stay);
    await receive({ ...stay, version: 2, status: 'in-progress', dischargedAt: null });
    clock.now = at('2027-09-01T12:00:00Z');
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
    expect((await open()).map((task) => task.key)).toEqual(['stay-check']);
    await engine.send('chart.e1', { type: 'stay.confirm' }, { user: analyst });
    expect(await store.nextDueAt()).toBe(at('2027-10-01T12:00:00Z'));
  });

  test('only an operation with anesthesia asks for its evaluation, wherever it stands among the operations', async () => {
    const { receive, open } = department();
    const operation = {
      title: 'Operation',
      startedAt: at('2026-11-04T14:00:00Z'),
      endedAt: at('2026-11-04T15:00:00Z'),
      surgeonId: 'lind',
      anesthesiologistId: null,
      isOperation: true,
      hasAnesthesia: false,
    };
    const filed = (id: string, type: (typeof unsignedSummary)['type']) =>
      ({ ...unsignedSummary, id, type, docStatus: 'final', completionStatus: 'LA' }) as const;
    await receive({
      ...stay,
      procedures: [
        { ...operation, id: 'o1' },
        { ...operation, id: 'o2', hasAnesthesia: true, anesthesiologistId: 'ward' },
      ],
      documents: [
        ...stay.documents,
        filed('or1', 'operative-report'),
        filed('pae1', 'post-anesthesia-evaluation'),
      ],
    });
    expect((await open()).map((task) => task.instanceId).sort()).toEqual([
      'chart.e1',
      'deficiency.e1.missing-document.anesthesia-evaluation.o2',
      'deficiency.e1.missing-document.anesthesia-record.o2',
      'deficiency.e1.missing-document.discharge-summary',
      'deficiency.e1.missing-document.informed-consent.o1',
      'deficiency.e1.missing-document.informed-consent.o2',
      // One report for two operations by one surgeon: a person says whose it is.
      'deficiency.e1.missing-document.operative-report.o1',
      'deficiency.e1.missing-document.operative-report.o2',
    ]);
  });

  test('a physician who is the patient of a chart may neither see nor sign in it', async () => {
    const { receive, engine } = department();
    await receive({ ...stay, documents: [...stay.documents, unsignedSummary] });
    const treated: User = { ...physician, practitionerId: 'lind', patientId: 'p1' };
    const sign = { type: 'deficiency.sign', documentId: 'ds1', contentHash: 'a'.repeat(64) };
    await expect(
      engine.send('deficiency.e1.unsigned.ds1', sign, { user: treated }),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    const instance = await engine.store.load('chart.e1');
    expect(instance && maySee(chart.access, treated, instance)).toBe(false);
  });

  test('a start repeated under its key is one start for its user, and refused to everyone else', async () => {
    const { engine, store } = department();
    const feed: User = { id: 'feed', name: 'F', grants: [{ role: 'system', facilities: '*' }] };
    const evaluation = evaluateChart(stay, site);
    const [first] = evaluation.events;
    const input = first !== undefined && 'start' in first ? first.input : null;
    const key = { id: 'chart.feed.k', eventId: 'key:k' };
    const start = (user: User, of: unknown = input) => engine.start('chart', of, { user, ...key });
    expect((await start(feed)).wasKnown).toBe(false);
    expect((await start(feed)).wasKnown).toBe(true);
    const reused = { code: 'event-id-reused' };
    await expect(start(feed, { ...(input as object), zone: 'UTC' })).rejects.toMatchObject(reused);
    await expect(start({ ...feed, id: 'x' })).rejects.toMatchObject(reused);
    await expect(start(analyst)).rejects.toMatchObject(reused);
    expect(await store.history('chart.feed.k')).toHaveLength(1);
  });

  test('findings that cannot be read are refused before the family is planned', async () => {
    const { receive, engine } = department();
    await receive(stay);
    const feed: User = { ...analyst, grants: [{ role: 'system', facilities: '*' }] };
    await expect(
      engine.send('chart.e1', { type: 'findings.report' }, { user: feed }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
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

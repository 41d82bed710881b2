import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEngine, createRegistry, type User, workflows } from '../engine/index.ts';
import type { Store } from '../engine/store.ts';
import { paperChartLoan } from '../examples/own-workflow/workflow.ts';
import { describeRecords } from './record-conformance.ts';
import { auditRow, taskStep } from './stored-rows.ts';
import { describeTaskLists } from './task-list-conformance.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Moves the store's clock. */
  setNow(at: number): void;
  close(): Promise<void>;
}

const start = Date.parse('2026-11-02T15:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;
const clerk: User = {
  id: 'clerk',
  name: 'File Clerk',
  grants: [{ role: 'analyst', facilities: '*' }],
};
const loan = {
  facility: 'north',
  patientId: 'p1',
  zone: 'America/New_York',
  borrower: 'Clinic 4',
  lentAt: start,
  dueWithinDays: 1,
};
const queue = 'paper-chart-loans';
const everywhere = { queue, title: '', facilities: '*', practitioners: null } as const;
const ana = { id: 'ana', name: 'Ana', leaseMs: 60_000, mayTakeOver: false };
const bob = { ...ana, id: 'bob', name: 'Bob' };

/** What every store must do, whatever it is made of. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describeRecords(name, open);
  describeTaskLists(name, open);
  describe(`the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;
    const engineOf = () =>
      createEngine({
        registry: createRegistry([...workflows, paperChartLoan]),
        store,
        newId: randomUUID,
      });
    const lend = (id: string, input: Partial<typeof loan> = {}) =>
      engineOf().start('paper-chart-loan', { ...loan, ...input }, { user: clerk, id });

    beforeEach(async () => {
      under = await open();
      store = under.store;
      under.setNow(start);
    });
    afterEach(() => under.close());

    test('gives back what was written, to the byte', async () => {
      const { instance } = await lend('a');
      const stored = await store.load('a');
      expect(JSON.stringify(stored?.context)).toBe(JSON.stringify(instance.context));
      expect(stored).toMatchObject({
        id: 'a',
        version: 1,
        isOpen: true,
        state: 'lent',
        facility: 'north',
      });
      expect(await store.history('a')).toMatchObject([
        { seq: 1, type: 'start', userId: 'clerk', at: start },
      ]);
      expect(await store.load('nobody')).toBeUndefined();
    });

    test('tells the members of many families of one workflow, the oldest first', async () => {
      const member = (
        id: string,
        familyId: string | null,
        startedAt: number,
        workflow = 'task',
      ) => {
        const step = taskStep(id, {});
        return { ...step, instance: { ...step.instance, familyId, startedAt, workflow } };
      };
      await store.commit({
        steps: [
          member('a', 'f1', start + 2),
          member('b', 'f1', start + 1),
          member('c', 'f2', start),
          member('d', 'f3', start),
          member('e', null, start),
          member('f', 'f1', start, 'other'),
        ],
      });
      const found = await store.familyMembers(['f1', 'f2'], 'task');
      expect(found.map(({ id, familyId, isOpen }) => [id, familyId, isOpen])).toEqual([
        ['c', 'f2', true],
        ['b', 'f1', true],
        ['a', 'f1', true],
      ]);
      expect(await store.familyMembers([], 'task')).toEqual([]);
    });

    test('of two writers at one version one wins and the other is told, and nothing of the loser is written', async () => {
      await lend('a');
      const step = (await changeOf(store, 'a', { type: 'loan.return', isComplete: true }))
        .steps?.[0];
      if (step === undefined) throw new Error('no step');
      const other = {
        ...step,
        entries: step.entries.map((entry) => ({ ...entry, eventId: 'other' })),
      };
      const audit = [auditRow('refused-audit')];
      const results = await Promise.allSettled([
        store.commit({ steps: [step] }),
        store.commit({ steps: [other], audit }),
      ]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = results.find((result) => result.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'version-conflict' });
      const won = results[0]?.status === 'fulfilled' ? 0 : 1;
      expect(await store.history('a')).toHaveLength(2);
      expect(await store.audit({ limit: 10 })).toHaveLength(won === 1 ? 1 : 0);
    });

    test('a refused change does not poison those that share its commit', async () => {
      await lend('a');
      const engine = engineOf();
      const results = await Promise.allSettled([
        engine.start('paper-chart-loan', loan, { user: clerk, id: 'b' }),
        engine.start('paper-chart-loan', loan, { user: clerk, id: 'a' }),
        engine.start('paper-chart-loan', loan, { user: clerk, id: 'c' }),
      ]);
      expect(results.map((result) => result.status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect((await store.instances(null, 10)).map((one) => one.id)).toEqual(['a', 'b', 'c']);
    });

    test('a guard lets one change through at each number', async () => {
      const guards = [{ key: 'facts:e1', expected: 0 }];
      await store.commit({ guards });
      await expect(store.commit({ guards, audit: [auditRow('x')] })).rejects.toMatchObject({
        code: 'stale-facts',
      });
      expect(await store.guard('facts:e1')).toBe(1);
      expect(await store.audit({ limit: 10 })).toEqual([]);
    });

    test('the same event id twice is one event; the id with another content is refused', async () => {
      await lend('a');
      const send = (event: { type: string; isComplete: boolean }) =>
        engineOf().send('a', event, { user: clerk, eventId: 'once' });
      const event = { type: 'loan.return', isComplete: false };
      const [first, second] = await Promise.all([send(event), send(event)]);
      expect([first.wasKnown, second.wasKnown].sort()).toEqual([false, true]);
      expect((await send(event)).wasKnown).toBe(true);
      expect(await store.history('a')).toHaveLength(2);
      await expect(send({ type: 'loan.return', isComplete: true })).rejects.toMatchObject({
        code: 'event-id-reused',
      });
    });

    test('lists are ordered by rank, due and id, page by page, and a count equals its list', async () => {
      for (let n = 0; n < 23; n += 1) {
        await lend(`loan-${String(n).padStart(2, '0')}`, {
          dueWithinDays: 1 + (n % 3),
          facility: n % 4 === 0 ? 'south' : 'north',
        });
      }
      const ids: string[] = [];
      let after: { rank: number; dueAt: number; id: string } | undefined;
      for (;;) {
        const page = await store.tasks({
          scope: everywhere,
          listState: 'waiting',
          limit: 5,
          ...(after ? { after } : {}),
        });
        ids.push(...page.tasks.map((task) => task.id));
        if (page.next === null) break;
        after = page.next;
      }
      const whole = await store.tasks({ scope: everywhere, listState: 'waiting', limit: 100 });
      expect(ids).toEqual(whole.tasks.map((task) => task.id));
      const keys = whole.tasks.map((task) => [task.rank, task.dueAt, task.id] as const);
      expect(keys).toEqual(
        [...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1)),
      );
      expect(ids).toHaveLength(23);
      const counted = await store.counts([queue]);
      expect(counted.reduce((sum, one) => sum + one.count, 0)).toBe(23);
      // By the day they are due: what is overdue, due today and due soon is added up from these.
      const onDay = (one: { facility: string; dueOn: string }) => `${one.facility} ${one.dueOn}`;
      for (const one of counted)
        expect(whole.tasks.filter((task) => onDay(task) === onDay(one))).toHaveLength(one.count);
      expect(new Set(counted.map(onDay)).size).toBe(counted.length);
      const north = await store.tasks({
        scope: { ...everywhere, facilities: ['north'] },
        listState: 'waiting',
        limit: 100,
      });
      expect(
        counted.filter((one) => one.facility === 'north').reduce((sum, one) => sum + one.count, 0),
      ).toBe(north.tasks.length);
      const both = await store.tasks({
        scope: { ...everywhere, facilities: ['north', 'south'] },
        listState: 'waiting',
        limit: 7,
        offset: 10,
      });
      expect(both.tasks.map((task) => task.id)).toEqual(ids.slice(10, 17));
      const none = await store.tasks({
        scope: { ...everywhere, facilities: ['west'] },
        listState: 'waiting',
        limit: 7,
      });
      expect(none).toEqual({ tasks: [], next: null });
    });

    test('a list of several practitioners shows each at their facilities alone, in one order, page by page', async () => {
      const owners = ['d1', 'd2', 'd3', null];
      const steps = Array.from({ length: 48 }, (_, n) =>
        taskStep(`t-${String(n).padStart(2, '0')}`, {
          practitionerId: owners[n % 4] ?? null,
          facility: ['north', 'south', 'west'][n % 3] as string,
          dueAt: start + ((n * 7) % 11) * dayMs,
          rank: n % 5 === 0 ? -1 : 0,
        }),
      );
      await store.commit({ steps });
      const rows = steps.flatMap((step) => step.tasksPut);
      const scopeOf = (...practitioners: [string, string[] | '*'][]) => ({
        queue: 'deficiencies',
        title: '',
        facilities: '*' as const,
        practitioners: practitioners.map(([practitionerId, facilities]) => ({
          practitionerId,
          facilities,
        })),
      });
      const expected = (...shown: [string, string[] | '*'][]) =>
        rows
          .filter((row) =>
            shown.some(
              ([id, at]) => row.practitionerId === id && (at === '*' || at.includes(row.facility)),
            ),
          )
          .sort((a, b) => a.rank - b.rank || a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
          .map((row) => row.id);
      const cases: [string, string[] | '*'][][] = [
        [['d1', '*']],
        [['d1', ['north', 'west']]],
        [
          ['d1', '*'],
          ['d2', ['south']],
        ],
        [
          ['d1', ['north', 'south']],
          ['d2', ['west', 'south']],
          ['d3', '*'],
        ],
        [
          ['d2', ['nowhere']],
          ['d9', '*'],
        ],
      ];
      for (const shown of cases) {
        const list = { scope: scopeOf(...shown), listState: 'open' };
        const whole = expected(...shown);
        const ids: string[] = [];
        let after: { rank: number; dueAt: number; id: string } | undefined;
        do {
          const page = await store.tasks({ ...list, limit: 5, ...(after ? { after } : {}) });
          ids.push(...page.tasks.map((task) => task.id));
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect(ids).toEqual(whole);
        const jumped = await store.tasks({ ...list, limit: 4, offset: 3 });
        expect(jumped.tasks.map((task) => task.id)).toEqual(whole.slice(3, 7));
        const one = await store.tasks({ ...list, practitionerId: 'd2', limit: 99 });
        expect(one.tasks.map((task) => task.id)).toEqual(
          expected(...shown.filter(([id]) => id === 'd2')),
        );
      }
      const both = scopeOf(['d1', ['north']], ['d2', ['south']]);
      const list = { scope: both, listState: 'open', holderId: 'ana', limit: 9 };
      const [first] = expected(['d1', ['north']], ['d2', ['south']]);
      const [elsewhere] = expected(['d1', ['west']]);
      await store.claim(elsewhere ?? '', ana);
      expect((await store.tasks(list)).tasks).toEqual([]);
      expect((await store.claimNext(both, ana))?.id).toBe(first);
      expect((await store.tasks(list)).tasks.map((task) => task.id)).toEqual([first]);
      expect((await store.claimNext(scopeOf(['d9', '*']), ana))?.id).toBeUndefined();
      expect((await store.claimNext(scopeOf(), ana))?.id).toBeUndefined();
    });

    test('reports read how much waits for each practitioner, and the tasks of encounters', async () => {
      const later = { dueAt: start + dayMs, listState: 'on-hold' };
      await store.commit({
        steps: [
          taskStep('t1', { practitionerId: 'd1', encounterId: 'e1' }),
          taskStep('t2', { practitionerId: 'd1', encounterId: 'e1', dueAt: start - 1 }),
          taskStep('t3', { practitionerId: 'd1', encounterId: 'e2', ...later }),
          taskStep('t4', { practitionerId: 'd1', facility: 'south', encounterId: 'e2' }),
          taskStep('t5', { practitionerId: 'd2', queue: 'other', encounterId: 'e2' }),
          taskStep('t6', { practitionerId: null, encounterId: 'e3' }),
        ],
      });
      const counted = async (facilities: string[] | '*') =>
        (await store.practitionerCounts('deficiencies', facilities, start)).sort((a, b) =>
          a.listState < b.listState ? -1 : 1,
        );
      const open = {
        practitionerId: 'd1',
        listState: 'open',
        overdue: 1,
        earliestDueAt: start - 1,
      };
      const held = { practitionerId: 'd1', listState: 'on-hold', overdue: 0, count: 1 };
      const onHold = { ...held, earliestDueAt: start + dayMs };
      expect(await counted('*')).toEqual([onHold, { ...open, count: 3 }]);
      expect(await counted(['north'])).toEqual([onHold, { ...open, count: 2 }]);
      expect(await counted(['south', 'west'])).toEqual([
        { ...open, count: 1, overdue: 0, earliestDueAt: start },
      ]);
      expect(await counted([])).toEqual([]);
      const ids = async (encounters: string[], queues: string[]) =>
        (await store.tasksOfEncounters(encounters, queues)).map((task) => task.id).sort();
      expect(await ids(['e1', 'e2'], ['deficiencies'])).toEqual([
        't1/cure',
        't2/cure',
        't3/cure',
        't4/cure',
      ]);
      expect(await ids(['e2'], ['other', 'deficiencies'])).toEqual([
        't3/cure',
        't4/cure',
        't5/cure',
      ]);
      expect(await ids([], ['deficiencies'])).toEqual([]);
      const instances = await store.instancesOfEncounters(['e1', 'e3', 'e9']);
      expect(instances.map((one) => one.id).sort()).toEqual(['t1', 't2', 't6']);
      await store.claim('t2/cure', ana);
      expect((await store.heldTasks()).map((task) => [task.id, task.claim?.holderId])).toEqual([
        ['t2/cure', 'ana'],
      ]);
      under.setNow(start + ana.leaseMs);
      expect(await store.heldTasks()).toEqual([]);
    });

    test('reports read what people did, in order, page by page, and not what happened by itself', async () => {
      const acts = [
        ['c', 3],
        ['a', 1],
        ['b', 1],
        ['d', 5],
      ] as const;
      const steps = acts.map(([id, at]) => {
        const step = taskStep(id, { facility: 'south', encounterId: `e-${id}` });
        const [first] = step.entries;
        const act = { ...first, seq: 2, type: 'loan.find', at: start + at, userId: 'clerk' };
        const own = { ...act, seq: 3, eventId: `~own-${id}`, userId: 'system' };
        const other = { ...act, seq: 4, eventId: `~other-${id}`, type: 'loan.return' };
        const entries = [first, { ...act, eventId: `~act-${id}` }, own, other];
        return { ...step, instance: { ...step.instance, version: 4 }, entries } as typeof step;
      });
      await store.commit({ steps });
      const query = { type: 'loan.find', fromAt: start + 1, toAt: start + 5, limit: 2 };
      const first = await store.acts(query);
      expect(first).toEqual(
        ['a', 'b'].map((id) => ({
          instanceId: id,
          seq: 2,
          type: 'loan.find',
          at: start + 1,
          userId: 'clerk',
          userName: 'Chartkeeper',
          facility: 'south',
          patientId: 'p1',
          encounterId: `e-${id}`,
          practitionerId: null,
        })),
      );
      const [, last] = first;
      if (last === undefined) throw new Error('no act');
      const next = await store.acts({ ...query, after: last });
      expect(next.map((one) => one.instanceId)).toEqual(['c']);
      expect(await store.acts({ ...query, type: 'start' })).toEqual([]);
    });

    test('counts follow a task through its states to nothing', async () => {
      await lend('a');
      await engineOf().send('a', { type: 'loan.return', isComplete: false }, { user: clerk });
      const states = async () =>
        (await store.counts([queue])).map((one) => [one.listState, one.count]);
      expect(await states()).toEqual([['open', 1]]);
      await engineOf().send('a', { type: 'loan.find', note: 'In a drawer' }, { user: clerk });
      expect(await states()).toEqual([]);
      expect(await store.tasksOf('a')).toEqual([]);
    });

    test('a claim keeps others away until it is given back, taken over, or has expired', async () => {
      await lend('a');
      const id = 'a/return';
      await store.claim(id, ana);
      await expect(store.claim(id, bob)).rejects.toMatchObject({
        code: 'claimed-by-another',
        detail: { holder: 'Ana' },
      });
      await expect(store.unclaim(id, 'bob')).rejects.toMatchObject({ code: 'claimed-by-another' });
      expect((await store.task(id))?.claim).toMatchObject({ holderId: 'ana', claimedAt: start });
      under.setNow(start + 30_000);
      expect(await store.claim(id, ana)).toMatchObject({
        claimedAt: start,
        expiresAt: start + 90_000,
      });
      await store.claim(id, { ...bob, mayTakeOver: true });
      expect((await store.task(id))?.claim?.holderId).toBe('bob');
      await store.unclaim(id, 'bob');
      expect((await store.task(id))?.claim).toBeNull();
      await store.claim(id, ana);
      under.setNow(start + 10 * 60_000);
      expect((await store.task(id))?.claim).toBeNull();
      await store.claim(id, bob);
      await expect(store.claim('a/nothing', bob)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('a claim outlives a step that leaves its task, and ends with the task', async () => {
      await lend('a');
      await store.claim('a/return', ana);
      const lead: User = {
        id: 'lead',
        name: 'Lead',
        grants: [{ role: 'supervisor', facilities: '*' }],
      };
      await engineOf().send('a', { type: 'loan.extend', days: 2 }, { user: lead });
      expect((await store.task('a/return'))?.claim?.holderId).toBe('ana');
      expect(
        (await store.tasks({ scope: everywhere, listState: 'waiting', holderId: 'ana', limit: 5 }))
          .tasks,
      ).toHaveLength(1);
      await engineOf().send('a', { type: 'loan.return', isComplete: true }, { user: clerk });
      expect(
        (await store.tasks({ scope: everywhere, listState: 'waiting', holderId: 'ana', limit: 5 }))
          .tasks,
      ).toEqual([]);
    });

    test('next hands each open task to one person', async () => {
      for (const id of ['a', 'b', 'c']) {
        await lend(id);
        await engineOf().send(id, { type: 'loan.return', isComplete: false }, { user: clerk });
      }
      const handed = await Promise.all(
        [ana, bob, { ...ana, id: 'cat' }, { ...ana, id: 'dan' }].map((who) =>
          store.claimNext(everywhere, who, auditRow(`next-${who.id}`)),
        ),
      );
      const told = await store.audit({ limit: 9 });
      expect(told.map((row) => [row.what, row.patientId]).sort()).toEqual(
        ['a', 'b', 'c'].map((id) => [`next:${id}/find`, 'p1']),
      );
      expect(handed.map((task) => task?.id ?? 'none').sort()).toEqual([
        'a/find',
        'b/find',
        'c/find',
        'none',
      ]);
    });

    test('a deadline is leased when due, not before, to one asker at a time, and again after its lease', async () => {
      await lend('a');
      const { dueAt } = (await changeDeadline(store, 'a')) ?? { dueAt: 0 };
      under.setNow(dueAt - 1);
      expect(await store.leaseDeadlines(10, 5000)).toEqual([]);
      under.setNow(dueAt);
      const [first, second] = await Promise.all([
        store.leaseDeadlines(10, 5000),
        store.leaseDeadlines(10, 5000),
      ]);
      expect([first.length, second.length].sort()).toEqual([0, 1]);
      under.setNow(dueAt + 5000);
      const [again] = await store.leaseDeadlines(10, 5000);
      expect(again).toMatchObject({ instanceId: 'a', key: 'due', dueAt });
      if (again === undefined) throw new Error('not leased');
      expect(await Promise.all([engineOf().fire(again), engineOf().fire(again)])).toEqual(
        expect.arrayContaining([true]),
      );
      expect((await store.history('a')).map((entry) => entry.type)).toEqual([
        'start',
        'loan.fallDue',
      ]);
      under.setNow(dueAt + dayMs);
      expect(await store.leaseDeadlines(10, 5000)).toEqual([]);
    });

    test('a deadline that no longer stands is dropped, not fired', async () => {
      await lend('a');
      under.setNow(start + 3 * dayMs);
      const [row] = await store.leaseDeadlines(10, 5000);
      if (row === undefined) throw new Error('not leased');
      await engineOf().send('a', { type: 'loan.return', isComplete: true }, { user: clerk });
      expect(await engineOf().fire(row)).toBe(false);
      expect(await store.history('a')).toHaveLength(2);
    });

    test('an effect is leased until it is done, put off or dead', async () => {
      await lend('a');
      under.setNow(start + 3 * dayMs);
      for (const row of await store.leaseDeadlines(10, 5000)) await engineOf().fire(row);
      const at = start + 3 * dayMs;
      expect(await store.leaseEffects(10, 1000)).toMatchObject([
        { key: 'a/2/0', type: 'remindBorrower', params: { borrower: 'Clinic 4' }, attempts: 1 },
      ]);
      expect(await store.leaseEffects(10, 1000)).toEqual([]);
      await store.retryEffect('a/2/0', at + 2000, 'no answer', false);
      under.setNow(at + 2000);
      expect(await store.leaseEffects(10, 1000)).toMatchObject([{ attempts: 2 }]);
      await store.commit({ effectsDone: ['a/2/0'] });
      under.setNow(at + dayMs);
      expect(await store.leaseEffects(10, 1000)).toEqual([]);
      expect(await store.effects('a')).toMatchObject([
        { lastError: 'no answer', doneAt: at + 2000 },
      ]);
    });

    test('a dead effect stays visible and is not tried again', async () => {
      await lend('a');
      under.setNow(start + 3 * dayMs);
      for (const row of await store.leaseDeadlines(10, 5000)) await engineOf().fire(row);
      await store.leaseEffects(10, 1000);
      await store.retryEffect('a/2/0', start, 'refused', true);
      under.setNow(start + 9 * dayMs);
      expect(await store.leaseEffects(10, 1000)).toEqual([]);
      expect((await store.effects('a'))[0]?.deadAt).not.toBeNull();
    });

    test('the log is read in pages and whole', async () => {
      for (const id of ['a', 'b', 'c']) await lend(id);
      await engineOf().send('b', { type: 'loan.return', isComplete: true }, { user: clerk });
      const read: string[] = [];
      let after: { instanceId: string; seq: number } | null = null;
      for (;;) {
        const page = await store.log(after, 2);
        const last = page.at(-1);
        if (last === undefined) break;
        read.push(...page.map((entry) => `${entry.instanceId}/${entry.seq}`));
        after = last;
      }
      expect(read).toEqual(['a/1', 'b/1', 'b/2', 'c/1']);
    });

    test('a listener hears which instances and lists moved', async () => {
      const heard: string[] = [];
      const stop = store.subscribe((notice) =>
        heard.push(...notice.instances, ...notice.queues.map((one) => one.queue)),
      );
      await lend('a');
      stop();
      await lend('b');
      expect(heard).toEqual(['a', queue]);
    });

    test('a listener hears of a claim and of its end, but not of a heartbeat', async () => {
      await lend('a');
      const heard: string[] = [];
      const stop = store.subscribe((notice) => heard.push(...notice.instances));
      await store.claim('a/return', ana);
      await store.claim('a/return', ana);
      await store.unclaim('a/return', 'ana');
      stop();
      expect(heard).toEqual(['a', 'a']);
    });

    test('it says when something will fall due', async () => {
      expect(await store.nextDueAt()).toBeNull();
      await lend('a');
      expect(await store.nextDueAt()).toBe((await changeDeadline(store, 'a'))?.dueAt);
    });
  });
}

async function changeDeadline(store: Store, id: string) {
  const { standingDeadlines } = await import('../engine/step.ts');
  const instance = await store.load(id);
  return instance && standingDeadlines(paperChartLoan, instance)[0];
}

async function changeOf(store: Store, id: string, event: { type: string; isComplete: boolean }) {
  const { step } = await import('../engine/step.ts');
  const instance = await store.load(id);
  if (instance === undefined) throw new Error(`no ${id}`);
  const cause = {
    eventId: 'one',
    at: start,
    userId: 'clerk',
    userName: 'File Clerk',
    role: 'analyst',
    cause: null,
  };
  return { steps: [step(paperChartLoan, instance, event, cause)] };
}

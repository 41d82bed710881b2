import { expect, test } from 'vitest';
import {
  createEngine,
  createMemoryStore,
  createRegistry,
  type User,
  workflows,
} from '../../engine/index.ts';
import { paperChartLoan } from './workflow.ts';

const clerk: User = {
  id: 'clerk',
  name: 'File Clerk',
  grants: [{ role: 'analyst', facilities: ['north'] }],
};
const lead: User = { id: 'lead', name: 'Lead', grants: [{ role: 'supervisor', facilities: '*' }] };
const loan = {
  facility: 'north',
  patientId: 'p1',
  zone: 'America/New_York',
  borrower: 'Clinic 4',
  lentAt: Date.parse('2026-03-07T15:00:00Z'),
  dueWithinDays: 1,
};

function fileRoom() {
  const clock = { now: loan.lentAt };
  const store = createMemoryStore(() => clock.now);
  let n = 0;
  const registry = createRegistry([...workflows, paperChartLoan]);
  return { clock, store, engine: createEngine({ registry, store, newId: () => `id-${++n}` }) };
}

test('a workflow from outside runs beside those that ship: it falls due at the end of the local day, across the change to daylight saving', async () => {
  const { clock, store, engine } = fileRoom();
  const { instance } = await engine.start('paper-chart-loan', loan, { user: clerk, id: 'loan-1' });
  // 8 March 2026 has 23 hours in New York; its last millisecond is 03:59:59.999 UTC on the 9th.
  clock.now = Date.parse('2026-03-09T03:59:59.999Z');
  expect(await store.leaseDeadlines(10, 1000)).toEqual([]);
  clock.now += 1;
  for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
  expect((await store.load(instance.id))?.state).toBe('overdue');
  expect((await store.effects(instance.id)).map((effect) => effect.type)).toEqual([
    'remindBorrower',
  ]);
  await engine.send(instance.id, { type: 'loan.return', isComplete: false }, { user: clerk });
  await engine.send(
    instance.id,
    { type: 'loan.find', note: 'In the next folder' },
    { user: clerk },
  );
  expect((await store.load(instance.id))?.isOpen).toBe(false);
  expect(await store.tasksOf(instance.id)).toEqual([]);
});

test('refuses an extension by one who may not give it, and one of no days', async () => {
  const { engine } = fileRoom();
  const { instance } = await engine.start('paper-chart-loan', loan, { user: clerk });
  const extend = { type: 'loan.extend', days: 3 };
  await expect(engine.send(instance.id, extend, { user: clerk })).rejects.toMatchObject({
    code: 'not-permitted',
  });
  await expect(
    engine.send(instance.id, { ...extend, days: 0 }, { user: lead }),
  ).rejects.toMatchObject({ code: 'invalid-input' });
  await engine.send(instance.id, extend, { user: lead });
});

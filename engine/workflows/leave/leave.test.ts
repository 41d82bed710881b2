import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import type { Role, User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { leave } from './workflow.ts';

const as = (role: Role): User => ({
  id: role,
  name: role,
  grants: [{ role, facilities: ['north'] }],
});
const input = {
  facility: 'north',
  practitionerId: 'marsh',
  fromOn: '2026-10-10',
  toOn: '2026-10-20',
  reason: 'Vacation',
};

async function proposed() {
  const store = createMemoryStore(() => Date.parse('2026-10-01T12:00:00Z'));
  let n = 0;
  const engine = createEngine({
    registry: createRegistry([leave]),
    store,
    newId: () => `id-${++n}`,
  });
  await engine.start('leave', input, { user: as('supervisor'), id: 'l1' });
  const send = (type: string, payload: object = {}, role: Role = 'manager') =>
    engine.send('l1', { type, ...payload }, { user: as(role) });
  const told = async () =>
    (await store.effects('l1')).filter(({ type }) => type === 'absences.tell').length;
  return { engine, store, send, told };
}

const reason = 'As agreed';

test('only what changes approved days is told', async () => {
  const { send, told } = await proposed();
  await send('leave.change', { fromOn: '2026-10-11', toOn: '2026-10-20', reason });
  expect(await told()).toBe(0);
  await send('leave.approve');
  await send('leave.change', { fromOn: '2026-10-12', toOn: '2026-10-20', reason });
  await send('leave.end', { toOn: '2026-10-15', reason });
  await send('leave.withdraw', { reason });
  expect(await told()).toBe(4);
});

test('proposed it is a task; withdrawn or declined before it was approved it tells nobody', async () => {
  for (const type of ['leave.withdraw', 'leave.decline']) {
    const { send, store, told } = await proposed();
    expect(await store.tasksOf('l1')).toHaveLength(1);
    await send(type, { reason });
    expect([await store.tasksOf('l1'), await told()]).toEqual([[], 0]);
    await expect(send('leave.approve')).rejects.toMatchObject({ code: 'not-allowed-now' });
  }
});

test('a last day before the first or after the last is not possible; a supervisor approves nothing', async () => {
  const { send } = await proposed();
  await expect(send('leave.approve', {}, 'supervisor')).rejects.toMatchObject({
    code: 'not-permitted',
  });
  await send('leave.approve');
  for (const toOn of ['2026-10-09', '2026-10-21'])
    await expect(send('leave.end', { toOn, reason })).rejects.toMatchObject({
      code: 'not-allowed-now',
    });
  const { instance } = await send('leave.end', { toOn: '2026-10-10', reason });
  expect(instance).toMatchObject({ state: 'ended', context: { toOn: '2026-10-10' } });
});

test('a leave ended early that goes on after all is approved with its new dates', async () => {
  const { send } = await proposed();
  await send('leave.approve');
  await send('leave.end', { toOn: '2026-10-12', reason });
  const dates = { fromOn: '2026-10-10', toOn: '2026-11-01', reason };
  expect((await send('leave.change', dates)).instance.state).toBe('approved');
});

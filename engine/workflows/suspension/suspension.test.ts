import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { suspension } from './workflow.ts';

const office: User = {
  id: 'office',
  name: 'Office',
  grants: [{ role: 'medical-staff-office', facilities: ['north'] }],
};
const reasonOf = (deficiencyId: string) => ({
  deficiencyId,
  encounterId: 'e1',
  documentType: 'discharge-summary',
  reachedOn: '2026-11-08',
});

async function proposal() {
  const store = createMemoryStore(() => Date.parse('2026-11-08T12:00:00Z'));
  let n = 0;
  const engine = createEngine({
    registry: createRegistry([suspension]),
    store,
    newId: () => `id-${++n}`,
  });
  const input = {
    facility: 'north',
    practitionerId: 'marsh',
    on: '2026-11-08',
    reasons: [reasonOf('d1')],
  };
  await engine.start('suspension', input, { user: systemUser, id: 's1' });
  const send = async (type: string, payload: object = {}, user = systemUser) =>
    (await engine.send('s1', { type, ...payload }, { user })).instance;
  const lists = async () => (await store.tasksOf('s1')).map(({ listState }) => listState);
  return { send, lists };
}

const reason = 'Bylaws 4.2';

test('no second proposal while one is open, and none becomes a suspension without a person', async () => {
  const { send, lists } = await proposal();
  const again = { on: '2026-11-09', reasons: [reasonOf('d2')] };
  await expect(send('suspension.propose', again)).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  await expect(
    send('suspension.confirm', { reason, on: '2026-11-09' }, systemUser),
  ).rejects.toMatchObject({ code: 'not-permitted' });
  expect(await lists()).toEqual(['open']);
  await send('suspension.confirm', { reason, on: '2026-11-09' }, office);
  expect(await lists()).toEqual(['waiting']);
});

test('a new late record before the lift keeps it in force; lifted it counts its days, across a leap day', async () => {
  const { send, lists } = await proposal();
  await send('suspension.confirm', { reason, on: '2028-02-20' }, office);
  await send('suspension.reasons-gone', { on: '2028-02-25' });
  expect(await lists()).toEqual(['open']);
  expect((await send('suspension.reasons', { reasons: [reasonOf('d3')] })).state).toBe('inForce');
  await send('suspension.reasons-gone', { on: '2028-03-20' });
  await expect(send('suspension.lift', { on: '2028-02-19' }, office)).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  const lifted = await send('suspension.lift', { on: '2028-03-22' }, office);
  expect(lifted).toMatchObject({ state: 'lifted', isOpen: false, context: { inForceDays: 31 } });
});

test('a proposal without reasons withdraws itself and can be made again', async () => {
  const { send, lists } = await proposal();
  expect((await send('suspension.reasons-gone', { on: '2026-11-09' })).state).toBe('withdrawn');
  expect(await lists()).toEqual([]);
  const again = { on: '2026-11-20', reasons: [reasonOf('d2')] };
  expect((await send('suspension.propose', again)).context).toMatchObject({ on: '2026-11-20' });
});

import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { intakeException } from './workflow.ts';

const at = Date.parse('2026-11-24T15:00:00Z');
const due = { dueAt: at + 1000, dueOn: '2026-11-25' };
const waiting = { count: 12, firstAt: at, lastAt: at, newestId: 'm12' };
const reason = 'PV1-19 must hold the visit number. Add it and send the message anew.';
const input = {
  ...waiting,
  ...due,
  cause: 'ADT A08 · invalid-input · PV1-19',
  what: 'ADT A08',
  reason,
  howTo: { key: 'intake.how-to', text: 'Replay the cause.' },
  facility: '*',
};
const supervisor: User = {
  id: 'sue',
  name: 'Sue',
  grants: [{ role: 'supervisor', facilities: '*' }],
};

async function started() {
  const store = createMemoryStore(() => at);
  let n = 0;
  const registry = createRegistry([intakeException]);
  const engine = createEngine({ registry, store, newId: () => `id-${++n}` });
  await engine.start('intake-exception', input, { user: systemUser, id: 'i1' });
  const send = (type: string, payload: object, user = systemUser) =>
    engine.send('i1', { type, ...payload }, { user });
  const titles = async () => (await store.tasksOf('i1')).map(({ title }) => title.text);
  return { store, engine, send, titles };
}

test('says in one sentence how many of what wait, and why', async () => {
  const { titles, send } = await started();
  expect(await titles()).toEqual(['12 messages: ADT A08 – PV1-19 must hold the visit number']);
  await send('intake.taken', { count: 1 });
  expect(await titles()).toEqual(['1 message: ADT A08 – PV1-19 must hold the visit number']);
});

test('from a hundred messages on it comes first', async () => {
  const { send, store } = await started();
  await send('intake.refused', { ...waiting, ...due, reason, count: 100, newestId: 'm99' });
  expect((await store.tasksOf('i1'))[0]?.rank).toBe(-1);
});

test('keeps its due date while messages wait, and has a new one when it opens again', async () => {
  const { send, store } = await started();
  const later = { dueAt: at + 5000, dueOn: '2026-12-01', reason };
  await send('intake.refused', { ...waiting, ...later, count: 13, newestId: 'm13' });
  expect((await store.tasksOf('i1'))[0]?.dueOn).toBe('2026-11-25');
  await send('intake.taken', { count: 0 });
  expect(await store.load('i1')).toMatchObject({ state: 'settled', isOpen: false });
  await send('intake.refused', { ...waiting, ...later, count: 1, newestId: 'm14' });
  expect((await store.tasksOf('i1'))[0]?.dueOn).toBe('2026-12-01');
});

test('set aside, an old message that comes again changes nothing, and a new one asks again', async () => {
  const { send, store, titles } = await started();
  await send('intake.set-aside', { reason: 'A test system' }, supervisor);
  await send('intake.refused', { ...waiting, ...due, reason, lastAt: at + 1 });
  expect([(await store.load('i1'))?.state, await titles()]).toEqual(['setAside', []]);
  await send('intake.refused', { ...waiting, ...due, reason, count: 13, newestId: 'm13' });
  expect(await store.load('i1')).toMatchObject({
    state: 'waiting',
    context: { setAsideReason: null },
  });
  await expect(send('intake.set-aside', { reason: ' ' }, supervisor)).rejects.toMatchObject({
    code: 'invalid-input',
  });
  await expect(send('intake.reopen', { reason: 'Once more' }, supervisor)).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
});

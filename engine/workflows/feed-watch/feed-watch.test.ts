import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { feedWatch } from './workflow.ts';

const start = Date.parse('2026-11-24T15:00:00Z');
const silence = {
  lastAt: start - 3_600_000,
  silentAfterMinutes: 45,
  dueAt: start + 1000,
  dueOn: '2026-11-25',
};
const supervisor: User = {
  id: 'sue',
  name: 'Sue',
  grants: [{ role: 'supervisor', facilities: ['north'] }],
};

async function silentFeed() {
  const clock = { now: start };
  const store = createMemoryStore(() => clock.now);
  let n = 0;
  const registry = createRegistry([feedWatch]);
  const engine = createEngine({ registry, store, newId: () => `id-${++n}` });
  const input = { ...silence, sender: 'LAB|GH', facility: 'north', zone: 'America/New_York' };
  await engine.start('feed-watch', input, { user: systemUser, id: 'f1' });
  const send = (type: string, payload: object, user = systemUser) =>
    engine.send('f1', { type, ...payload }, { user });
  const fire = async () => {
    for (const row of await store.leaseDeadlines(10, 1000)) await engine.fire(row);
  };
  const state = async () => (await store.load('f1'))?.state;
  return { clock, store, send, fire, state };
}

test('acknowledged it waits with the note, and closes by itself when the feed speaks', async () => {
  const { store, send, state } = await silentFeed();
  await send('feed.acknowledge', { note: 'Called the laboratory' }, supervisor);
  expect((await store.tasksOf('f1')).map(({ listState }) => listState)).toEqual(['waiting']);
  await send('feed.spoke', { lastAt: start });
  expect([await state(), await store.tasksOf('f1')]).toEqual(['speaking', []]);
  await expect(send('feed.acknowledge', { note: 'Too late' }, supervisor)).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  await send('feed.silent', silence);
  expect((await store.load('f1'))?.context.note).toBeNull();
});

test('muted it is a task again at the beginning of the day, in the zone of its facility', async () => {
  const { clock, send, fire, state } = await silentFeed();
  await send('feed.mute', { until: '2026-11-26' }, supervisor);
  clock.now = Date.parse('2026-11-26T04:59:59.999Z');
  await fire();
  expect(await state()).toBe('muted');
  clock.now += 1;
  await fire();
  expect(await state()).toBe('silent');
});

test('a feed that spoke and falls silent again before the day stays muted; after it, it does not', async () => {
  const { clock, send, state } = await silentFeed();
  await send('feed.mute', { until: '2026-11-26' }, supervisor);
  await send('feed.spoke', { lastAt: start });
  await send('feed.silent', silence);
  expect(await state()).toBe('muted');
  await send('feed.spoke', { lastAt: start + 1 });
  clock.now = Date.parse('2026-11-27T15:00:00Z');
  await send('feed.silent', silence);
  expect(await state()).toBe('silent');
});

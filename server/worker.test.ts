import { expect, test } from 'vitest';
import { createEngine } from '../engine/engine.ts';
import { createMemoryStore } from '../engine/memory-store.ts';
import { systemUser, type User } from '../engine/model/user.ts';
import { createRegistry } from '../engine/registry.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type EffectHandler, Terminal } from './effects.ts';
import { createWorker } from './worker.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const reyes: User = {
  id: 'reyes',
  name: 'Dr Reyes',
  practitionerId: 'reyes',
  grants: [{ role: 'physician', facilities: '*' }],
};
const finding = {
  key: 'unsigned.ds1',
  kind: 'unsigned',
  documentType: 'discharge-summary',
  documentId: 'ds1',
  contentKey: 'words',
  procedureId: null,
  ownerRole: 'author',
  ownerId: 'reyes',
  clock: { kind: 'days', amount: 30, startedAt: at, citation: '42 CFR 482.24(c)(1)' },
  rule: { ruleSet: 'r', version: 1, table: 't', row: 'w', citation: null },
};

/** A signed deficiency, its signature on the way to the record system. */
async function signed(handler: EffectHandler) {
  const clock = { now: at };
  const store = createMemoryStore(() => clock.now);
  const engine = createEngine({
    registry: createRegistry(workflows),
    store,
    newId: () => crypto.randomUUID(),
  });
  const input = {
    encounterId: 'e1',
    patientId: 'p1',
    facility: 'north',
    zone: 'America/New_York',
    finding,
  };
  await engine.start('deficiency', input, { user: systemUser, id: 'd1' });
  const sign = { type: 'deficiency.sign', documentId: 'ds1', contentHash: 'a'.repeat(64) };
  await engine.send('d1', sign, { user: reyes });
  const parts = { engine, handlerOf: () => handler, random: () => 0, onError: () => {} };
  return { clock, store, worker: createWorker(parts) };
}

test('a signature the record system refuses for good opens its deficiency again, once', async () => {
  const { store, worker } = await signed(async () => {
    throw new Terminal('refused');
  });
  expect((await store.load('d1'))?.state).toBe('verified');
  await worker.drain();
  await worker.drain();
  expect(await store.load('d1')).toMatchObject({ state: 'assigned', isOpen: true });
  expect((await store.history('d1')).map((entry) => entry.type)).toEqual([
    'start',
    'deficiency.sign',
    'deficiency.signature-fail',
  ]);
  expect((await store.effects('d1'))[0]).toMatchObject({ deadAt: at, lastError: 'refused' });
  await worker.stop();
});

test('a receiver that is away for a while is asked again, and the signature stands', async () => {
  let answers = 0;
  const { clock, store, worker } = await signed(async () => {
    answers += 1;
    if (answers < 3) throw new Error('away');
    return null;
  });
  for (let n = 0; n < 4; n += 1) {
    await worker.drain();
    clock.now += 60_000;
  }
  expect([answers, (await store.load('d1'))?.state]).toEqual([3, 'verified']);
  expect((await store.effects('d1'))[0]).toMatchObject({ deadAt: null, attempts: 3 });
  await worker.stop();
});

test('a chore that fails keeps neither the others nor what is due, and is told', async () => {
  const { store } = await signed(async () => null);
  const engine = createEngine({ registry: createRegistry(workflows), store, newId: () => 'n' });
  const done: string[] = [];
  const told: string[] = [];
  const chore = (name: string, isDue: boolean) => ({
    name,
    isDue: () => isDue,
    run: async () => {
      done.push(name);
      if (name === 'broken') throw new Error('broken');
    },
  });
  const worker = createWorker({
    engine,
    handlerOf: () => async () => {
      done.push('effect');
      return null;
    },
    chores: [chore('broken', true), chore('sound', true), chore('idle', false)],
    random: () => 0,
    onError: (_, what) => told.push(what),
  });
  await worker.drain();
  expect(done.slice(0, 4)).toEqual(['broken', 'sound', 'idle', 'effect']);
  expect(new Set(told)).toEqual(new Set(['broken']));
  await worker.stop();
});

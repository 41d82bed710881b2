import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { lettersStart } from './workflow.ts';

const manager: User = {
  id: 'manager',
  name: 'Manager',
  grants: [{ role: 'manager', facilities: ['north'] }],
};
const countOf = (id: string) => ({
  id,
  on: '2026-10-16',
  letters: [],
  suspensions: [],
  onLeave: [],
});

test('only the count that stands can be started, and it begins once', async () => {
  const store = createMemoryStore(() => Date.parse('2026-10-16T12:00:00Z'));
  let n = 0;
  const engine = createEngine({
    registry: createRegistry([lettersStart]),
    store,
    newId: () => `id-${++n}`,
  });
  const input = { facility: 'north', zone: 'America/New_York', count: countOf('count-one') };
  await engine.start('letters-start', input, { user: systemUser, id: 's1' });
  const send = async (type: string, payload: object, user = manager) =>
    (await engine.send('s1', { type, ...payload }, { user })).instance;
  await send('letters.recount', { count: countOf('count-two') }, systemUser);
  await expect(send('letters.start', { countId: 'count-one' })).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  const started = await send('letters.start', { countId: 'count-two' });
  expect(started).toMatchObject({ state: 'started', context: { startedOn: '2026-10-16' } });
  await expect(send('letters.start', { countId: 'count-two' })).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  expect((await store.effects('s1')).map(({ type }) => type)).toEqual(['letters.begin']);
  await expect(
    send('letters.recount', { count: countOf('x-another') }, manager),
  ).rejects.toMatchObject({ code: 'not-permitted' });
});

import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import type { Role, User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { letterBatch } from './workflow.ts';

const as = (role: Role): User => ({
  id: role,
  name: role,
  grants: [{ role, facilities: ['north'] }],
});

test('printed or dropped it is no work any more, and not the other afterwards', async () => {
  for (const [type, payload, other] of [
    ['batch.printed', { sent: 1, refused: 0 }, 'batch.drop'],
    ['batch.drop', { reason: 'Paper jam' }, 'batch.printed'],
  ] as const) {
    const store = createMemoryStore(() => Date.parse('2026-10-16T12:00:00Z'));
    const registry = createRegistry([letterBatch]);
    let n = 0;
    const engine = createEngine({ registry, store, newId: () => `id-${++n}` });
    const input = {
      facility: 'north',
      zone: 'America/New_York',
      on: '2026-10-16',
      letterIds: ['letter.1'],
    };
    const start = (role: Role) => engine.start('letter-batch', input, { user: as(role), id: 'b1' });
    await expect(start('analyst')).rejects.toMatchObject({ code: 'not-permitted' });
    await start('supervisor');
    expect((await store.tasksOf('b1')).map(({ dueOn }) => dueOn)).toEqual(['2026-10-16']);
    await engine.send('b1', { type, ...payload }, { user: as('supervisor') });
    expect(await store.tasksOf('b1')).toEqual([]);
    const again = { type: other, sent: 1, refused: 0, reason: 'Paper jam' };
    await expect(engine.send('b1', again, { user: as('supervisor') })).rejects.toMatchObject({
      code: 'not-allowed-now',
    });
  }
});

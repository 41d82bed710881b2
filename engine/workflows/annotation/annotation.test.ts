import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { auditLog } from '../../insight/audit-log.ts';
import { createMemoryStore } from '../../memory-store.ts';
import type { Role, User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { annotation } from './workflow.ts';

const as = (role: Role, id: string = role): User => ({
  id,
  name: id,
  grants: [{ role, facilities: ['north'] }],
});
const anchor = {
  documentId: 'd1',
  version: 1,
  contentHash: 'a'.repeat(64),
  quote: { exact: 'Stable', prefix: '', suffix: '. Home.', start: 0, end: 6 },
  boxes: [],
};
const note = {
  kind: 'note',
  encounterId: 'e1',
  patientId: 'p1',
  facility: 'north',
  author: { id: 'analyst', name: 'analyst' },
  text: 'Ask the attending',
  reason: null,
  deficiencyId: null,
  audience: 'chart-readers',
  anchor: null,
};
const { kind, text, reason, deficiencyId, audience } = note;
const edit = { type: 'annotation.edit', kind, text, reason, deficiencyId, audience, anchor };

async function desk() {
  const store = createMemoryStore(() => Date.parse('2026-10-01T12:00:00Z'));
  let n = 0;
  const engine = createEngine({
    registry: createRegistry([annotation]),
    store,
    newId: () => `id-${++n}`,
  });
  const start = (input: object, user = as('analyst')) =>
    engine.start('annotation', input, { user, id: `annotation.e1.${++n}` });
  return { engine, store, start };
}

test('it waits for nobody: closed from the start, without a task or a deadline', async () => {
  const { engine, store, start } = await desk();
  const { instance } = await start(note);
  expect([instance.isOpen, instance.state]).toEqual([false, 'kept']);
  expect(await store.tasksOf(instance.id)).toEqual([]);
  expect((await auditLog(engine.registry, store)).unattended).toEqual([]);
});

test('each kind needs what it means', async () => {
  const { start } = await desk();
  const box = { page: 1, x: 60, y: 10, width: 50, height: 5 };
  for (const [input, path] of [
    [{ ...note, text: '  ' }, 'text'],
    [{ ...note, kind: 'highlight' }, 'anchor'],
    [{ ...note, kind: 'highlight', anchor: { ...anchor, quote: null } }, 'anchor'],
    [{ ...note, kind: 'bookmark' }, 'anchor'],
    [{ ...note, kind: 'deficiency-evidence', anchor }, 'deficiencyId'],
    [{ ...note, kind: 'redaction-proposal', anchor }, 'reason'],
    [{ ...note, kind: 'highlight', anchor: { ...anchor, boxes: [box] } }, 'anchor'],
    [{ ...note, text: 'x'.repeat(4001) }, 'text'],
    [{ ...note, audience: ['patient'] }, 'audience'],
  ] as const)
    await expect(start(input)).rejects.toMatchObject({
      code: 'invalid-input',
      detail: { issues: [expect.objectContaining({ path })] },
    });
  const redaction = { ...note, kind: 'redaction-proposal', anchor, reason: 'Third party' };
  expect((await start(redaction, as('release-specialist'))).instance.state).toBe('kept');
});

test('its author alone edits it and its kind stays; withdrawn it is edited no more, and its history tells all', async () => {
  const { engine, store, start } = await desk();
  const { id } = (await start(note)).instance;
  const send = (event: { type: string }, user = as('analyst')) => engine.send(id, event, { user });
  await expect(send(edit, as('analyst', 'other'))).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  const highlight = { ...edit, kind: 'highlight' };
  await expect(send(highlight)).rejects.toMatchObject({ code: 'not-allowed-now' });
  await expect(send(edit, as('administrator', 'analyst'))).rejects.toMatchObject({
    code: 'not-permitted',
  });
  const { instance } = await send({ ...edit, text: 'Asked' } as typeof edit);
  expect(instance.context).toMatchObject({ text: 'Asked', anchor: { documentId: 'd1' } });
  const withdraw = { type: 'annotation.withdraw', reason: 'On the wrong chart' };
  await expect(send({ type: 'annotation.withdraw' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  expect((await send(withdraw)).instance).toMatchObject({
    state: 'withdrawn',
    context: { withdrawal: { by: 'analyst', reason: 'On the wrong chart' } },
  });
  await expect(send(edit)).rejects.toMatchObject({ code: 'not-allowed-now' });
  const types = (await store.history(id)).map(({ type }) => type);
  expect(types).toEqual(['start', 'annotation.edit', 'annotation.withdraw']);
});

import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import type { DoubtReason } from './events.ts';
import { documentIndexing } from './workflow.ts';

const at = Date.parse('2026-11-24T15:00:00Z');
const place = { facility: 'north', patientId: 'p1', encounterId: null };
const doubt = (...reasons: DoubtReason[]) => ({
  ...place,
  reasons,
  proposal: { documentType: null, encounterId: 'e1', encounterBy: 'covers' },
  namedEncounterId: null,
  dueAt: at + 1000,
  dueOn: '2026-11-25',
});
const supervisor: User = {
  id: 'sue',
  name: 'Sue',
  grants: [{ role: 'supervisor', facilities: '*' }],
};

async function inDoubt(...reasons: DoubtReason[]) {
  const store = createMemoryStore(() => at);
  let n = 0;
  const registry = createRegistry([documentIndexing]);
  const engine = createEngine({ registry, store, newId: () => `id-${++n}` });
  const input = { ...doubt(...reasons), documentId: 'd1' };
  await engine.start('document-indexing', input, { user: systemUser, id: 'document.d1' });
  const send = (type: string, payload: object = {}, user = systemUser) =>
    engine.send('document.d1', { type, ...payload }, { user });
  const now = async () => {
    const instance = await store.load('document.d1');
    return [instance?.state, instance?.context.reasons];
  };
  return { store, send, now };
}

test('the gravest doubt is the title, and a doubt about the patient comes first', async () => {
  const { store, send } = await inDoubt('unmapped-type', 'no-encounter');
  const [task] = await store.tasksOf('document.d1');
  expect([task?.title.key, task?.rank]).toEqual(['task.document.no-encounter', -0]);
  await send('document.doubt', { ...doubt('patient-differs', 'unmapped-type') });
  const [graver] = await store.tasksOf('document.d1');
  expect([graver?.title.key, graver?.rank]).toEqual(['task.document.patient-differs', -1]);
});

test('a decision is an effect, and what it leaves in doubt is asked when it was applied', async () => {
  const { store, send, now } = await inDoubt('unmapped-type', 'no-encounter');
  await send('document.index', { documentType: 'consultation' }, supervisor);
  expect((await store.effects('document.d1')).map(({ type, params }) => [type, params])).toEqual([
    [
      'document.apply',
      { kind: 'index', documentId: 'd1', documentType: 'consultation', encounterId: null },
    ],
  ]);
  await expect(send('document.keep', { note: 'No, leave it' }, supervisor)).rejects.toMatchObject({
    code: 'not-allowed-now',
  });
  await send('document.doubt', doubt('no-encounter'));
  await send('document.applied');
  expect(await now()).toEqual(['inDoubt', ['no-encounter']]);
  await send('document.refile', { encounterId: 'e1' }, supervisor);
  await send('document.settled', { ...place, encounterId: 'e1' });
  await send('document.applied');
  expect(await now()).toEqual(['settled', []]);
});

test('a failed decision comes back, though the doubt is gone meanwhile', async () => {
  const { store, send, now } = await inDoubt('unmapped-type');
  await send('document.retract', { reason: 'Of nobody here' }, supervisor);
  await send('document.settled', place);
  await send('document.apply-failed', { reason: 'It could not be written.' });
  expect(await now()).toEqual(['inDoubt', []]);
  expect((await store.tasksOf('document.d1'))[0]?.title.key).toBe('task.document.failed');
  await send('document.keep', { note: 'It is right after all' }, supervisor);
  expect(await now()).toEqual(['kept', []]);
});

test('an unknown patient stays in doubt until a person decides, even after a decision that failed', async () => {
  const { send, now } = await inDoubt('unknown-patient');
  await send('document.settled', place);
  expect(await now()).toEqual(['inDoubt', ['unknown-patient']]);
  await send('document.index', { documentType: 'consultation' }, supervisor);
  await send('document.apply-failed', { reason: 'It could not be written.' });
  await send('document.doubt', doubt('no-encounter'));
  expect(await now()).toEqual(['inDoubt', ['unknown-patient', 'no-encounter']]);
});

test('kept, the same doubt does not ask again, and another one does', async () => {
  const { send, now } = await inDoubt('no-encounter');
  await send('document.keep', { note: 'It belongs to no visit' }, supervisor);
  await send('document.doubt', doubt('no-encounter'));
  expect(await now()).toEqual(['kept', []]);
  await send('document.doubt', doubt('no-encounter', 'unmapped-type'));
  expect(await now()).toEqual(['inDoubt', ['unmapped-type']]);
});

import { expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import type { Channel, LetterInput } from './events.ts';
import { letter } from './workflow.ts';

const office: User = {
  id: 'office',
  name: 'Office',
  grants: [{ role: 'medical-staff-office', facilities: ['north'] }],
};

async function written(channel: Channel, skipped: LetterInput['skipped'] = null) {
  const store = createMemoryStore(() => Date.parse('2026-10-16T12:00:00Z'));
  let n = 0;
  const engine = createEngine({
    registry: createRegistry([letter]),
    store,
    newId: () => `id-${++n}`,
  });
  const input: LetterInput = {
    facility: 'north',
    zone: 'America/New_York',
    practitionerId: 'marsh',
    level: 1,
    levelName: 'First letter',
    on: '2026-10-16',
    template: { id: 'first-notice', version: 1 },
    subject: 'Incomplete records',
    paragraphs: ['Dear {practitioner}'],
    channel,
    recipients: ['practitioner'],
    items: [],
    oldestDueOn: null,
    suspensionOn: null,
    skipped,
  };
  await engine.start('letter', input, { user: systemUser, id: 'l1' });
  const send = (type: string, payload: object = {}, user = systemUser) =>
    engine.send('l1', { type, ...payload }, { user });
  const state = async () => (await store.load('l1'))?.state;
  const asked = async () => (await store.effects('l1')).map(({ type }) => type);
  return { store, send, state, asked };
}

const reason = 'As agreed';

test('a skipped letter is on record and no work', async () => {
  const { store, state, asked, send } = await written('mail', 'on-leave');
  expect([await state(), await store.tasksOf('l1'), await asked()]).toEqual(['skipped', [], []]);
  await expect(send('letter.sent', {}, office)).rejects.toMatchObject({ code: 'not-allowed-now' });
});

test('on its way it is neither withdrawn nor printed; failed it can be tried again, printed or withdrawn', async () => {
  const { store, send, state, asked } = await written('hl7');
  expect((await store.tasksOf('l1')).map(({ listState }) => listState)).toEqual(['waiting']);
  for (const type of ['letter.withdraw', 'letter.print-instead', 'letter.sent'])
    await expect(send(type, { reason }, office)).rejects.toMatchObject({ code: 'not-allowed-now' });
  await send('letter.fail', { reason: 'Refused' });
  await send('letter.retry', {}, office);
  expect(await asked()).toEqual(['letter.deliver', 'letter.deliver']);
  await send('letter.fail', { reason: 'Refused' });
  await send('letter.print-instead', { reason }, office);
  expect(await state()).toEqual({ toSend: 'print' });
  await send('letter.sent', {}, office);
  expect(await state()).toBe('sent');
});

test('asked whether to withdraw it, a person may send it all the same, and is not asked again', async () => {
  const { send, state } = await written('print');
  await send('letter.settle');
  await send('letter.send-anyway', { reason }, office);
  await expect(send('letter.settle')).rejects.toMatchObject({ code: 'not-allowed-now' });
  await send('letter.withdraw', { reason }, office);
  expect(await state()).toBe('withdrawn');
});

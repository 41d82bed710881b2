import { describe, expect, test } from 'vitest';
import { createEngine } from '../../engine.ts';
import { auditLog } from '../../insight/audit-log.ts';
import { createMemoryStore } from '../../memory-store.ts';
import { type Role, systemUser, type User } from '../../model/user.ts';
import { createRegistry } from '../../registry.ts';
import { DecisionTable } from '../../rules/table.ts';
import { ruleChangeIdOf, ruleFamilyIdOf } from './ids.ts';
import { approvedRuleSet } from './published.ts';
import { ruleChanges } from './workflow.ts';

const zone = 'America/New_York';
const user = (id: string, role: Role = 'manager', facilities: '*' | string[] = '*'): User => ({
  id,
  name: id.toUpperCase(),
  grants: [{ role, facilities }],
});
const [ann, ben, kim] = [user('ann'), user('ben'), user('kim', 'administrator')];
const table = (days: number) =>
  DecisionTable.parse({
    id: 'ageing',
    title: 'Ageing',
    hitPolicy: 'first',
    inputs: [{ name: 'class', label: 'Class', kind: 'string' }],
    outputs: [{ name: 'days', label: 'Days', kind: 'number' }],
    // biome-ignore lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.
    rows: [{ id: 'all', when: {}, then: { days } }],
  });
const draftOf = (days: number, version = 2) => ({
  baseVersion: 1,
  version,
  tables: [table(days)],
  changes: [],
});
const id = ruleChangeIdOf('d1');

async function drafted(now = '2027-03-13T17:00:00Z', author = ann) {
  const clock = { now: Date.parse(now) };
  const store = createMemoryStore(() => clock.now);
  let n = 0;
  const registry = createRegistry([ruleChanges]);
  const engine = createEngine({ registry, store, newId: () => `id-${++n}` });
  const begin = (draftId = 'd1', who = author) =>
    engine.start(
      'rule-change',
      {
        ...draftOf(14),
        ruleSetId: 'letters',
        keyedTo: 'discharge',
        zone,
        author: { id: who.id, name: who.name },
      },
      { user: who, id: ruleChangeIdOf(draftId), familyId: ruleFamilyIdOf('letters') },
    );
  await begin();
  const send = (who: User, type: string, payload: object = {}, to = id) =>
    engine.send(to, { type, ...payload }, { user: who });
  const refused = async (who: User, type: string, payload: object = {}) => {
    const failed = await send(who, type, payload).then(
      () => ({ code: 'accepted' }),
      (error: { code: string }) => error,
    );
    return failed.code;
  };
  const state = async () => (await store.load(id))?.state;
  return { clock, store, registry, engine, begin, send, refused, state };
}

describe('a version', () => {
  test('is drafted, proposed, approved by another manager, and begins on its day, which daylight saving shortens', async () => {
    const { clock, store, registry, engine, send, state } = await drafted();
    expect((await store.tasksOf(id)).map(({ queue, title }) => [queue, title.text])).toEqual([
      ['rule-drafts', 'Rules letters version 2: draft to finish'],
    ]);
    await send(ann, 'rule.edit', draftOf(10));
    await send(ann, 'rule.propose', { effectiveFrom: '2027-03-14' });
    const [task] = await store.tasksOf(id);
    expect([task?.queue, task?.title.text, task?.dueOn, task?.dueAt]).toEqual([
      'rule-approval',
      'Rules letters version 2, effective 2027-03-14: approve',
      '2027-03-14',
      Date.parse('2027-03-15T03:59:59.999Z'),
    ]);
    await send(ben, 'rule.approve', { note: 'As the committee decided' });
    expect(await state()).toBe('scheduled');
    expect(await store.tasksOf(id)).toEqual([]);
    const approved = await store.load(id);
    expect(approved && approvedRuleSet(approved)).toEqual({
      id: 'letters',
      version: 2,
      effectiveFrom: '2027-03-14',
      keyedTo: 'discharge',
      tables: [table(10)],
    });
    expect(approved?.context.approved).toEqual({
      by: { id: 'ben', name: 'BEN' },
      at: clock.now,
      note: 'As the committee decided',
    });
    clock.now = Date.parse('2027-03-14T04:59:59.999Z');
    expect(await store.leaseDeadlines(9, 1)).toEqual([]);
    clock.now += 1;
    for (const row of await store.leaseDeadlines(9, 1)) await engine.fire(row);
    expect(await state()).toBe('inForce');
    expect(await auditLog(registry, store)).toMatchObject({ differing: [], unattended: [] });
  });

  test('is not approved by who proposed it or edited it last, but by an administrator', async () => {
    const { send, refused, state } = await drafted();
    await send(ben, 'rule.edit', draftOf(10));
    await send(ann, 'rule.propose', { effectiveFrom: '2027-04-01' });
    expect(await refused(ann, 'rule.approve')).toBe('not-allowed-now');
    expect(await refused(ben, 'rule.approve')).toBe('not-allowed-now');
    await send(kim, 'rule.approve');
    expect(await state()).toBe('scheduled');
  });

  test('approved on its day is in force at once', async () => {
    const { send, state } = await drafted('2028-02-29T23:00:00Z');
    await send(ann, 'rule.propose', { effectiveFrom: '2028-02-29' });
    await send(ben, 'rule.approve');
    expect(await state()).toBe('inForce');
  });

  test('holds for days that have passed only if someone said why', async () => {
    const { clock, send, refused, state } = await drafted();
    expect(await refused(ann, 'rule.propose', { effectiveFrom: '2027-03-12' })).toBe(
      'not-allowed-now',
    );
    await send(ann, 'rule.propose', { effectiveFrom: '2027-03-13' });
    // Midnight in New York has passed since.
    clock.now = Date.parse('2027-03-14T05:00:00Z');
    expect(await refused(ben, 'rule.approve')).toBe('not-allowed-now');
    await send(ben, 'rule.approve', { retroactiveReason: 'The bylaws say so since the 13th' });
    expect(await state()).toBe('inForce');
  });

  test('given back is a draft again with the reason, and can be proposed anew or withdrawn', async () => {
    const { store, send, state } = await drafted();
    await send(ann, 'rule.propose', { effectiveFrom: '2027-04-01' });
    await send(ben, 'rule.return', { reason: 'Ten days are too short' });
    expect((await store.tasksOf(id)).map(({ queue, title }) => [queue, title.text])).toEqual([
      ['rule-drafts', 'Rules letters version 2: returned, change it'],
    ]);
    expect((await store.load(id))?.context.returned).toMatchObject({
      note: 'Ten days are too short',
    });
    await send(ann, 'rule.propose', { effectiveFrom: '2027-05-01' });
    await send(ann, 'rule.withdraw', { reason: 'Not needed any more' });
    expect([await state(), await store.tasksOf(id)]).toEqual(['withdrawn', []]);
  });

  test('published never changes, and is taken back in one step with a reason, also before its day', async () => {
    const { clock, store, send, refused, state } = await drafted();
    await send(ann, 'rule.propose', { effectiveFrom: '2027-04-01' });
    await send(ben, 'rule.approve');
    for (const type of [
      'rule.edit',
      'rule.propose',
      'rule.approve',
      'rule.return',
      'rule.withdraw',
    ])
      expect([
        type,
        await refused(ann, type, {
          ...draftOf(1),
          effectiveFrom: '2027-04-01',
          reason: 'Because I want it',
        }),
      ]).toEqual([type, 'not-allowed-now']);
    expect(await refused(ann, 'rule.roll-back', { reason: '' })).toBe('invalid-input');
    await send(ann, 'rule.roll-back', { reason: 'It was to be 12 days' });
    expect(await state()).toBe('rolledBack');
    clock.now = Date.parse('2027-04-02T12:00:00Z');
    expect(await store.leaseDeadlines(9, 1)).toEqual([]);
    expect(await refused(ann, 'rule.roll-back', { reason: 'Once more' })).toBe('not-allowed-now');
  });

  test('that ends before it starts is not proposed', async () => {
    const { refused } = await drafted();
    const dates = { effectiveFrom: '2027-04-02', effectiveTo: '2027-04-01' };
    expect(await refused(ann, 'rule.propose', dates)).toBe('invalid-input');
    expect(await refused(ann, 'rule.propose', { effectiveFrom: '2027-02-29' })).toBe(
      'invalid-input',
    );
  });
});

test.each([
  [
    'a manager of one facility',
    user('moe', 'manager', ['north']),
    ['rule.edit', 'rule.propose', 'rule.roll-back'],
  ],
  ['an administrator', kim, ['rule.edit', 'rule.propose', 'rule.withdraw', 'rule.roll-back']],
  [
    'a supervisor',
    user('sue', 'supervisor'),
    ['rule.edit', 'rule.propose', 'rule.approve', 'rule.return'],
  ],
  ['the system', systemUser, ['rule.edit', 'rule.propose', 'rule.approve', 'rule.roll-back']],
])('%s may not', async (_, who, types) => {
  const { refused, begin } = await drafted();
  for (const type of types)
    expect([type, await refused(who, type, draftOf(10))]).toEqual([type, 'not-permitted']);
  await expect(begin('d2', who)).rejects.toMatchObject({ code: 'not-permitted' });
});

// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { expect, test } from 'vitest';
import { createEngine } from '../../engine/engine.ts';
import { createMemoryStore } from '../../engine/memory-store.ts';
import type { User } from '../../engine/model/user.ts';
import { createRegistry } from '../../engine/registry.ts';
import { RuleSet } from '../../engine/rules/rule-set.ts';
import type { Store } from '../../engine/store.ts';
import type { Family } from '../../engine/workflow.ts';
import { ruleChangeIdOf, ruleFamilyIdOf } from '../../engine/workflows/rule-change/ids.ts';
import { ruleChanges } from '../../engine/workflows/rule-change/workflow.ts';
import { createRuleVersions } from './rule-versions.ts';

const user = (id: string): User => ({
  id,
  name: id,
  grants: [{ role: 'manager', facilities: '*' }],
});
const shipped = (version: number, tables = ['ageing']): RuleSet =>
  RuleSet.parse({
    id: 'letters',
    version,
    effectiveFrom: '2025-01-01',
    keyedTo: 'discharge',
    tables: tables.map((id) => ({
      id,
      title: id,
      hitPolicy: 'first',
      inputs: [{ name: 'class', label: 'Class', kind: 'string' }],
      outputs: [{ name: 'days', label: 'Days', kind: 'number' }],
      rows: [{ id: 'all', when: {}, then: { days: version } }],
    })),
  });
/** A product that ships these rules and nothing that asks for them. */
const product = (...ruleSets: RuleSet[]) => {
  const family: Family = { id: 'letters', members: [], plan: () => [], settle: () => [], ruleSets };
  return createRegistry([ruleChanges, family]);
};

async function publish(store: Store, version: number) {
  let n = 0;
  const engine = createEngine({ registry: product(), store, newId: () => `e${version}-${++n}` });
  const id = ruleChangeIdOf(String(version));
  await engine.start(
    'rule-change',
    {
      baseVersion: 1,
      version,
      tables: shipped(1).tables,
      changes: [],
      ruleSetId: 'letters',
      keyedTo: 'discharge',
      zone: 'America/New_York',
      author: { id: 'ann', name: 'ann' },
    },
    { user: user('ann'), id, familyId: ruleFamilyIdOf('letters') },
  );
  const send = (who: string, type: string, payload: object = {}) =>
    engine.send(id, { type, ...payload }, { user: user(who) });
  await send('ann', 'rule.propose', { effectiveFrom: '2026-11-24' });
  await send('ben', 'rule.approve');
  return { rollBack: () => send('ann', 'rule.roll-back', { reason: 'It was wrong' }) };
}
const formerRules = async () => null;
const newStore = () => createMemoryStore(() => Date.parse('2026-11-24T15:00:00Z'));

test('a number that a site has used stays the site’s when a later product ships it too, also once rolled back', async () => {
  const store = newStore();
  const { rollBack } = await publish(store, 2);
  const versions = createRuleVersions({
    registry: product(shipped(1), shipped(2)),
    store,
    formerRules,
  });
  const shown = async () =>
    (await versions.all('letters')).map(({ ruleSet, change, notUsed }) => [
      ruleSet.version,
      change === null ? 'product' : 'site',
      notUsed,
    ]);
  expect((await shown()).sort()).toEqual([
    [1, 'product', null],
    [2, 'product', 'number-taken'],
    [2, 'site', null],
  ]);
  expect((await versions.inUse()).map(({ version }) => version)).toEqual([2, 1]);
  await rollBack();
  expect((await versions.inUse()).map(({ version }) => version)).toEqual([1]);
  expect(await shown()).toContainEqual([2, 'site', 'rolled-back']);
});

test('a version of the site without a table that a later product asks for is not judged by', async () => {
  const store = newStore();
  await publish(store, 2);
  const later = product(shipped(1), shipped(3, ['ageing', 'mails']));
  const versions = createRuleVersions({ registry: later, store, formerRules });
  expect((await versions.inUse()).map(({ version }) => version)).toEqual([3, 1]);
  expect((await versions.all('letters')).map(({ notUsed }) => notUsed)).toEqual([
    null,
    'lacks-tables',
    null,
  ]);
});

test('what another server publishes is seen within two seconds though no notice comes, and what is fresh reads nothing', async () => {
  const store = newStore();
  let [reads, elapsed] = [0, 5000];
  // As two processes over one SQLite file: neither hears of the other's commits.
  const deaf: Store = {
    ...store,
    subscribe: () => () => {},
    guard: (key) => {
      reads += 1;
      return store.guard(key);
    },
  };
  const versions = createRuleVersions({
    registry: product(shipped(1)),
    store: deaf,
    formerRules,
    elapsed: () => elapsed,
  });
  const before = await versions.inUse();
  await publish(store, 2);
  expect([await versions.inUse(), reads]).toEqual([before, 1]);
  elapsed += 2000;
  expect((await versions.inUse()).map(({ version }) => version)).toEqual([2, 1]);
  expect(reads).toBe(2);
});

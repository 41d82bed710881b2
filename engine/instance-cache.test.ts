import { expect, test } from 'vitest';
import { createInstanceCache } from './instance-cache.ts';
import type { Instance } from './workflow.ts';

const instance = (id: string, version: number): Instance => ({
  id,
  workflow: 'w',
  workflowVersion: 1,
  version,
  familyId: null,
  facility: 'north',
  patientId: null,
  encounterId: null,
  practitionerId: null,
  isOpen: true,
  state: 's',
  context: {},
  startedAt: 0,
  updatedAt: 0,
});

test('keeps what was asked for last, at its newest version', () => {
  const cache = createInstanceCache(2);
  cache.put(instance('a', 1));
  cache.put(instance('b', 1));
  cache.get('a');
  cache.put(instance('c', 1));
  expect(['a', 'b', 'c'].map((id) => cache.get(id)?.version)).toEqual([1, undefined, 1]);
  cache.renew(instance('a', 2));
  expect(cache.get('a')?.version).toBe(2);
});

test('takes in nothing that is only renewed, so that a load of any length leaves it as it was', () => {
  const cache = createInstanceCache(1000);
  cache.put(instance('asked for', 1));
  for (let n = 0; n < 5000; n += 1) cache.renew(instance(`loaded ${n}`, 1));
  expect(cache.get('asked for')?.version).toBe(1);
  expect(cache.get('loaded 4999')).toBeUndefined();
});

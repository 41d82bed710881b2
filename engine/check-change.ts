import { Refusal, versionConflict } from './errors.ts';
import type { Change } from './store.ts';

/** What is written now, as a store can read it inside its transaction; 0 when there is none. */
export interface WrittenVersions {
  guard(key: string): number;
  instance(id: string): number;
  resource(type: string, id: string): number;
}

/**
 * Refuses a change that was computed from what is no longer so, before anything of it is written.
 * @throws Refusal `stale-facts`, `version-conflict`, `already-exists`
 */
export function checkChange(change: Change, written: WrittenVersions): void {
  for (const { key, expected } of change.guards ?? []) {
    const actual = written.guard(key);
    if (actual !== expected) throw stale(key, expected, actual);
  }
  for (const step of change.steps ?? []) {
    const actual = written.instance(step.instance.id);
    if (actual === step.expectedVersion) continue;
    if (step.expectedVersion === 0) {
      const id = step.instance.id;
      throw new Refusal('already-exists', `${id} exists already. Send it an event instead.`, {
        instanceId: id,
      });
    }
    throw versionConflict(step.instance.id, step.expectedVersion, actual);
  }
  for (const { instanceId, version } of change.seen ?? []) {
    const actual = written.instance(instanceId);
    if (actual !== version) throw stale(instanceId, version, actual);
  }
  for (const row of change.resources ?? []) {
    const actual = written.resource(row.type, row.id);
    if (actual !== row.version - 1) throw stale(`${row.type}/${row.id}`, row.version - 1, actual);
  }
  for (const { type, id, version } of change.confirmed ?? []) {
    const actual = written.resource(type, id);
    if (actual !== version) throw stale(`${type}/${id}`, version, actual);
  }
}

function stale(key: string, expected: number, actual: number): Refusal {
  return new Refusal(
    'stale-facts',
    `${key} has changed meanwhile. Read it again and decide anew.`,
    {
      expected,
      actual,
    },
  );
}

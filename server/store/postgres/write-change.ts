import { checkChange, type WrittenVersions } from '../../../engine/check-change.ts';
import { Refusal } from '../../../engine/errors.ts';
import type { Change, ResourceRow, Step, TaskRow } from '../../../engine/store.ts';
import { type StoredRow, toStored } from './row.ts';
import * as t from './tables.ts';
import { type Witness, witnessOf } from './witness.ts';

/** Versions as the database has them, by `instanceKey`, `guardKey` and `resourceKey`. */
export type Versions = ReadonlyMap<string, number>;

/** A batch ready to be sent: what is left when later writes of a key replace earlier ones. */
export interface Net {
  /** One per change: why it is refused, if the versions are as assumed. */
  readonly refusals: readonly (Refusal | null)[];
  /** Null when every change was refused. */
  readonly parameters: readonly unknown[] | null;
  /** A row that only this batch can have written. */
  readonly witness: Witness | null;
}

export const instanceKey = (id: string): string => `instance ${id}`;
export const guardKey = (key: string): string => `guard ${key}`;
export const resourceKey = (type: string, id: string): string => `resource ${type}/${id}`;

/**
 * Plays the changes in order on the versions they expect (or on `known` ones) and adds up what they write.
 * The database confirms every assumption, or says what is; then this is asked again.
 */
export function netChanges(changes: readonly Change[], known: Versions, at: number | null): Net {
  const sums = createSums(known);
  const refusals = changes.map((change) => {
    const assumed = sums.assume(change);
    try {
      checkChange(change, sums.written);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sums.forget(assumed);
      return error;
    }
    sums.add(change);
    return null;
  });
  const isEmpty = refusals.every((refusal) => refusal !== null);
  return {
    refusals,
    parameters: isEmpty ? null : sums.parameters(at),
    witness: witnessOf(changes.filter((_, n) => refusals[n] === null)),
  };
}

const stored = {
  history: toStored(t.history),
  instance: toStored(t.instances),
  task: toStored(t.tasks),
  deadline: toStored(t.deadlines),
  effect: toStored(t.effects),
  resource: toStored(t.resources),
  message: toStored(t.messages),
  audit: toStored(t.audit),
};

interface Raised {
  readonly from: number;
  readonly to: number;
}

function createSums(known: Versions) {
  const versions = new Map(known);
  const instances = new Map<string, Raised & { readonly step: Step }>();
  const guards = new Map<string, Raised>();
  const resources = new Map<string, { readonly from: number; readonly row: ResourceRow }>();
  const history: StoredRow[] = [];
  const tasksGone = new Set<string>();
  const tasksPut = new Map<string, TaskRow>();
  const deadlinesGone = new Map<string, StoredRow>();
  const deadlinesPut = new Map<string, StoredRow>();
  const effects: StoredRow[] = [];
  const effectsDone: string[] = [];
  const resourceVersions: StoredRow[] = [];
  const messages: StoredRow[] = [];
  const audit: StoredRow[] = [];
  const settings = new Map<string, string>();
  const counters = new Map<string, StoredRow & { count: number }>();

  const version = (key: string): number => versions.get(key) ?? 0;
  const written: WrittenVersions = {
    guard: (key) => version(guardKey(key)),
    instance: (id) => version(instanceKey(id)),
    resource: (type, id) => version(resourceKey(type, id)),
  };

  const assume = (change: Change): readonly string[] => {
    const assumed: string[] = [];
    const expect = (key: string, expected: number): void => {
      if (versions.has(key)) return;
      versions.set(key, expected);
      assumed.push(key);
    };
    for (const { key, expected } of change.guards ?? []) expect(guardKey(key), expected);
    for (const { instance, expectedVersion } of change.steps ?? [])
      expect(instanceKey(instance.id), expectedVersion);
    for (const row of change.resources ?? [])
      expect(resourceKey(row.type, row.id), row.version - 1);
    return assumed;
  };

  const add = (change: Change): void => {
    for (const { key, expected } of change.guards ?? []) {
      guards.set(key, { from: guards.get(key)?.from ?? expected, to: expected + 1 });
      versions.set(guardKey(key), expected + 1);
    }
    for (const step of change.steps ?? []) addStep(step);
    for (const row of change.resources ?? []) addResource(row);
    effectsDone.push(...(change.effectsDone ?? []));
    if (change.message) messages.push(stored.message(change.message));
    for (const row of change.audit ?? []) audit.push(stored.audit(row));
    for (const [key, value] of Object.entries(change.settings ?? {})) settings.set(key, value);
  };

  const addStep = (step: Step): void => {
    const { id } = step.instance;
    const from = instances.get(id)?.from ?? step.expectedVersion;
    instances.set(id, { from, to: step.instance.version, step });
    versions.set(instanceKey(id), step.instance.version);
    for (const entry of step.entries)
      history.push(stored.history({ ...entry, payload: entry.payload ?? null }));
    const kept = new Set(step.tasksPut.map((row) => row.id));
    for (const row of step.tasksGone) {
      countTask(row, -1);
      if (kept.has(row.id)) continue;
      tasksGone.add(row.id);
      tasksPut.delete(row.id);
    }
    for (const row of step.tasksPut) {
      countTask(row, 1);
      tasksPut.set(row.id, { ...row, openedAt: tasksPut.get(row.id)?.openedAt ?? row.openedAt });
    }
    for (const key of step.deadlinesRemoved) {
      deadlinesGone.set(`${id}/${key}`, { instance_id: id, key });
      deadlinesPut.delete(`${id}/${key}`);
    }
    for (const row of step.deadlinesPut)
      deadlinesPut.set(`${id}/${row.key}`, stored.deadline({ ...row, leasedUntil: 0 }));
    for (const row of step.effects) {
      const waiting = { nextAt: row.notBeforeAt, attempts: 0, doneAt: null, deadAt: null };
      effects.push(stored.effect({ ...row, ...waiting, lastError: null }));
    }
  };

  const countTask = ({ queue, facility, listState, dueOn }: TaskRow, by: 1 | -1): void => {
    const key = JSON.stringify([queue, facility, listState, dueOn]);
    const count = (counters.get(key)?.count ?? 0) + by;
    counters.set(key, { queue, facility, list_state: listState, due_on: dueOn, count });
  };

  const addResource = (row: ResourceRow): void => {
    const key = resourceKey(row.type, row.id);
    resources.set(key, { from: resources.get(key)?.from ?? row.version - 1, row });
    versions.set(key, row.version);
    resourceVersions.push(stored.resource(row));
  };

  const parameters = (at: number | null): readonly unknown[] => {
    const changedInstances = sorted(instances);
    const changedGuards = sorted(guards);
    const changedResources = sorted(resources).map(([, raised]) => raised);
    const identifiers = changedResources
      .filter(({ row }) => !row.isDeleted)
      .flatMap(({ row: { type, id, identifiers: all } }) =>
        all.map((identifier) => ({ type, identifier, id })),
      );
    return [
      at,
      list(changedInstances.map(([id]) => id)),
      list(changedInstances.map(([, { from }]) => from)),
      list(changedGuards.map(([key]) => key)),
      list(changedGuards.map(([, { from }]) => from)),
      list(changedGuards.map(([, { to }]) => to)),
      list(changedResources.map(({ row }) => row.type)),
      list(changedResources.map(({ row }) => row.id)),
      list(changedResources.map(({ from }) => from)),
      rows(history.sort(byColumn('instance_id'))),
      rows(changedInstances.map(([, { step }]) => stored.instance(step.instance))),
      list([...tasksGone].sort()),
      rows(sorted(tasksPut).map(([, row]) => stored.task(row))),
      rows(sorted(deadlinesGone).map(([, row]) => row)),
      rows(sorted(deadlinesPut).map(([, row]) => row)),
      rows(effects),
      list(effectsDone.sort()),
      rows(resourceVersions),
      rows(changedResources.map(({ row }) => stored.resource(row))),
      resources.size === 0 ? null : JSON.stringify(identifiers),
      rows(messages),
      rows(audit),
      rows(sorted(settings).map(([key, value]) => ({ key, value }))),
      rows(
        sorted(counters)
          .map(([, row]) => row)
          .filter(({ count }) => count !== 0),
      ),
    ];
  };

  return {
    written,
    assume,
    /** A refused change proves nothing about what it expected. */
    forget: (assumed: readonly string[]): void => {
      for (const key of assumed) versions.delete(key);
    },
    add,
    parameters,
  };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function byColumn(name: string): (a: StoredRow, b: StoredRow) => number {
  return (a, b) => {
    const [one, other] = [String(a[name]), String(b[name])];
    return one < other ? -1 : one > other ? 1 : 0;
  };
}

function list<Value>(values: readonly Value[]): readonly Value[] | null {
  return values.length === 0 ? null : values;
}

function rows(values: readonly StoredRow[]): string | null {
  return values.length === 0 ? null : JSON.stringify(values);
}

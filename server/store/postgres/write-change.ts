import { checkChange, type WrittenVersions } from '../../../engine/check-change.ts';
import { Refusal } from '../../../engine/errors.ts';
import { recordContentsOf } from '../../../engine/record-contents.ts';
import type {
  Change,
  ConfirmedSources,
  EffectRow,
  ResourceTerms,
  ResourceWrite,
  Step,
  TaskRow,
} from '../../../engine/store.ts';
import { byColumn, list, rows, sorted } from './batch-lists.ts';
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
  content: toStored(t.contents),
  message: toStored(t.messages),
  extract: toStored(t.extracts),
  job: toStored(t.jobs),
  resourceVersion: toStored(t.resourceVersions),
  audit: toStored(t.audit),
};

interface Raised {
  readonly from: number;
  readonly to: number;
}

function createSums(known: Versions) {
  const versions = new Map(known);
  const instances = new Map<string, Raised & { readonly step: Step }>();
  /** Instances that a change only read, at the version it read. */
  const seen = new Map<string, number>();
  const guards = new Map<string, Raised>();
  const resources = new Map<string, { readonly from: number; readonly row: ResourceWrite }>();
  /** Resources that only their sources change of: read at a version, and left at it. */
  const confirmed = new Map<string, ConfirmedSources>();
  const terms = new Map<string, ResourceTerms & { readonly isNew: boolean }>();
  const contents = new Map<string, StoredRow>();
  const recordContents = new Set<string>();
  const contentsDropped = new Map<string, StoredRow>();
  const extracts = new Map<string, StoredRow>();
  const jobs = new Map<string, StoredRow>();
  const history: StoredRow[] = [];
  const tasksGone = new Set<string>();
  const tasksPut = new Map<string, TaskRow>();
  const deadlinesGone = new Map<string, StoredRow>();
  const deadlinesPut = new Map<string, StoredRow>();
  const effects: StoredRow[] = [];
  const effectsDone: string[] = [];
  const resourceVersions = new Map<string, StoredRow>();
  const messages = new Map<string, StoredRow>();
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
    for (const { instanceId, version: at } of change.seen ?? [])
      expect(instanceKey(instanceId), at);
    for (const row of change.resources ?? [])
      expect(resourceKey(row.type, row.id), row.version - 1);
    for (const row of change.confirmed ?? []) expect(resourceKey(row.type, row.id), row.version);
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
    for (const row of change.confirmed ?? []) addConfirmed(row);
    for (const row of change.terms ?? [])
      terms.set(resourceKey(row.type, row.id), { ...row, isNew: false });
    for (const row of change.effects ?? []) effects.push(waiting(row));
    for (const row of change.contents ?? [])
      contents.set(row.hash, stored.content({ hash: row.hash, bytes: Buffer.from(row.bytes) }));
    for (const row of change.extracts ?? []) extracts.set(row.contentHash, stored.extract(row));
    if (change.job) jobs.set(change.job.id, stored.job(change.job));
    if (change.message) {
      const row = stored.message({ ...change.message, contentDroppedOn: null });
      messages.set(change.message.id, row);
      // What came again after it was dropped has its content again.
      contentsDropped.delete(change.message.id);
    }
    for (const hash of recordContentsOf(change)) recordContents.add(hash);
    for (const { messageId, outcome, on } of change.contentsDropped ?? [])
      contentsDropped.set(messageId, { id: messageId, outcome, on_day: on });
    for (const one of change.seen ?? []) seen.set(one.instanceId, one.version);
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
      deadlinesPut.set(`${id}/${row.key}`, stored.deadline({ leasedUntil: 0, ...row }));
    for (const row of step.effects) effects.push(waiting(row));
  };

  const countTask = ({ queue, facility, listState, dueOn }: TaskRow, by: 1 | -1): void => {
    const key = JSON.stringify([queue, facility, listState, dueOn]);
    const count = (counters.get(key)?.count ?? 0) + by;
    counters.set(key, { queue, facility, list_state: listState, due_on: dueOn, count });
  };

  const addConfirmed = (confirmation: ConfirmedSources): void => {
    const key = resourceKey(confirmation.type, confirmation.id);
    const written = resources.get(key);
    if (written === undefined) confirmed.set(key, confirmation);
    else {
      const row = { ...written.row, sources: confirmation.sources };
      resources.set(key, { ...written, row });
      resourceVersions.set(key + row.version, stored.resourceVersion(row));
    }
  };

  const addResource = (write: ResourceWrite): void => {
    const row = write.isDeleted ? { ...write, terms: [] } : write;
    const key = resourceKey(row.type, row.id);
    resources.set(key, { from: resources.get(key)?.from ?? row.version - 1, row });
    versions.set(key, row.version);
    terms.set(key, { type: row.type, id: row.id, terms: row.terms, isNew: true });
    resourceVersions.set(key + row.version, stored.resourceVersion(row));
    // What was confirmed before stands at a version that is no more.
    const earlier = confirmed.get(key);
    if (earlier !== undefined) confirmed.delete(key);
  };

  const parameters = (at: number | null): readonly unknown[] => {
    const changedInstances = sorted(instances);
    const readInstances = sorted(
      new Map([...seen, ...[...instances].map(([id, { from }]) => [id, from] as const)]),
    );
    const changedGuards = sorted(guards);
    const changedResources = sorted(resources).map(([, raised]) => raised);
    const confirmedRows = sorted(confirmed).map(([, row]) => row);
    const read = sorted(
      new Map([
        ...[...confirmed].map(([key, row]) => [key, { row, from: row.version }] as const),
        ...[...resources].map(([key, { row, from }]) => [key, { row, from }] as const),
      ]),
    ).map(([, one]) => one);
    return [
      at,
      list(readInstances.map(([id]) => id)),
      list(readInstances.map(([, from]) => from)),
      list(changedGuards.map(([key]) => key)),
      list(changedGuards.map(([, { from }]) => from)),
      list(changedGuards.map(([, { to }]) => to)),
      list(read.map(({ row }) => row.type)),
      list(read.map(({ row }) => row.id)),
      list(read.map(({ from }) => from)),
      rows(history.sort(byColumn('instance_id'))),
      rows(changedInstances.map(([, { step }]) => stored.instance(step.instance))),
      list([...tasksGone].sort()),
      rows(sorted(tasksPut).map(([, row]) => stored.task(row))),
      rows(sorted(deadlinesGone).map(([, row]) => row)),
      rows(sorted(deadlinesPut).map(([, row]) => row)),
      rows(effects),
      list(effectsDone.sort()),
      rows([...resourceVersions.values()]),
      rows(changedResources.map(({ row }) => stored.resource({ ...row, foundBy: row.terms }))),
      rows(
        sorted(terms).map(([, { type, id, terms: foundBy, isNew }]) => ({
          type,
          id,
          found_by: foundBy,
          is_new: isNew,
        })),
      ),
      rows(
        confirmedRows.map(({ sources, ...row }) => ({ ...row, sources: JSON.stringify(sources) })),
      ),
      rows(sorted(contents).map(([, row]) => row)),
      list([...recordContents].sort()),
      rows(sorted(messages).map(([, row]) => row)),
      rows(sorted(contentsDropped).map(([, row]) => row)),
      rows(sorted(extracts).map(([, row]) => row)),
      rows(sorted(jobs).map(([, row]) => row)),
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

function waiting(row: EffectRow): StoredRow {
  const fresh = { attempts: 0, doneAt: null, deadAt: null, lastError: null };
  return stored.effect({ ...row, ...fresh, nextAt: row.notBeforeAt });
}

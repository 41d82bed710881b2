import { auditLog } from '../../engine/insight/audit-log.ts';
import type { Registry } from '../../engine/registry.ts';
import { projectedTasks, standingDeadlines, startStep, step } from '../../engine/step.ts';
import type { HistoryEntry, Store } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';

/** What a replay of the whole history finds different in what is stored: all must be empty. */
export interface StateAudit {
  readonly instances: number;
  readonly events: number;
  readonly differing: readonly string[];
  readonly unattended: readonly string[];
  readonly tasksDiffering: readonly string[];
  readonly deadlinesDiffering: readonly string[];
  /** Effects the history asks for that are not there, or the other way round. */
  readonly effectsDiffering: readonly string[];
  readonly countsDiffering: readonly string[];
}

export interface StoredDeadline {
  readonly instance_id: string;
  readonly key: string;
  readonly due_at: number;
}

/** Compares state, tasks, deadlines, effects and counters with what the history makes them. */
export async function auditState(
  registry: Registry,
  store: Store,
  deadlines: readonly StoredDeadline[],
): Promise<StateAudit> {
  const log = await auditLog(registry, store);
  const tasksDiffering: string[] = [];
  const effectsDiffering: string[] = [];
  const standing: string[] = [];
  const queues = new Set<string>();
  const compare = async (stored: Instance): Promise<void> => {
    const { instance, effects } = rerun(registry, await store.history(stored.id), stored.familyId);
    const workflow = registry.workflow(stored.workflow, stored.workflowVersion);
    const wanted = projectedTasks(workflow, instance).map(({ openedAt: _, ...row }) => row);
    const kept = (await store.tasksOf(stored.id)).map(({ openedAt: _, claim: __, ...row }) => row);
    for (const one of [...wanted, ...kept]) queues.add(one.queue);
    if (sorted(wanted) !== sorted(kept)) tasksDiffering.push(stored.id);
    const keptEffects = (await store.effects(stored.id)).map((effect) => effect.key);
    if (sorted(effects) !== sorted(keptEffects)) effectsDiffering.push(stored.id);
    for (const { key, dueAt } of standingDeadlines(workflow, instance))
      standing.push(`${stored.id}|${key}|${dueAt}`);
  };
  for await (const page of pagesOfInstances(store)) await Promise.all(page.map(compare));
  const keptDeadlines = deadlines.map((row) => `${row.instance_id}|${row.key}|${row.due_at}`);
  return {
    ...log,
    tasksDiffering,
    effectsDiffering,
    deadlinesDiffering: symmetricDifference(standing, keptDeadlines),
    countsDiffering: await compareCounts(store, [...queues]),
  };
}

/** The differences of an audit in one list. */
export function differencesOf(audit: StateAudit): string[] {
  return Object.entries(audit).flatMap(([name, found]) =>
    Array.isArray(found) ? found.map((one) => `${name}: ${one}`) : [],
  );
}

async function* pagesOfInstances(store: Store): AsyncGenerator<readonly Instance[]> {
  let afterId: string | null = null;
  for (;;) {
    const page: Instance[] = await store.instances(afterId, 100);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    afterId = last.id;
  }
}

function rerun(registry: Registry, entries: readonly HistoryEntry[], familyId: string | null) {
  let instance: Instance | undefined;
  const effects: string[] = [];
  for (const entry of entries) {
    const workflow = registry.workflow(entry.workflow, entry.workflowVersion);
    const event = { ...(entry.payload as Record<string, unknown>), type: entry.type };
    const made =
      instance === undefined
        ? startStep(workflow, { id: entry.instanceId, familyId, input: entry.payload }, entry)
        : step(workflow, instance, event, entry);
    instance = made.instance;
    effects.push(...made.effects.map((effect) => effect.key));
  }
  if (instance === undefined) throw new Error('an instance without a history');
  return { instance, effects };
}

async function compareCounts(store: Store, queues: readonly string[]): Promise<string[]> {
  const counted = (await store.counts(queues)).flatMap(
    ({ facility, queue, listState, dueOn, count }) =>
      count === 0 ? [] : [`${facility}|${queue}|${listState}|${dueOn}|${count}`],
  );
  const listed = new Map<string, number>();
  for (const queue of queues) {
    for (const listState of ['open', 'on-hold', 'waiting']) {
      const scope = { queue, title: '', facilities: '*' as const, practitioners: null };
      const { tasks } = await store.tasks({ scope, listState, limit: 1_000_000 });
      for (const { facility, dueOn } of tasks) {
        const cell = `${facility}|${queue}|${listState}|${dueOn}`;
        listed.set(cell, (listed.get(cell) ?? 0) + 1);
      }
    }
  }
  return symmetricDifference(
    counted,
    [...listed].map(([cell, count]) => `${cell}|${count}`),
  );
}

/** Comparable whatever the order of rows and of the fields in them. */
function sorted(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => JSON.stringify(inOrder(value))).sort());
}

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, inner]) => [field, inOrder(inner)]);
}

function symmetricDifference(some: readonly string[], others: readonly string[]): string[] {
  const left = new Set(some);
  const right = new Set(others);
  return [
    ...some.filter((one) => !right.has(one)).map((one) => `wanted ${one}`),
    ...others.filter((one) => !left.has(one)).map((one) => `kept ${one}`),
  ];
}

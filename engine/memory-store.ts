import { checkChange, type WrittenVersions } from './check-change.ts';
import { auditOfNext, gone, heldBy } from './claiming.ts';
import { asStored, createMemoryKept } from './memory-kept.ts';
import { createMemoryReports } from './memory-reports.ts';
import { page } from './memory-tasks.ts';
import { noticeOf } from './notice.ts';
import type {
  AuditRow,
  ChangeNotice,
  Claim,
  DeadlineRow,
  EffectRow,
  EffectState,
  HistoryEntry,
  ListedTask,
  Store,
  TaskCount,
  TaskRow,
} from './store.ts';
import type { Instance } from './workflow.ts';

/** The reference store: what the others must behave like. For tests, and for the server that runs in a browser. */
export function createMemoryStore(clock: () => number = Date.now): Store {
  const instances = new Map<string, Instance>();
  const entries = new Map<string, HistoryEntry[]>();
  const tasks = new Map<string, TaskRow>();
  const claims = new Map<string, Claim>();
  const deadlines = new Map<string, DeadlineRow & { leasedUntil: number }>();
  const effects = new Map<string, EffectState & { nextAt: number }>();
  const kept = createMemoryKept();
  const audits: AuditRow[] = [];
  const guards = new Map<string, number>();
  const settings = new Map<string, string>();
  const listeners = new Set<(notice: ChangeNotice) => void>();

  const written: WrittenVersions = {
    guard: (key) => guards.get(key) ?? 0,
    instance: (id) => instances.get(id)?.version ?? 0,
    resource: kept.versionOf,
  };
  const liveClaim = (taskId: string): Claim | null => {
    const claim = claims.get(taskId);
    return claim !== undefined && claim.expiresAt > clock() ? claim : null;
  };
  const listed = (row: TaskRow): ListedTask => ({ ...row, claim: liveClaim(row.id) });
  const existing = (taskId: string): TaskRow => {
    const row = tasks.get(taskId);
    if (row === undefined) throw gone(taskId);
    return row;
  };

  const commit: Store['commit'] = async (change) => {
    checkChange(change, written);
    for (const { key, expected } of change.guards ?? []) guards.set(key, expected + 1);
    kept.write(change);
    for (const step of change.steps ?? []) {
      instances.set(step.instance.id, asStored(step.instance));
      const earlier = entries.get(step.instance.id) ?? [];
      entries.set(step.instance.id, [...earlier, ...step.entries.map(asStored)]);
      const staying = new Set(step.tasksPut.map((row) => row.id));
      for (const row of step.tasksGone) {
        if (staying.has(row.id)) continue;
        tasks.delete(row.id);
        claims.delete(row.id);
      }
      for (const row of step.tasksPut) {
        tasks.set(row.id, { ...row, openedAt: tasks.get(row.id)?.openedAt ?? row.openedAt });
      }
      for (const key of step.deadlinesRemoved) deadlines.delete(`${step.instance.id}/${key}`);
      for (const row of step.deadlinesPut) {
        deadlines.set(`${row.instanceId}/${row.key}`, { leasedUntil: 0, ...row });
      }
      for (const row of step.effects) effects.set(row.key, waiting(row));
    }
    for (const row of change.effects ?? [])
      if (!effects.has(row.key)) effects.set(row.key, waiting(row));
    for (const key of change.effectsDone ?? []) {
      const effect = effects.get(key);
      if (effect !== undefined) effects.set(key, { ...effect, doneAt: clock() });
    }
    audits.push(...(change.audit ?? []));
    for (const [key, value] of Object.entries(change.settings ?? {})) settings.set(key, value);
    tell(noticeOf(change.steps ?? []));
  };

  const tell = (notice: ChangeNotice | null): void => {
    if (notice !== null) for (const listener of listeners) listener(notice);
  };
  const tellOf = ({ instanceId, facility, queue }: TaskRow): void =>
    tell({ isRemote: false, instances: [instanceId], queues: [{ facility, queue }] });

  const claim: Store['claim'] = async (taskId, holder, audit) => {
    const row = existing(taskId);
    const held = liveClaim(taskId);
    if (held !== null && held.holderId !== holder.id && !holder.mayTakeOver)
      throw heldBy(taskId, held);
    const at = clock();
    const claimedAt = held?.holderId === holder.id ? held.claimedAt : at;
    const mine = {
      taskId,
      holderId: holder.id,
      holderName: holder.name,
      claimedAt,
      expiresAt: at + holder.leaseMs,
    };
    claims.set(taskId, mine);
    if (audit) audits.push(audit);
    if (held?.holderId !== holder.id) tellOf(row);
    return mine;
  };

  return {
    now: clock,
    commit,
    load: async (id) => instances.get(id),
    loadFamily: async (familyId) => {
      const members = [...instances.values()].filter((one) => one.familyId === familyId);
      const ids = new Set(members.map((one) => one.id));
      return {
        version: guards.get(`family:${familyId}`) ?? 0,
        members,
        claims: [...claims.values()].filter(
          (one) => one.expiresAt > clock() && ids.has(tasks.get(one.taskId)?.instanceId ?? ''),
        ),
      };
    },
    guard: async (key) => written.guard(key),
    findEvent: async (id, eventId) => entries.get(id)?.find((entry) => entry.eventId === eventId),
    history: async (id, { afterSeq = 0, limit = Number.POSITIVE_INFINITY } = {}) =>
      (entries.get(id) ?? []).filter((entry) => entry.seq > afterSeq).slice(0, limit),
    log: async (after, limit) =>
      [...entries.keys()]
        .sort()
        .filter((id) => after === null || id >= after.instanceId)
        .flatMap((id) => entries.get(id) ?? [])
        .filter(
          (entry) =>
            after === null || entry.instanceId !== after.instanceId || entry.seq > after.seq,
        )
        .slice(0, limit),
    instances: async (afterId, limit) =>
      [...instances.values()]
        .filter((one) => afterId === null || one.id > afterId)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    tasks: async (query) => page([...tasks.values()].map(listed), query),
    task: async (id) => {
      const row = tasks.get(id);
      return row === undefined ? undefined : listed(row);
    },
    tasksOf: async (instanceId) =>
      [...tasks.values()].filter((row) => row.instanceId === instanceId).map(listed),
    counts: async (queues) =>
      countsOf([...tasks.values()].filter((row) => queues.includes(row.queue))),
    claim,
    claimNext: async (scope, holder, audit) => {
      const { tasks: open } = page([...tasks.values()].map(listed), {
        scope,
        listState: 'open',
        limit: tasks.size,
      });
      const first = open.find((one) => one.claim === null);
      if (first === undefined) return undefined;
      return { ...first, claim: await claim(first.id, holder, audit && auditOfNext(audit, first)) };
    },
    unclaim: async (taskId, holderId, audit) => {
      const held = liveClaim(taskId);
      if (held === null) return;
      if (holderId !== null && held.holderId !== holderId) throw heldBy(taskId, held);
      claims.delete(taskId);
      if (audit) audits.push(audit);
      const row = tasks.get(taskId);
      if (row !== undefined) tellOf(row);
    },
    leaseDeadlines: async (limit, leaseMs) => {
      const at = clock();
      const due = [...deadlines.values()]
        .filter((row) => row.dueAt <= at && row.leasedUntil <= at)
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit);
      for (const row of due)
        deadlines.set(`${row.instanceId}/${row.key}`, { ...row, leasedUntil: at + leaseMs });
      return due.map(({ leasedUntil: _, ...row }) => row);
    },
    dropDeadline: async (instanceId, key, armedSeq) => {
      const id = `${instanceId}/${key}`;
      if (deadlines.get(id)?.armedSeq === armedSeq) deadlines.delete(id);
    },
    leaseEffects: async (limit, leaseMs) => {
      const at = clock();
      const due = [...effects.values()]
        .filter((row) => row.doneAt === null && row.deadAt === null && row.nextAt <= at)
        .sort((a, b) => a.nextAt - b.nextAt)
        .slice(0, limit);
      for (const row of due)
        effects.set(row.key, { ...row, attempts: row.attempts + 1, nextAt: at + leaseMs });
      return due.map((row) => ({ ...row, attempts: row.attempts + 1 }));
    },
    retryEffect: async (key, at, error, isDead) => {
      const row = effects.get(key);
      if (row)
        effects.set(key, { ...row, nextAt: at, lastError: error, deadAt: isDead ? clock() : null });
    },
    nextDueAt: async () => {
      const waiting = [
        ...[...deadlines.values()].map((row) => Math.max(row.dueAt, row.leasedUntil)),
        ...[...effects.values()]
          .filter((row) => row.doneAt === null && row.deadAt === null)
          .map((row) => row.nextAt),
      ];
      return waiting.length === 0 ? null : waiting.reduce((a, b) => Math.min(a, b));
    },
    effects: async (instanceId) =>
      [...effects.values()].filter((row) => row.instanceId === instanceId),
    ...kept.reads,
    ...createMemoryReports({ tasks: () => [...tasks.values()].map(listed), instances, entries }),
    historyOfCause: async (cause) =>
      [...entries.values()].flat().filter((entry) => entry.cause === cause),
    audit: async (query) =>
      audits
        .filter(
          (row) =>
            (query.patientId === undefined || row.patientId === query.patientId) &&
            (query.userId === undefined || row.userId === query.userId) &&
            (query.instanceId === undefined || row.instanceId === query.instanceId) &&
            (query.whatPrefix === undefined || row.what.startsWith(query.whatPrefix)) &&
            (query.fromAt === undefined || row.at >= query.fromAt) &&
            (query.toAt === undefined || row.at < query.toAt) &&
            (query.beforeId === undefined || row.id < query.beforeId),
        )
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, query.limit),
    setting: async (key) => settings.get(key),
    ready: async () => ({ ok: true, reason: null }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => listeners.clear(),
  };
}

function waiting(row: EffectRow): EffectState & { nextAt: number } {
  return {
    ...row,
    attempts: 0,
    doneAt: null,
    deadAt: null,
    lastError: null,
    nextAt: row.notBeforeAt,
  };
}

function countsOf(rows: readonly TaskRow[]): TaskCount[] {
  const counts = new Map<string, TaskCount>();
  for (const { facility, queue, listState, dueOn } of rows) {
    const key = JSON.stringify([facility, queue, listState, dueOn]);
    const known = counts.get(key);
    counts.set(key, { facility, queue, listState, dueOn, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

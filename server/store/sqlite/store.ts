import { drizzle } from 'drizzle-orm/better-sqlite3';
import { noticeOf } from '../../../engine/notice.ts';
import type { Change, ChangeNotice, Store } from '../../../engine/store.ts';
import { createClaims } from './claims.ts';
import { createGroupCommit, defaultMostTogether } from './group-commit.ts';
import { createLeases } from './leases.ts';
import { type OpenOptions, openDatabase } from './open.ts';
import { createGuardReads } from './read-guards.ts';
import { createInstanceReads } from './read-instances.ts';
import { createKeptReads } from './read-kept.ts';
import { createMessageReads } from './read-messages.ts';
import { createReportReads } from './read-reports.ts';
import { createResourceReads } from './read-resources.ts';
import { prepareTaskReads } from './read-tasks.ts';
import { createReserve, noReserve } from './reserve.ts';
import { createChangeWriter } from './write-change.ts';

export interface SqliteStoreOptions extends OpenOptions {
  readonly clock?: () => number;
  /** Writes that share one commit at most; 1 is for measuring what sharing gains. */
  readonly mostTogether?: number;
  /** Called when a commit's outcome is unknown; the process must stop so that the next start finds the truth. */
  readonly onUnknownOutcome?: (error: Error) => void;
}

/** The embedded store: one file, one writer, every write of a turn in one commit. */
export function createSqliteStore(file: string, options: SqliteStoreOptions = {}): Store {
  const database = openDatabase(file, options);
  const db = drizzle(database);
  const now = options.clock ?? Date.now;
  const guards = createGuardReads(database);
  const resources = createResourceReads(database);
  const writer = createChangeWriter(database, db, { guards, resources });
  const reserve = file === ':memory:' ? noReserve : createReserve(file);
  reserve.fill();
  const group = createGroupCommit(database, {
    mostTogether: options.mostTogether ?? defaultMostTogether,
    onUnknown: options.onUnknownOutcome ?? (() => {}),
    onBegin: writer.begin,
    onFinish: writer.finish,
    onRollback: () => {
      guards.forgetAll();
      resources.forgetAll();
    },
    reserve,
  });
  const reads = prepareTaskReads(database, now);
  const listeners = new Set<(notice: ChangeNotice) => void>();

  const tell = (notice: ChangeNotice | null): void => {
    if (notice !== null) for (const listener of listeners) listener(notice);
  };
  return {
    now,
    commit: async (change) => {
      const kind = isAuditOnly(change) ? 'audit-only' : 'any';
      await group.write(() => writer.write(change, now()), kind);
      tell(noticeOf(change.steps ?? []));
    },
    ...createInstanceReads(database, reads, guards),
    tasks: async (query) => reads.listTasks(query),
    task: async (id) => reads.task(id),
    tasksOf: async (instanceId) => reads.tasksOf(instanceId),
    counts: async (queues) => reads.counts(queues),
    ...createClaims({ db, now, group, reads, writer, tell }),
    ...createLeases(database, db, group, now),
    ...createKeptReads(db),
    resource: resources.resource,
    resources: resources.resources,
    ...createMessageReads(database, db),
    ...createReportReads(database, now),
    ready: async () => {
      const reason = group.problem();
      return { ok: reason === null, reason };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      try {
        group.release();
        // It writes what it learnt about the indexes: not where nothing can be written.
        if (group.problem() === null) database.pragma('optimize');
      } catch (error) {
        if (!/^SQLITE_(FULL|READONLY)/.test((error as { code?: string }).code ?? '')) throw error;
      } finally {
        database.close();
      }
    },
  };
}

function isAuditOnly({ audit, ...rest }: Change): boolean {
  return audit !== undefined && Object.values(rest).every((part) => part === undefined);
}

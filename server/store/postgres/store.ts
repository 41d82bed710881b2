import { randomUUID } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import { noticeOf } from '../../../engine/notice.ts';
import type { Store } from '../../../engine/store.ts';
import { clockReading } from './at.ts';
import { createClaims, type Place } from './claims.ts';
import { createDatabaseClock } from './database-clock.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLeases } from './leases.ts';
import { createNotices } from './notices.ts';
import { type OpenOptions, openDatabase } from './open.ts';
import { refusalOf } from './outage.ts';
import { createInstanceReads } from './read-instances.ts';
import { createMessageReads } from './read-messages.ts';
import { createRecordReads } from './read-records.ts';
import { createReportReads } from './read-reports.ts';
import { createTaskReads } from './read-tasks.ts';
import { sendBatch } from './send-batch.ts';
import { netChanges } from './write-change.ts';

export interface PostgresStoreOptions extends OpenOptions {
  /** Replaces the database's clock, here and in SQL: a virtual clock, or a test's. */
  readonly clock?: () => number;
  /** Monotonic milliseconds, by which the database's clock is carried on between two answers. */
  readonly elapsed?: () => number;
  readonly mostTogether?: number;
}

export type PostgresStore = Store;

/**
 * The store that several servers share. Versions decide races, leases share out due work, notices are hints.
 * @throws Refusal `unavailable` when the server does not answer, or its schema is newer than this program
 */
export async function createPostgresStore(
  url: string,
  options: PostgresStoreOptions = {},
): Promise<PostgresStore> {
  const connections = await openDatabase(url, options);
  const { readers, writer } = connections;
  const clock = createDatabaseClock(options.elapsed);
  const virtualNow = (): number | null => options.clock?.() ?? null;
  const db = drizzle(readers);
  const claims = createClaims(readers, virtualNow);
  const leases = createLeases(readers, clock, virtualNow);
  const notices = createNotices(url, randomUUID());
  const group = createGroupCommit(
    {
      net: (changes, known) => netChanges(changes, known, virtualNow()),
      send: (parameters) => {
        const sentAt = clock.elapsed();
        return sendBatch(writer, parameters, (at) => clock.observe(at, sentAt));
      },
      wasWritten: async ({ witness }) => {
        if (witness === null) return false;
        return (await writer.query(witness.statement, [...witness.values])).rows.length > 0;
      },
    },
    { mostTogether: options.mostTogether ?? 256 },
  );

  const readClock = async (): Promise<void> => {
    const sentAt = clock.elapsed();
    const { rows } = await readers.query<{ at: number }>(`SELECT ${clockReading} AS at`);
    if (rows[0] !== undefined) clock.observe(rows[0].at, sentAt);
  };

  const tellOf = ({ instanceId, facility, queue }: Place): void =>
    notices.tell({ isRemote: false, instances: [instanceId], queues: [{ facility, queue }] });

  await readClock();

  return answering({
    now: options.clock ?? clock.now,
    commit: async (change) => {
      await group.write(change);
      notices.tell(noticeOf(change.steps ?? []));
    },
    ...createInstanceReads(db, readers, virtualNow),
    ...createTaskReadsOf(createTaskReads(readers, virtualNow)),
    ...createRecordReads(db),
    ...createMessageReads(db),
    ...createReportReads(readers, virtualNow),
    claim: async (taskId, holder, audit) => {
      const { claim, moved } = await claims.claim(taskId, holder, audit);
      if (moved !== null) tellOf(moved);
      return claim;
    },
    claimNext: async (scope, holder, audit) => {
      const task = await claims.claimNext(scope, holder, audit);
      if (task !== undefined) tellOf(task);
      return task;
    },
    unclaim: async (taskId, holderId, audit) => {
      const place = await claims.unclaim(taskId, holderId, audit);
      if (place !== null) tellOf(place);
    },
    ...leases,
    ready: async () => {
      try {
        await readClock();
        // Nothing else may write while we are not ready, so we try ourselves.
        if (group.problem() !== null) await group.write({ settings: { 'store.probe': '' } });
        return { ok: true, reason: null };
      } catch (error) {
        return { ok: false, reason: refusalOf(error).message };
      }
    },
    subscribe: notices.subscribe,
    close: async () => {
      await group.idle();
      await notices.close();
      await connections.close();
    },
  });
}

function createTaskReadsOf(
  reads: ReturnType<typeof createTaskReads>,
): Pick<Store, 'tasks' | 'task' | 'tasksOf' | 'counts'> {
  const { listTasks, ...rest } = reads;
  return { tasks: listTasks, ...rest };
}

/** Every question to the database is answered, or refused in our own words: the driver's quote health data. */
function answering(store: Store): Store {
  const wrapped = Object.entries(store).map(([name, method]) => [
    name,
    name === 'now' || name === 'subscribe'
      ? method
      : (...values: never[]) =>
          (method as (...values: never[]) => Promise<unknown>)(...values).catch(
            (error: unknown) => {
              throw refusalOf(error);
            },
          ),
  ]);
  return Object.fromEntries(wrapped) as Store;
}

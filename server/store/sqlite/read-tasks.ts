import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type {
  Claim,
  ListedTask,
  TaskCount,
  TaskCursor,
  TaskPage,
  TaskQuery,
} from '../../../engine/store.ts';
import * as t from './tables.ts';

/** Facilities up to this many are one seek each, merged; `IN` would sort. */
const mostSeeks = 50;

export type TaskReads = ReturnType<typeof prepareTaskReads>;

/** Lists, one task, and counts. Each list is an index seek, whatever its depth. */
export function prepareTaskReads(db: BetterSQLite3Database, now: () => number) {
  const select = () => db.select({ task: t.tasks, claim: t.claims }).from(t.tasks);
  const joined = (where: SQL | undefined) =>
    select()
      .leftJoin(t.claims, and(eq(t.claims.taskId, t.tasks.id), gt(t.claims.expiresAt, now())))
      .where(where);
  const ordered = (where: SQL | undefined, limit: number, offset: number): ListedTask[] =>
    joined(where)
      .orderBy(asc(t.tasks.rank), asc(t.tasks.dueAt), asc(t.tasks.id))
      .limit(limit)
      .offset(offset)
      .all()
      .map(({ task, claim }) => ({ ...task, claim }));

  const seek = (
    query: TaskQuery,
    facility: string | null,
    limit: number,
    offset: number,
  ): ListedTask[] => {
    const practitionerId = query.scope.practitionerId ?? query.practitionerId;
    return ordered(
      and(
        facility === null ? undefined : eq(t.tasks.facility, facility),
        practitionerId === undefined ? undefined : eq(t.tasks.practitionerId, practitionerId),
        eq(t.tasks.queue, query.scope.queue),
        eq(t.tasks.listState, query.listState),
        query.after && afterCursor(query.after),
      ),
      limit,
      offset,
    );
  };

  const heldBy = (query: TaskQuery, holderId: string): ListedTask[] => {
    const { facilities } = query.scope;
    return db
      .select({ task: t.tasks, claim: t.claims })
      .from(t.claims)
      .innerJoin(t.tasks, eq(t.tasks.id, t.claims.taskId))
      .where(and(eq(t.claims.holderId, holderId), gt(t.claims.expiresAt, now())))
      .all()
      .filter(({ task }) => task.queue === query.scope.queue && task.listState === query.listState)
      .filter(({ task }) => facilities === '*' || facilities.includes(task.facility))
      .map(({ task, claim }) => ({ ...task, claim }))
      .sort(compareTasks);
  };

  const listTasks = (query: TaskQuery): TaskPage => {
    const { facilities } = query.scope;
    const offset = query.offset ?? 0;
    const wanted = query.limit + 1;
    if (query.holderId !== undefined) {
      return pageOf(heldBy(query, query.holderId).slice(offset), query.limit);
    }
    if (facilities === '*') return pageOf(seek(query, null, wanted, offset), query.limit);
    const [only] = facilities;
    if (facilities.length === 1 && only !== undefined)
      return pageOf(seek(query, only, wanted, offset), query.limit);
    const merged = facilities
      .slice(0, mostSeeks)
      .flatMap((facility) => seek(query, facility, wanted + offset, 0))
      .sort(compareTasks);
    return pageOf(merged.slice(offset), query.limit);
  };

  const task = (id: string): ListedTask | undefined => {
    const row = joined(eq(t.tasks.id, id)).get();
    return row && { ...row.task, claim: row.claim };
  };

  return {
    listTasks,
    task,
    tasksOf: (instanceId: string): ListedTask[] =>
      ordered(
        and(sql`${t.tasks.id} > ${`${instanceId}/`}`, sql`${t.tasks.id} < ${`${instanceId}0`}`),
        1000,
        0,
      ),
    counts: (queues: readonly string[]): TaskCount[] =>
      queues.flatMap((queue) =>
        db
          .select()
          .from(t.counters)
          .where(and(eq(t.counters.queue, queue), gt(t.counters.count, 0)))
          .all(),
      ),
    claimOf: (taskId: string): Claim | undefined =>
      db
        .select()
        .from(t.claims)
        .where(and(eq(t.claims.taskId, taskId), gt(t.claims.expiresAt, now())))
        .get(),
  };
}

function afterCursor({ rank, dueAt, id }: TaskCursor): SQL {
  return sql`(${t.tasks.rank}, ${t.tasks.dueAt}, ${t.tasks.id}) > (${rank}, ${dueAt}, ${id})`;
}

function compareTasks(a: ListedTask, b: ListedTask): number {
  return a.rank - b.rank || a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function pageOf(rows: readonly ListedTask[], limit: number): TaskPage {
  const tasks = rows.slice(0, limit);
  const last = tasks.at(-1);
  const next =
    last !== undefined && rows.length > limit
      ? { rank: last.rank, dueAt: last.dueAt, id: last.id }
      : null;
  return { tasks, next };
}

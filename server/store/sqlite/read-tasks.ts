import type Database from 'better-sqlite3';
import { type PractitionerScope, placesOf, practitionersIn } from '../../../engine/access.ts';
import type {
  Claim,
  ListedTask,
  TaskCount,
  TaskCursor,
  TaskPage,
  TaskQuery,
} from '../../../engine/store.ts';
import { pageOf } from '../../../engine/task-page.ts';
import { type Row, readerOf } from './row-reader.ts';
import * as t from './tables.ts';

/** Lists, one task, and counts. Each list is an index seek, whatever its depth. */
export interface TaskReads {
  listTasks(query: TaskQuery): TaskPage;
  task(id: string): ListedTask | undefined;
  tasksOf(instanceId: string): ListedTask[];
  counts(queues: readonly string[]): TaskCount[];
  claimOf(taskId: string): Claim | undefined;
  /** Of the tasks of one instance. */
  claimsOf(instanceId: string): Claim[];
}

interface Page extends TaskCursor {
  readonly queue: string;
  readonly listState: string;
  readonly limit: number;
  readonly offset: number;
}

const beginning: TaskCursor = { rank: Number.MIN_SAFE_INTEGER, dueAt: 0, id: '' };
const order = 'ORDER BY rank, due_at, id';
const after = '(rank, due_at, id) > (@rank, @dueAt, @id)';
const inList = `queue = @queue AND list_state = @listState AND ${after}`;
const withClaim = `SELECT t.*, c.holder_id, c.holder_name, c.claimed_at, c.expires_at
  FROM tasks t LEFT JOIN claims c ON c.task_id = t.id AND c.expires_at > @now`;

/** Statements are prepared once; drizzle's tables say how a row is read. */
export function prepareTaskReads(database: Database.Database, now: () => number): TaskReads {
  const everywhere = database.prepare(
    `${withClaim} WHERE ${inList} ${order} LIMIT @limit OFFSET @offset`,
  );
  const atFacility = database.prepare(
    `${withClaim} WHERE facility = @facility AND ${inList} ${order} LIMIT @limit OFFSET @offset`,
  );
  const ofPractitioner = database.prepare(
    `${withClaim} WHERE practitioner_id = @practitionerId AND ${inList}
     AND (@facilities IS NULL OR facility IN (SELECT value FROM json_each(@facilities)))
     ${order} LIMIT @limit OFFSET @offset`,
  );
  const held = database.prepare(
    `SELECT t.*, c.holder_id, c.holder_name, c.claimed_at, c.expires_at
     FROM claims c JOIN tasks t ON t.id = c.task_id
     WHERE c.holder_id = @holderId AND c.expires_at > @now AND ${inList}
     AND (@facilities IS NULL OR facility IN (SELECT value FROM json_each(@facilities)))
     AND (@places IS NULL OR EXISTS (SELECT 1 FROM json_each(@places) p
       WHERE p.value ->> 0 = practitioner_id AND (p.value ->> 1 IS NULL OR p.value ->> 1 = facility)))
     ${order} LIMIT @limit OFFSET @offset`,
  );
  /** As below, but for each practitioner of several; a person covers few. */
  const positionsOf = database.prepare(
    `SELECT rank, due_at AS dueAt, id FROM tasks
     WHERE practitioner_id = @practitionerId AND ${inList}
     AND (@facilities IS NULL OR facility IN (SELECT value FROM json_each(@facilities)))
     ${order} LIMIT @limit`,
  );
  /** Only the index is read here: one limited seek per facility, the rows themselves follow for one page. */
  const positions = database.prepare(
    `SELECT rank, due_at AS dueAt, id FROM tasks WHERE facility = @facility AND ${inList} ${order} LIMIT @limit`,
  );
  /** A jump of the scrollbar walks one index that knows the facility; seeks would each walk as far. */
  const jump = database.prepare(
    `SELECT id FROM tasks INDEXED BY tasks_of_queue
     WHERE ${inList} AND facility IN (SELECT value FROM json_each(@facilities)) ${order} LIMIT @limit OFFSET @offset`,
  );
  const byId = database.prepare(`${withClaim} WHERE id = @id`);
  // Put in order afterwards: a sorter costs SQLite more than the few rows.
  const between = database.prepare(`${withClaim} WHERE id > @from AND id < @to`);
  const claimsBetween = database.prepare(
    'SELECT * FROM claims WHERE task_id > @from AND task_id < @to AND expires_at > @now',
  );
  const counters = database.prepare('SELECT * FROM counters WHERE queue = @queue AND count > 0');
  const claim = database.prepare(
    'SELECT * FROM claims WHERE task_id = @taskId AND expires_at > @now',
  );

  const listTasks = (query: TaskQuery): TaskPage => {
    const { scope, listState, limit, holderId } = query;
    const { facilities } = scope;
    const practitioners = practitionersIn(scope, query.practitionerId);
    const page = {
      ...(query.after ?? beginning),
      queue: scope.queue,
      listState,
      limit: limit + 1,
      offset: query.offset ?? 0,
    };
    if (holderId !== undefined) {
      const places = practitioners && JSON.stringify(placesOf(practitioners));
      const filters = { places, facilities: listed(facilities) };
      return pageOf(held.all({ ...page, ...filters, holderId, now: now() }).map(toListed), limit);
    }
    if (practitioners !== null) return pageOf(ofAll(page, practitioners).map(toListed), limit);
    if (facilities === '*')
      return pageOf(everywhere.all({ ...page, now: now() }).map(toListed), limit);
    const [facility] = facilities;
    if (facilities.length === 1)
      return pageOf(atFacility.all({ ...page, facility, now: now() }).map(toListed), limit);
    return pageOf(merged(page, facilities).map(toListed), limit);
  };

  const ofAll = (page: Page, practitioners: readonly PractitionerScope[]): unknown[] => {
    const [first, ...others] = practitioners.map(({ practitionerId, facilities }) => ({
      practitionerId,
      facilities: listed(facilities),
    }));
    if (first === undefined) return [];
    if (others.length === 0) return ofPractitioner.all({ ...page, ...first, now: now() });
    const { offset, ...seek } = page;
    const limit = page.limit + offset;
    const found = [first, ...others]
      .flatMap((one) => positionsOf.all({ ...seek, ...one, limit }) as TaskCursor[])
      .sort(compare)
      .slice(offset, limit);
    return found.map(({ id }) => byId.get({ id, now: now() }));
  };

  const merged = (page: Page, facilities: readonly string[]): unknown[] => {
    const { offset, ...seek } = page;
    const positionsAt = (facility: string): TaskCursor[] =>
      positions.all({ ...seek, facility }) as TaskCursor[];
    const found =
      offset > 0
        ? (jump.all({ ...page, facilities: JSON.stringify(facilities) }) as { id: string }[])
        : facilities.flatMap(positionsAt).sort(compare).slice(0, page.limit);
    return found.map(({ id }) => byId.get({ id, now: now() }));
  };

  return {
    listTasks,
    task: (id) => {
      const row = byId.get({ id, now: now() });
      return row === undefined ? undefined : toListed(row);
    },
    tasksOf: (instanceId) =>
      between
        .all({ ...tasksBelow(instanceId), now: now() })
        .map(toListed)
        .sort(compare),
    claimsOf: (instanceId) =>
      claimsBetween
        .all({ ...tasksBelow(instanceId), now: now() })
        .map((row) => toClaim(row as Row)),
    counts: (queues) =>
      queues.flatMap((queue) => counters.all({ queue }).map((row) => toCount(row as Row))),
    claimOf: (taskId) => {
      const row = claim.get({ taskId, now: now() });
      return row === undefined ? undefined : toClaim(row as Row);
    },
  };
}

const toTask = readerOf<Omit<ListedTask, 'claim'>>(t.tasks);
const toCount = readerOf<TaskCount>(t.counters);
const toClaim = readerOf<Claim>(t.claims);

export function toListed(given: unknown): ListedTask {
  const row = given as Row;
  return {
    ...toTask(row),
    claim: row.holder_id === null ? null : toClaim({ ...row, task_id: row.id }),
  };
}

/** A task's id is `instance/key`. */
function tasksBelow(instanceId: string): { from: string; to: string } {
  return { from: `${instanceId}/`, to: `${instanceId}0` };
}

export function listed(facilities: readonly string[] | '*'): string | null {
  return facilities === '*' ? null : JSON.stringify(facilities);
}

function compare(a: TaskCursor, b: TaskCursor): number {
  return a.rank - b.rank || a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

import type { QueueScope } from '../engine/access.ts';
import {
  type ListedTask,
  noDueAt,
  type Store,
  type TaskCursor,
  type TaskPage,
  type TaskQuery,
} from '../engine/store.ts';
import { pageOf } from '../engine/task-page.ts';

/** Local due dates at the facilities of the tasks, both counted; null is open on that side. */
export interface DueWindow {
  readonly from: string | null;
  readonly to: string | null;
}

const hourMs = 60 * 60 * 1000;
/** A date begins first at UTC+14 and ends last at UTC-12. */
const mostEastMs = 14 * hourMs;
const dayWithMostWestMs = (24 + 12) * hourMs;
const beginning: TaskCursor = { rank: Number.MIN_SAFE_INTEGER, dueAt: 0, id: '' };
const most = 200;

/** The scope narrowed to one facility; it shows nothing where the user's scope does not reach it. */
export function atFacility(scope: QueueScope, facility: string | undefined): QueueScope {
  if (facility === undefined) return scope;
  const within = (facilities: readonly string[] | '*'): boolean =>
    facilities === '*' || facilities.includes(facility);
  const practitioners =
    scope.practitioners
      ?.filter((one) => within(one.facilities))
      .map((one) => ({ ...one, facilities: [facility] })) ?? null;
  return { ...scope, facilities: within(scope.facilities) ? [facility] : [], practitioners };
}

/** One page of a list, in the published order, narrowed to a due window where one is given. */
export async function listTasks(
  store: Store,
  query: TaskQuery,
  due: DueWindow | null,
): Promise<TaskPage> {
  if (due === null) return store.tasks(query);
  const { limit, offset = 0 } = query;
  const rows: ListedTask[] = [];
  let skipped = 0;
  for await (const row of tasksDue(store, query, due)) {
    if (skipped < offset) skipped += 1;
    else rows.push(row);
    if (rows.length > limit) break;
  }
  return pageOf(rows, limit);
}

/** How many tasks a list has, counted row by row and no further than `limit`. */
export async function countTasks(
  store: Store,
  query: Omit<TaskQuery, 'after' | 'offset'>,
  due: DueWindow | null,
): Promise<number> {
  if (due === null) return (await store.tasks(query)).tasks.length;
  let count = 0;
  for await (const _ of tasksDue(store, query, due)) {
    count += 1;
    if (count === query.limit) break;
  }
  return count;
}

/**
 * The tasks of a list that are due within the window. The order is by rank, then due: within one rank the window is one
 * stretch of the list's own index, so what lies before and behind it is jumped over, and there are few ranks. The
 * stretch is as wide as the date is anywhere on earth; the local date of each task decides.
 */
async function* tasksDue(
  store: Store,
  { offset: _, ...query }: TaskQuery,
  { from, to }: DueWindow,
): AsyncGenerator<ListedTask> {
  const low = from === null ? Number.MIN_SAFE_INTEGER : midnight(from) - mostEastMs;
  const high = to === null ? noDueAt - 1 : midnight(to) + dayWithMostWestMs;
  const isWithin = ({ dueOn }: ListedTask): boolean =>
    dueOn !== '' && (from === null || dueOn >= from) && (to === null || dueOn <= to);
  let after = query.after ?? beginning;
  /** Which rank comes next is seen from one row. */
  let limit = 1;
  for (;;) {
    const page = await store.tasks({ ...query, after, limit });
    const outside = page.tasks.find(({ dueAt }) => dueAt < low || dueAt > high);
    for (const row of page.tasks) {
      if (row === outside) break;
      if (isWithin(row)) yield row;
    }
    if (outside === undefined && page.next === null) return;
    if (outside === undefined) after = page.next as TaskCursor;
    else if (outside.dueAt < low) after = { rank: outside.rank, dueAt: low, id: '' };
    else after = { rank: outside.rank, dueAt: noDueAt + 1, id: '' };
    limit = outside !== undefined && outside.dueAt > high ? 1 : Math.min(query.limit + 1, most);
  }
}

function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

import type { ListedTask, TaskPage, TaskQuery } from './store.ts';
import { pageOf } from './task-page.ts';

/** One page of a list, in the one order every list has: rank, due, id. */
export function page(rows: readonly ListedTask[], query: TaskQuery): TaskPage {
  const { scope, after } = query;
  const practitionerId = scope.practitionerId ?? query.practitionerId;
  const matching = rows
    .filter(
      (row) =>
        row.queue === scope.queue &&
        row.listState === query.listState &&
        (scope.facilities === '*' || scope.facilities.includes(row.facility)) &&
        (practitionerId === undefined || row.practitionerId === practitionerId) &&
        (query.holderId === undefined || row.claim?.holderId === query.holderId) &&
        (after === undefined || isAfter(row, after)),
    )
    .sort(
      (a, b) => a.rank - b.rank || a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    )
    .slice(query.offset ?? 0);
  return pageOf(matching, query.limit);
}

function isAfter(row: ListedTask, after: NonNullable<TaskQuery['after']>): boolean {
  if (row.rank !== after.rank) return row.rank > after.rank;
  if (row.dueAt !== after.dueAt) return row.dueAt > after.dueAt;
  return row.id > after.id;
}

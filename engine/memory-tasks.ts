import { isInScope, practitionersIn } from './access.ts';
import type { ListedTask, TaskPage, TaskQuery } from './store.ts';
import { pageOf } from './task-page.ts';

/** One page of a list, in the one order every list has: rank, due, id. */
export function page(rows: readonly ListedTask[], query: TaskQuery): TaskPage {
  const { after } = query;
  const practitioners = practitionersIn(query.scope, query.practitionerId);
  const scope = { ...query.scope, practitioners };
  const matching = rows
    .filter(
      (row) =>
        isInScope(scope, row) &&
        row.listState === query.listState &&
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

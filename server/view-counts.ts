import type { QueueScope } from '../engine/access.ts';
import type { Store, TaskCount } from '../engine/store.ts';
import { addDays } from '../engine/time/zone.ts';
import { atFacility, countTasks, type DueWindow } from './task-list.ts';
import type { ViewContent } from './views.ts';

/** How far rows are counted where no counter knows. */
const mostCounted = 500;

/** How many tasks a view shows. */
export interface ViewCount {
  readonly tasks: number;
  /** True where counting ended before the list did. */
  readonly isAtLeast: boolean;
}

/** The due window of a view on a day. */
export function dueOf({ filters }: ViewContent, today: string): DueWindow | null {
  const { due } = filters;
  if (due === null || (due.from === null && due.to === null)) return null;
  const on = (day: string | number | null): string | null =>
    typeof day === 'number' ? addDays(today, day) : day;
  return { from: on(due.from), to: on(due.to) };
}

/** By the counters that every commit keeps where these know the criteria, else row by row. */
export async function countView(
  store: Store,
  view: ViewContent,
  given: {
    readonly scope: QueueScope;
    readonly due: DueWindow | null;
    readonly userId: string;
    readonly counters: readonly TaskCount[];
  },
): Promise<ViewCount> {
  const { listState, mine, practitioner, facility } = view.filters;
  const scope = atFacility(given.scope, facility ?? undefined);
  if (scope.practitioners === null && practitioner === null && !mine)
    return {
      tasks: counted(given.counters, { scope, listState, due: given.due }),
      isAtLeast: false,
    };
  const query = {
    scope,
    listState,
    limit: mostCounted + 1,
    ...(mine ? { holderId: given.userId } : {}),
    ...(practitioner === null ? {} : { practitionerId: practitioner }),
  };
  const rows = await countTasks(store, query, given.due);
  return { tasks: Math.min(rows, mostCounted), isAtLeast: rows > mostCounted };
}

function counted(
  counters: readonly TaskCount[],
  list: { readonly scope: QueueScope; readonly listState: string; readonly due: DueWindow | null },
): number {
  const { scope, listState, due } = list;
  const isDue = (on: string): boolean =>
    due === null ||
    (on !== '' && (due.from === null || on >= due.from) && (due.to === null || on <= due.to));
  return counters
    .filter(
      (one) =>
        one.queue === scope.queue &&
        one.listState === listState &&
        (scope.facilities === '*' || scope.facilities.includes(one.facility)) &&
        isDue(one.dueOn),
    )
    .reduce((sum, one) => sum + one.count, 0);
}

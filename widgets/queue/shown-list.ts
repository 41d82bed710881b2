import type { ListState } from '../shared/connection.ts';
import { localDay } from '../shared/dates.ts';
import type { Day, Filters, View } from '../shared/saved-view.ts';

/** Which tasks a list shows. */
export interface ShownList {
  readonly queue: string;
  readonly show: ListState;
  readonly filters: Filters;
}

export const noFilters: Filters = { practitioner: null, facility: null, due: null };

export function isNarrowed({ practitioner, facility, due }: Filters): boolean {
  return practitioner !== null || facility !== null || due !== null;
}

export function shownBy({ queue, filters }: View): ShownList {
  const { listState, mine, practitioner, facility, due } = filters;
  return { queue, show: mine ? 'mine' : listState, filters: { practitioner, facility, due } };
}

/** True while the list is still the one that the view names. */
export function isOfView(list: ShownList, view: View): boolean {
  const own = shownBy(view);
  return (
    own.queue === list.queue &&
    own.show === list.show &&
    JSON.stringify(own.filters) === JSON.stringify(list.filters)
  );
}

/** The list as parameters; those of a view come from the server, which counts its days where the facility is. */
export function paramsOf(list: ShownList, view: View | undefined): Record<string, string> {
  if (view !== undefined && isOfView(list, view)) return { ...view.query };
  const { practitioner, facility, due } = list.filters;
  const pairs = {
    queue: list.queue,
    listState: list.show === 'mine' ? 'open' : list.show,
    mine: list.show === 'mine' ? 'true' : null,
    practitioner,
    facility,
    dueFrom: dateOf(due?.from),
    dueTo: dateOf(due?.to),
  };
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function dateOf(day: Day | null | undefined): string | null {
  return typeof day === 'number' ? localDay(new Date(), day) : (day ?? null);
}

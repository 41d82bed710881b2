import type { Task } from '../shared/connection.ts';
import type { Arrangement, GroupBy } from '../shared/saved-view.ts';
import { locale } from '../shared/text.ts';
import { sortValue } from './columns.ts';
import type { Group, Line, Lines } from './lines.ts';
import { t } from './queue-text.ts';
import type { TaskList } from './task-list.ts';

/** The places of a list in the reader's order, once and for all. */
export interface Ordered {
  lines(closed: ReadonlySet<string>): Lines;
}

/** Sorts and groups a list that is here as a whole. Equal rows stay as the server gave them. */
export function ordered(list: TaskList, { sort, groupBy }: Arrangement): Ordered {
  const collator = new Intl.Collator(locale(), { numeric: true });
  const places = Array.from({ length: list.total }, (_, place) => place);
  const task = (place: number): Task | undefined => list.at(place)?.task;
  const compared = (a: number, b: number): number => {
    for (const { key, isDescending } of sort) {
      const [x, y] = [valueAt(task(a), key), valueAt(task(b), key)];
      // What has no value comes last either way.
      if ((x === null) !== (y === null)) return x === null ? 1 : -1;
      const order =
        typeof x === 'number' && typeof y === 'number'
          ? x - y
          : collator.compare(String(x ?? ''), String(y ?? ''));
      if (order !== 0) return isDescending ? -order : order;
    }
    return a - b;
  };
  const sorted = sort.length === 0 ? places : places.toSorted(compared);
  const groups = groupsOf(sorted, task, groupBy);
  return { lines: (closed) => linesOf(sorted, groups, closed) };
}

type Grouped = Omit<Group, 'count' | 'isClosed'> & { readonly places: readonly number[] };

/** Groups in the order of their first row: the most urgent one leads. */
function groupsOf(
  sorted: readonly number[],
  task: (place: number) => Task | undefined,
  groupBy: GroupBy,
): readonly Grouped[] | null {
  if (groupBy === 'none') return null;
  const groups = new Map<string, { key: string; label: string; places: number[] }>();
  for (const place of sorted) {
    const who = task(place)?.[groupBy] ?? null;
    const key = who?.id ?? '';
    const known = groups.get(key);
    if (known === undefined)
      groups.set(key, { key, label: who?.name ?? t(`queue.no.${groupBy}`), places: [place] });
    else known.places.push(place);
  }
  return [...groups.values()];
}

function linesOf(
  sorted: readonly number[],
  groups: readonly Grouped[] | null,
  closed: ReadonlySet<string>,
): Lines {
  const lines: readonly Line[] =
    groups === null
      ? sorted.map((place) => ({ place }))
      : groups.flatMap(({ places, ...group }) => {
          const isClosed = closed.has(group.key);
          const head = { group: { ...group, count: places.length, isClosed } };
          return isClosed ? [head] : [head, ...places.map((place) => ({ place }))];
        });
  const byPlace = new Map(
    lines.flatMap((line, at) => ('place' in line ? [[line.place, at] as const] : [])),
  );
  return {
    total: lines.length,
    at: (line) => lines[line] ?? { place: sorted.length },
    lineOf: (place) => byPlace.get(place),
  };
}

function valueAt(task: Task | undefined, key: string): string | number | null {
  return task === undefined ? null : sortValue(task, key);
}

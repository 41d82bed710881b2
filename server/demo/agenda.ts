import type { DeadlineRow, LeasedEffect } from '../../engine/store.ts';

export type DueItem =
  | { readonly at: number; readonly deadline: DeadlineRow }
  | { readonly at: number; readonly effect: LeasedEffect };

/** What falls due on the way to an instant, the earliest first; a deadline armed anew takes its own place. */
export interface Agenda {
  put(item: DueItem): void;
  dropDeadline(instanceId: string, key: string): void;
  /** When the next one is due; infinite while there is none. */
  nextAt(): number;
  /** The next one due at `until` or before, taken out. */
  next(until: number): DueItem | undefined;
}

export function createAgenda(): Agenda {
  const deadlines = new Map<string, DeadlineRow>();
  const items: DueItem[] = [];

  /** Behind everything that is due before it or at the same instant. */
  const placeOf = (at: number): number => {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((items[middle] as DueItem).at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const nameOf = (row: DeadlineRow): string => `${row.instanceId}/${row.key}`;

  return {
    put: (item) => {
      if ('deadline' in item) deadlines.set(nameOf(item.deadline), item.deadline);
      items.splice(placeOf(item.at), 0, item);
    },
    dropDeadline: (instanceId, key) => void deadlines.delete(`${instanceId}/${key}`),
    nextAt: () => items[0]?.at ?? Number.POSITIVE_INFINITY,
    next: (until) => {
      for (let first = items[0]; first !== undefined && first.at <= until; first = items[0]) {
        items.shift();
        if (!('deadline' in first)) return first;
        // Disarmed or armed anew since.
        if (deadlines.get(nameOf(first.deadline)) !== first.deadline) continue;
        deadlines.delete(nameOf(first.deadline));
        return first;
      }
      return undefined;
    },
  };
}

import type { ListState, Queue } from '../shared/connection.ts';

/** How many tasks the server counts in a list; undefined where it does not count (a person's own). */
export function countOf(queue: Queue | undefined, show: ListState): number | undefined {
  switch (show) {
    case 'open':
      return queue?.counts.open;
    case 'on-hold':
      return queue?.counts.onHold;
    case 'waiting':
      return queue?.counts.waiting;
    case 'mine':
      return undefined;
  }
}

import type { HospitalEvent } from './hospital-feed.ts';

/** Events one after the other, each made when it is asked for and let go of when it is taken. */
export interface EventQueue {
  /** The one whose turn it is; it stays there. */
  first(): HospitalEvent | undefined;
  /** Those whose turn is next, at most so many; they stay there. */
  ahead(count: number): readonly HospitalEvent[];
  take(): HospitalEvent | undefined;
}

export function eventQueue(events: Iterable<HospitalEvent>): EventQueue {
  const from = events[Symbol.iterator]();
  const made: HospitalEvent[] = [];
  const ahead = (count: number): readonly HospitalEvent[] => {
    while (made.length < count) {
      const { done, value } = from.next();
      if (done === true) break;
      made.push(value);
    }
    return made.slice(0, count);
  };
  return {
    ahead,
    first: () => made[0] ?? ahead(1)[0],
    take: () => {
      ahead(1);
      return made.shift();
    },
  };
}

import type { HospitalEvent } from './hospital-feed.ts';

/** Events one after the other, each made when it is asked for and let go of when it is taken. */
export interface EventQueue {
  /** The one whose turn it is; it stays there. */
  first(): HospitalEvent | undefined;
  take(): HospitalEvent | undefined;
}

export function eventQueue(events: Iterable<HospitalEvent>): EventQueue {
  const from = events[Symbol.iterator]();
  let [isAsked, next] = [false, undefined as HospitalEvent | undefined];
  const first = (): HospitalEvent | undefined => {
    if (isAsked) return next;
    const { done, value } = from.next();
    isAsked = true;
    next = done === true ? undefined : value;
    return next;
  };
  return {
    first,
    take: () => {
      const taken = first();
      isAsked = taken === undefined;
      next = undefined;
      return taken;
    },
  };
}

import type { HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { dayMs } from './calendar.ts';

/** What can be made when its turn comes. */
export interface Source {
  readonly firstAt: number;
  events(): readonly HospitalEvent[];
}

/**
 * The events of many sources in the order of their instants. A source is made on the day it begins, and each day is
 * let go of when it is over: what is held is what is under way.
 */
export function* byDay(sources: readonly Source[]): Generator<HospitalEvent> {
  const days = new Map<number, Source[]>();
  for (const source of sources) put(days, dayOf(source.firstAt), source);
  const waiting = new Map<number, HospitalEvent[]>();
  for (let day = earliest(days, waiting); day !== null; day = earliest(days, waiting)) {
    for (const source of days.get(day) ?? [])
      for (const event of source.events()) put(waiting, dayOf(event.at), event);
    days.delete(day);
    const today = (waiting.get(day) ?? []).sort((a, b) => a.at - b.at);
    waiting.delete(day);
    yield* today;
  }
}

function dayOf(at: number): number {
  return Math.floor(at / dayMs);
}

function put<One>(days: Map<number, One[]>, day: number, one: One): void {
  const those = days.get(day);
  if (those === undefined) days.set(day, [one]);
  else those.push(one);
}

function earliest(...maps: readonly ReadonlyMap<number, unknown>[]): number | null {
  const days = maps.flatMap((map) => [...map.keys()]);
  return days.length === 0 ? null : Math.min(...days);
}

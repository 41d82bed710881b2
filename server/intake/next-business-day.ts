import { businessDayClockDue } from '../../engine/time/business-calendar.ts';
import { type Due, dayClockDue } from '../../engine/time/day-clock.ts';
import { addDays, localDateOf } from '../../engine/time/zone.ts';
import type { Policies } from '../policies.ts';

/** Longer than any run of holidays. */
const lookAheadDays = 30;

/**
 * The end of the facility's next business day: when what came in and could not be used should be mended. Policy; no
 * rule of law gives a number. Where the site's calendar has run out it is the next day, for a calendar that nobody
 * renewed must not keep a message out.
 */
export async function nextBusinessDay(
  policies: Policies,
  facility: string,
  startedAt: number,
): Promise<Due> {
  const calendar = await policies.calendarOf(facility, startedAt);
  const on = localDateOf(startedAt, calendar.zone);
  const { covers } = calendar;
  const isCovered =
    covers === undefined || (covers.fromOn <= on && addDays(on, lookAheadDays) <= covers.toOn);
  return isCovered
    ? businessDayClockDue({ startedAt, days: 1, calendar })
    : dayClockDue({ startedAt, days: 1, zone: calendar.zone });
}

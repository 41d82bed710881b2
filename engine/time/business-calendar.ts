import { allForYear } from '@18f/us-federal-holidays';
import { z } from 'zod';
import type { Due } from './day-clock.ts';
import { addDays, endOfLocalDay, LocalDate, localDateOf, weekdayOf, Zone } from './zone.ts';

/** Which dates a facility counts as business days. */
export const BusinessCalendar = z
  .strictObject({
    name: z.string().min(1),
    zone: Zone,
    /** ISO 8601 weekdays off: Saturday is 6, Sunday is 7. */
    weekend: z.array(z.int().min(1).max(7)).readonly(),
    holidays: z.array(z.strictObject({ on: LocalDate, name: z.string().min(1) })).readonly(),
    /** The dates for which the holidays are listed; outside them no answer is given. */
    covers: z.strictObject({ fromOn: LocalDate, toOn: LocalDate }).optional(),
  })
  .refine(({ weekend }) => new Set(weekend).size < 7, {
    path: ['weekend'],
    error: 'A calendar needs at least one working weekday; take a day out of the weekend.',
  })
  .readonly();
export type BusinessCalendar = z.infer<typeof BusinessCalendar>;

/** Whether a date is neither weekend nor holiday. */
export function isBusinessDay(on: string, calendar: BusinessCalendar): boolean {
  assertCovered(on, calendar);
  return !calendar.weekend.includes(weekdayOf(on)) && !holidaysOf(calendar).has(on);
}

/** The date `days` business days later, or earlier when negative; 0 leaves even a holiday as it is. */
export function addBusinessDays(on: string, days: number, calendar: BusinessCalendar): string {
  return countDays(on, days, (day) => isBusinessDay(day, calendar));
}

/** The date on which the n-th counted day falls; the first date itself is day 0. */
export function countDays(on: string, days: number, counts: (on: string) => boolean): string {
  const step = Math.sign(days);
  let date = on;
  for (let left = Math.abs(days); left > 0; ) {
    date = addDays(date, step);
    if (counts(date)) left -= 1;
  }
  return date;
}

/**
 * Due date of a clock in business days, through the end of that local day
 * (45 CFR 171.204(b): written reason for infeasibility within ten business days).
 */
export function businessDayClockDue({
  startedAt,
  days,
  calendar,
}: {
  readonly startedAt: number;
  readonly days: number;
  readonly calendar: BusinessCalendar;
}): Due {
  const dueOn = addBusinessDays(localDateOf(startedAt, calendar.zone), days, calendar);
  return { dueOn, dueAt: endOfLocalDay(dueOn, calendar.zone) };
}

/** The United States federal holidays as observed (5 U.S.C. 6103), with Saturday and Sunday off. */
export function usFederalCalendar(zone: string, years: readonly number[]): BusinessCalendar {
  const first = Math.min(...years);
  const last = Math.max(...years);
  const covers = { fromOn: `${first}-01-01`, toOn: `${last}-12-31` };
  // A New Year's Day on a Saturday is observed on 31 December of the year before.
  const listed = Array.from({ length: last - first + 2 }, (_, n) => allForYear(first + n)).flat();
  const holidays = listed
    .map(({ name, dateString }) => ({ on: dateString, name }))
    .filter(({ on }) => on >= covers.fromOn && on <= covers.toOn);
  return BusinessCalendar.parse({
    name: 'US federal holidays',
    zone,
    weekend: [6, 7],
    holidays,
    covers,
  });
}

const holidaySets = new WeakMap<BusinessCalendar, ReadonlySet<string>>();

function holidaysOf(calendar: BusinessCalendar): ReadonlySet<string> {
  const known = holidaySets.get(calendar);
  if (known !== undefined) return known;
  const dates = new Set(calendar.holidays.map(({ on }) => on));
  holidaySets.set(calendar, dates);
  return dates;
}

// A date nobody listed holidays for would count as a business day and make a due date too early.
function assertCovered(on: string, { covers, name }: BusinessCalendar): void {
  if (covers === undefined || (on >= covers.fromOn && on <= covers.toOn)) return;
  throw new RangeError(
    `Calendar "${name}" lists holidays from ${covers.fromOn} to ${covers.toOn}, not for ${on}. ` +
      'Add the missing years to it.',
  );
}

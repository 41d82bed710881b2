import { addDays, endOfLocalDay, localDateOf } from './zone.ts';

/** When an obligation falls due: its local date, and the last instant that still meets it. */
export type Due = { readonly dueOn: string; readonly dueAt: number };

/**
 * Due date of a clock in calendar days: the trigger's local date is day 0, weekends count, and the
 * whole of the due date is in time (42 CFR 482.24(c)(4)(viii): complete within 30 days of discharge).
 */
export function dayClockDue({
  startedAt,
  days,
  zone,
}: {
  readonly startedAt: number;
  readonly days: number;
  readonly zone: string;
}): Due {
  const dueOn = addDays(localDateOf(startedAt, zone), days);
  return { dueOn, dueAt: endOfLocalDay(dueOn, zone) };
}

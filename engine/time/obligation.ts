import { z } from 'zod';
import {
  BusinessCalendar,
  businessDayClockDue,
  countDays,
  isBusinessDay,
} from './business-calendar.ts';
import { type Due, dayClockDue } from './day-clock.ts';
import { hourClockDue } from './hour-clock.ts';
import {
  addDays,
  daysBetween,
  endOfLocalDay,
  Instant,
  LocalDate,
  localDateOf,
  startOfLocalDay,
  Zone,
} from './zone.ts';

// Three years; a longer absence is a departure, and the work must be reassigned.
const longestPauseDays = 1096;

/** An approved absence; both dates of a leave count. */
export const Pause = z
  .strictObject({ fromOn: LocalDate, toOn: LocalDate, reason: z.string().min(1) })
  .refine(({ fromOn, toOn }) => fromOn <= toOn, {
    error: 'A pause ends before it starts; swap or correct its dates.',
  })
  .refine(({ fromOn, toOn }) => daysBetween(fromOn, toOn) < longestPauseDays, {
    error: 'A pause may last three years; reassign the work of one who stays away longer.',
  })
  .readonly();
export type Pause = z.infer<typeof Pause>;

/** Something law or policy wants done by a date, on the two clocks every obligation carries. */
export const Obligation = z
  .strictObject({
    id: z.string().min(1),
    citation: z.string().min(1),
    clock: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('days'), amount: z.int().min(0) }),
        z.strictObject({ kind: z.literal('hours'), amount: z.number().positive() }),
        z.strictObject({ kind: z.literal('business-days'), amount: z.int().min(0) }),
      ])
      .readonly(),
    startedAt: Instant,
    /** When the present owner's clock started; reassignment moves it, and it alone. */
    accountableFromAt: Instant,
    zone: Zone,
    calendar: BusinessCalendar.optional(),
    pauses: z.array(Pause).readonly(),
    /** In the unit of the clock. */
    extension: z
      .strictObject({
        amount: z.number().positive(),
        grantedAt: Instant,
        reason: z.string().min(1),
      })
      .readonly()
      .optional(),
  })
  .refine(({ clock, calendar }) => clock.kind !== 'business-days' || calendar !== undefined, {
    path: ['calendar'],
    error: 'A clock in business days needs the calendar of the facility.',
  })
  .refine(({ calendar, zone }) => calendar === undefined || calendar.zone === zone, {
    path: ['calendar'],
    error: 'The calendar and the obligation must be in the same time zone.',
  })
  .refine(({ clock, extension }) => clock.kind === 'hours' || isWhole(extension?.amount ?? 0), {
    path: ['extension', 'amount'],
    error: 'An extension of a clock in days is a whole number of days.',
  })
  .readonly();
export type Obligation = z.infer<typeof Obligation>;

/** What the law counts, and what counts against a person. */
export type Clocks = { readonly regulatory: Due; readonly accountability: Due };

/** How far along a clock is. */
export type Age = 'current' | 'warning' | 'overdue';

/** When an obligation falls due: the regulatory clock never pauses, the owner's pauses for leave. */
export function clocksOf(obligation: Obligation): Clocks {
  const amount = obligation.clock.amount + extensionInForce(obligation);
  return {
    regulatory: runningDue(obligation, obligation.startedAt, amount),
    accountability: pausedDue(obligation, amount),
  };
}

/**
 * Whether an extension could still be granted: once only, and no later than the first due instant
 * (45 CFR 164.524(b)(2)(ii): the written statement goes out within the first 30 days).
 */
export function canExtend(obligation: Obligation, at: number): boolean {
  return obligation.extension === undefined && at <= firstDue(obligation).dueAt;
}

/** How an obligation stands at an instant, derived when read and never stored; days are the law's. */
export function ageOf(
  obligation: Obligation,
  at: number,
  { warnBeforeDays }: { readonly warnBeforeDays: number },
): {
  readonly regulatory: Age;
  readonly accountability: Age;
  readonly daysOut: number;
  readonly daysLeft: number;
  readonly daysLate: number;
} {
  const { regulatory, accountability } = clocksOf(obligation);
  const today = localDateOf(at, obligation.zone);
  const toGo = daysBetween(today, regulatory.dueOn);
  const age = (due: Due): Age => {
    if (at > due.dueAt) return 'overdue';
    return daysBetween(today, due.dueOn) <= warnBeforeDays ? 'warning' : 'current';
  };
  return {
    regulatory: age(regulatory),
    accountability: age(accountability),
    daysOut: Math.max(0, daysBetween(localDateOf(obligation.startedAt, obligation.zone), today)),
    daysLeft: Math.max(0, toGo),
    daysLate: Math.max(0, -toGo),
  };
}

// An extension written after the due instant does not revive a clock that has run out.
function extensionInForce(obligation: Obligation): number {
  const { extension } = obligation;
  if (extension === undefined) return 0;
  return extension.grantedAt <= firstDue(obligation).dueAt ? extension.amount : 0;
}

function firstDue(obligation: Obligation): Due {
  return runningDue(obligation, obligation.startedAt, obligation.clock.amount);
}

function runningDue(obligation: Obligation, startedAt: number, amount: number): Due {
  const { clock, zone } = obligation;
  switch (clock.kind) {
    case 'days':
      return dayClockDue({ startedAt, days: amount, zone });
    case 'business-days':
      return businessDayClockDue({ startedAt, days: amount, calendar: calendarOf(obligation) });
    case 'hours':
      return onItsDate(hourClockDue({ startedAt, hours: amount }).dueAt, zone);
  }
}

function pausedDue(obligation: Obligation, amount: number): Due {
  const { clock, accountableFromAt, pauses } = obligation;
  if (pauses.length === 0) return runningDue(obligation, accountableFromAt, amount);
  switch (clock.kind) {
    case 'days':
      return pausedDayDue(obligation, amount);
    case 'business-days':
      return pausedBusinessDayDue(obligation, amount);
    case 'hours':
      return pausedHourDue(obligation, amount);
  }
}

function pausedDayDue({ accountableFromAt, zone, pauses }: Obligation, days: number): Due {
  const startOn = localDateOf(accountableFromAt, zone);
  // Counted in whole days since the start date: day 1 runs from point 1 to point 2.
  const absences = pauses.map(({ fromOn, toOn }) => ({
    from: daysBetween(startOn, fromOn),
    to: daysBetween(startOn, toOn) + 1,
  }));
  const dueOn = addDays(startOn, pushPastAbsence({ start: 1, end: 1 + days, absences }) - 1);
  return { dueOn, dueAt: endOfLocalDay(dueOn, zone) };
}

function pausedHourDue({ accountableFromAt, zone, pauses }: Obligation, hours: number): Due {
  const { dueAt } = hourClockDue({ startedAt: accountableFromAt, hours });
  const absences = pauses.map(({ fromOn, toOn }) => ({
    from: startOfLocalDay(fromOn, zone),
    to: startOfLocalDay(addDays(toOn, 1), zone),
  }));
  return onItsDate(pushPastAbsence({ start: accountableFromAt, end: dueAt, absences }), zone);
}

function pausedBusinessDayDue(obligation: Obligation, days: number): Due {
  const { accountableFromAt, zone, pauses } = obligation;
  const calendar = calendarOf(obligation);
  const isPresent = (on: string) => !pauses.some((p) => p.fromOn <= on && on <= p.toOn);
  const dueOn = countDays(
    localDateOf(accountableFromAt, zone),
    days,
    (on) => isBusinessDay(on, calendar) && isPresent(on),
  );
  return { dueOn, dueAt: endOfLocalDay(dueOn, zone) };
}

// Each absence pushes the end by what of it falls within the running, by time already counted as
// absent not again, and by an absence that starts after the end not at all.
function pushPastAbsence({
  start,
  end,
  absences,
}: {
  readonly start: number;
  readonly end: number;
  readonly absences: readonly { readonly from: number; readonly to: number }[];
}): number {
  let pushed = end;
  let countedTo = start;
  for (const { from, to } of absences.toSorted((a, b) => a.from - b.from)) {
    const absent = Math.max(from, countedTo);
    if (absent >= pushed) break;
    if (to <= absent) continue;
    pushed += to - absent;
    countedTo = to;
  }
  return pushed;
}

function onItsDate(dueAt: number, zone: string): Due {
  return { dueOn: localDateOf(dueAt, zone), dueAt };
}

function calendarOf({ id, calendar }: Obligation): BusinessCalendar {
  if (calendar !== undefined) return calendar;
  throw new Error(`Obligation "${id}" counts business days; give it the facility's calendar.`);
}

function isWhole(amount: number): boolean {
  return Number.isInteger(amount);
}

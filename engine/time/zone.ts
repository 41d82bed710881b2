import { z } from 'zod';

// These refusals abort, for checks on a whole object compute with its dates and its zone.

/** A calendar date at a facility, 'YYYY-MM-DD', years 1000 to 9999. */
export const LocalDate = z.string().refine(isLocalDate, {
  error: 'Expected a calendar date written YYYY-MM-DD, such as 2026-01-31.',
  abort: true,
});
export type LocalDate = z.infer<typeof LocalDate>;

/** An instant as whole milliseconds since 1970-01-01T00:00Z. */
export const Instant = z.int({ error: 'Expected an instant as whole milliseconds UTC.' });
export type Instant = z.infer<typeof Instant>;

/** The name of a time zone of the IANA database. */
export const Zone = z.string().refine(isZone, {
  error: 'Unknown time zone. Use an IANA name such as America/New_York.',
  abort: true,
});
export type Zone = z.infer<typeof Zone>;

/** The calendar date a clock on the facility's wall shows at an instant. */
export function localDateOf(at: number, zone: string): string {
  return dateOfDay(Math.floor((at + offsetAt(at, clockOf(zone))) / dayMs));
}

/** The first instant of a local day, also where daylight saving skips midnight (Africa/Cairo). */
export function startOfLocalDay(on: string, zone: string): number {
  return startOfDay(dayOf(on), clockOf(zone));
}

/** The last millisecond before the next local day starts: "due through 23:59:59 local". */
export function endOfLocalDay(on: string, zone: string): number {
  return startOfDay(dayOf(on) + 1, clockOf(zone)) - 1;
}

/** The date so many calendar days later, or earlier where `days` is negative. */
export function addDays(on: string, days: number): string {
  return dateOfDay(dayOf(on) + days);
}

/** Calendar days from one date to another: 0 on the same date, negative when it lies before. */
export function daysBetween(fromOn: string, toOn: string): number {
  return dayOf(toOn) - dayOf(fromOn);
}

/** The day of the week as ISO 8601 numbers it: Monday is 1, Sunday is 7. */
export function weekdayOf(on: string): number {
  // 1970-01-01 was a Thursday (4).
  return ((((dayOf(on) + 3) % 7) + 7) % 7) + 1;
}

/** Whether the text is a date that exists, written YYYY-MM-DD. */
export function isLocalDate(on: string): boolean {
  return daysOfDates.has(on) || dayIfReal(on) !== undefined;
}

/** Whether the name is a zone of the IANA database this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Refuses a zone the runtime does not know, before any date is computed with it. */
export function assertZone(zone: string): void {
  clockOf(zone);
}

const dayMs = 86_400_000;
const firstDay = Date.UTC(1000, 0, 1) / dayMs;
const lastDay = Date.UTC(9999, 11, 31) / dayMs;

// Fifty thousand days are 137 years of one zone; a facility never comes near it.
const cachedDaysLimit = 50_000;

/** The offsets of one UTC day: no zone has ever changed twice within one (tested over all zones). */
type DayOffsets = { readonly before: number; readonly changesAt: number; readonly after: number };

type ZoneClock = {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, DayOffsets>;
  readonly starts: Map<number, number>;
};

const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = { format: formatFor(zone), offsets: new Map(), starts: new Map() };
  clocks.set(zone, clock);
  return clock;
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const refusal = `Unknown time zone "${zone}". Use an IANA name such as "America/New_York".`;
  // An offset such as "-05:00" is no zone: it would silently ignore daylight saving.
  if (!/^[A-Za-z]/.test(zone)) throw new RangeError(refusal);
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new RangeError(refusal, { cause });
  }
}

// Temporal gives the same answers (zone.test.ts holds us to it) at fifty times the cost,
// and this runs for every deadline of every chart.
function startOfDay(day: number, clock: ZoneClock): number {
  const known = clock.starts.get(day);
  if (known !== undefined) return known;
  const midnight = day * dayMs;
  const before = offsetAt(midnight - dayMs, clock);
  const after = offsetAt(midnight + dayMs, clock);
  const start = firstMidnight(midnight, [before, after], clock) ?? endOfGap(midnight, after, clock);
  return keep(clock.starts, day, start);
}

function firstMidnight(
  midnight: number,
  offsets: readonly number[],
  clock: ZoneClock,
): number | undefined {
  const starts = offsets
    .map((offset) => ({ at: midnight - offset, offset }))
    .filter(({ at, offset }) => offsetAt(at, clock) === offset)
    .map(({ at }) => at);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

// Where midnight, or as in Pacific/Apia 2011-12-30 the whole day, was skipped,
// the day starts at the instant the clocks jumped.
function endOfGap(midnight: number, offsetAfter: number, clock: ZoneClock): number {
  const day = Math.floor((midnight - offsetAfter) / dayMs);
  for (const near of [day, day + 1]) {
    const { before, changesAt, after } = offsetsOf(near, clock);
    if (changesAt + before <= midnight && midnight < changesAt + after) return changesAt;
  }
  throw new Error(
    `No start found for day ${dateOfDay(midnight / dayMs)}; report the zone's rules.`,
  );
}

function offsetAt(at: number, clock: ZoneClock): number {
  const { before, changesAt, after } = offsetsOf(Math.floor(at / dayMs), clock);
  return at < changesAt ? before : after;
}

function offsetsOf(utcDay: number, clock: ZoneClock): DayOffsets {
  const known = clock.offsets.get(utcDay);
  if (known !== undefined) return known;
  const startsAt = utcDay * dayMs;
  // Read a second early, so that a change at the very start of the UTC day belongs to this day.
  const before = readOffset(startsAt - 1000, clock);
  const after = readOffset(startsAt + dayMs - 1000, clock);
  const changesAt = before === after ? startsAt : changeBetween(startsAt, before, clock);
  return keep(clock.offsets, utcDay, { before, changesAt, after });
}

function changeBetween(startsAt: number, before: number, clock: ZoneClock): number {
  let low = -1;
  let high = dayMs / 1000 - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (readOffset(startsAt + middle * 1000, clock) === before) low = middle;
    else high = middle;
  }
  return startsAt + high * 1000;
}

function readOffset(at: number, clock: ZoneClock): number {
  if (!(at >= firstDay * dayMs && at < lastDay * dayMs)) {
    throw new RangeError(`Instant ${at} is outside the years 1000 to 9999, or no number at all.`);
  }
  const read: Record<string, number> = {};
  for (const { type, value } of clock.format.formatToParts(at)) read[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

// Dates are read and written for every deadline, and a facility's dates are few.
const daysOfDates = new Map<string, number>();
const datesOfDays = new Map<number, string>();

function dayOf(on: string): number {
  const known = daysOfDates.get(on);
  if (known !== undefined) return known;
  const day = dayIfReal(on);
  if (day === undefined) {
    throw new RangeError(`"${on}" is no calendar date. Write an existing date as YYYY-MM-DD.`);
  }
  return keep(daysOfDates, on, day);
}

function dayIfReal(on: string): number | undefined {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(on)) return undefined;
  const at = Date.UTC(Number(on.slice(0, 4)), Number(on.slice(5, 7)) - 1, Number(on.slice(8)));
  return new Date(at).toISOString().startsWith(on) ? at / dayMs : undefined;
}

function dateOfDay(day: number): string {
  const known = datesOfDays.get(day);
  if (known !== undefined) return known;
  if (!Number.isInteger(day) || day < firstDay || day > lastDay) {
    throw new RangeError(`Day ${day} is outside the years 1000 to 9999, or no whole day.`);
  }
  return keep(datesOfDays, day, new Date(day * dayMs).toISOString().slice(0, 10));
}

function keep<Key, Value>(cache: Map<Key, Value>, key: Key, value: Value): Value {
  if (cache.size >= cachedDaysLimit) cache.clear();
  cache.set(key, value);
  return value;
}

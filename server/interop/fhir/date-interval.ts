import { instantOf } from './date-time.ts';

/** All instants that a date may mean, first and last, epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Bounds of a period that is open at one end; texts of these sort before and after every other. */
export const earliest = Date.parse('0001-01-01T00:00:00.000Z');
export const latest = Date.parse('9999-12-31T23:59:59.999Z');

const partial = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const timed = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * What a FHIR date, dateTime or instant covers (R4 search, date: implicit boundaries): a day in the
 * zone, a whole second, a millisecond. A time without offset is UTC, as in a URL that has none.
 * Null when it is no date.
 */
export function intervalOf(value: unknown, zone = 'UTC'): Interval | null {
  if (typeof value !== 'string') return null;
  const time = timed.exec(value);
  if (time) {
    const from = Date.parse(time[4] === undefined ? `${value}Z` : value);
    const span = time[3] !== undefined ? 1 : time[2] !== undefined ? 1000 : 60_000;
    return Number.isNaN(from) ? null : { from, to: from + span - 1 };
  }
  const parts = partial.exec(value);
  if (!parts) return null;
  const from = instantOf(value, zone);
  const next = instantOf(following(parts), zone);
  return from === null ? null : { from, to: next === null ? latest : next - 1 };
}

/** The next year, month or day, as a FHIR date of the same precision. */
function following([, year = '', month, day]: RegExpExecArray): string {
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
  const next = new Date(0);
  if (day !== undefined) next.setUTCFullYear(y, m - 1, d + 1);
  else if (month !== undefined) next.setUTCFullYear(y, m, 1);
  else next.setUTCFullYear(y + 1, 0, 1);
  return next.toISOString().slice(0, 10);
}

import { Temporal } from 'temporal-polyfill';

const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant of a FHIR date, dateTime or instant, in epoch milliseconds; null when absent or bad.
 * A date without a time is the beginning of that day (month, year) in the zone: its local date is
 * what the law counts from.
 */
export function instantOf(value: unknown, zone = 'UTC'): number | null {
  if (typeof value !== 'string') return null;
  if (withOffset.test(value)) {
    const at = Date.parse(value);
    return Number.isNaN(at) ? null : at;
  }
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value);
  if (!parts) return null;
  try {
    return Temporal.PlainDate.from(
      { year: Number(parts[1]), month: Number(parts[2] ?? 1), day: Number(parts[3] ?? 1) },
      { overflow: 'reject' },
    ).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

import { now as serverNow } from './now.ts';
import { locale } from './text.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** "24 Nov", or "24 Nov 2025" in another year than `now`. Takes a local date or an instant. */
export function shortDate(value: string, now: Date = serverNow()): string {
  const date = toDate(value);
  const isThisYear = date.getFullYear() === now.getFullYear();
  return format(date, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

/** "14 Mar 1961": births and other dates that need their year. */
export function fullDate(value: string): string {
  return format(toDate(value), { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "14:32" today, "23 Nov, 14:32" on other days. */
export function timeOf(value: string, now: Date = serverNow()): string {
  const date = toDate(value);
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  if (date.toDateString() === now.toDateString()) return format(date, time);
  return `${shortDate(value, now)}, ${format(date, time)}`;
}

/** "3–9 Nov 2026", the dates of a stay; both ends are instants. */
export function stay(from: string, to: string): string {
  return formatter({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(
    toDate(from),
    toDate(to),
  );
}

/** Today as the reader's calendar has it, `2026-11-24`, `plusDays` later. */
export function localDay(now: Date, plusDays = 0): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + plusDays);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** A bare date is a calendar day where the reader is, not midnight in Greenwich. */
function toDate(value: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00` : value);
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return Number.isNaN(date.getTime()) ? '' : formatter(options).format(date);
}

/** Making a formatter costs more than a row; each is made once. */
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(key, known);
  return known;
}

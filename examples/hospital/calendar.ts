const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const zone = 'America/New_York';

const parts = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  weekday: 'short',
  hourCycle: 'h23',
});

export interface LocalTime {
  /** YYYY-MM-DD at the hospital. */
  readonly date: string;
  /** HH:MM. */
  readonly time: string;
  /** Minutes since midnight. */
  readonly minute: number;
  readonly isWeekend: boolean;
}

export function local(at: number): LocalTime {
  const found = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, weekday } = found;
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}`,
    minute: Number(hour) * 60 + Number(minute),
    isWeekend: weekday === 'Sat' || weekday === 'Sun',
  };
}

/** As clinicians write a date: 11/24/2026. */
export function written(at: number): string {
  const [year, month, day] = local(at).date.split('-');
  return `${month}/${day}/${year}`;
}

export function writtenTime(at: number): string {
  return `${written(at)} ${local(at).time}`;
}

/** The same day at such a minute after local midnight; an hour off on the two days the clocks change. */
export function atMinute(at: number, minute: number): number {
  return at + (minute - local(at).minute) * 60_000;
}

/** The first working time at the hospital from then on: Monday to Friday, 8 to 16:30. */
export function workingTime(at: number): number {
  let then = at;
  const { minute } = local(then);
  if (minute < 8 * 60) then = atMinute(then, 8 * 60 + (then % 47));
  else if (minute > 16 * 60 + 30) then = atMinute(then + dayMs, 8 * 60 + (then % 47));
  while (local(then).isWeekend) then += dayMs;
  return then;
}

/** HL7's DTM, of UTC, to the second. */
export function stamp(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
}

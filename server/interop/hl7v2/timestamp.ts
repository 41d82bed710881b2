import { Temporal } from 'temporal-polyfill';

/** An HL7 v2 DTM: the instant it begins at, how much of it was said, and the same as a FHIR dateTime. */
export interface Timestamp {
  /** Epoch milliseconds. */
  readonly instant: number;
  readonly precision: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
  readonly dateTime: string;
}

const pattern =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?([+-]\d{4})?$/;

/** Reads `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`; without an offset it is local in the zone. Bad → null. */
export function timestamp(value: string, zone: string): Timestamp | null {
  const key = `${value} ${zone}`;
  const known = readLately.get(key);
  if (known !== undefined) return known;
  if (readLately.size >= mostKept) readLately.clear();
  const read = readTimestamp(value, zone);
  readLately.set(key, read);
  return read;
}

/** A message says the same few instants again and again: in EVN, PV1, OBR and each OBX. */
const readLately = new Map<string, Timestamp | null>();
const mostKept = 1000;

function readTimestamp(value: string, zone: string): Timestamp | null {
  const match = pattern.exec(value.trim());
  if (!match) return null;
  const [, year = '', month, day, hour, minute, second, fraction, offset] = match;
  try {
    const local = Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month ?? 1),
        day: Number(day ?? 1),
        hour: Number(hour ?? 0),
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
        millisecond: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
      },
      { overflow: 'reject' },
    );
    const at =
      offset === undefined || hour === undefined
        ? zone
        : `${offset.slice(0, 3)}:${offset.slice(3)}`;
    const instant = local.toZonedDateTime(at).epochMilliseconds;
    if (hour !== undefined) {
      const precision = second !== undefined ? 'second' : minute !== undefined ? 'minute' : 'hour';
      return { instant, precision, dateTime: new Date(instant).toISOString() };
    }
    const precision = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
    return {
      instant,
      precision,
      dateTime: [year, month, day].filter((part) => part !== undefined).join('-'),
    };
  } catch {
    return null;
  }
}

/** An instant as a DTM of UTC, to the millisecond. */
export function stamp(now: number): string {
  return `${new Date(now).toISOString().replace(/[-:T]/g, '').replace('Z', '')}+0000`;
}

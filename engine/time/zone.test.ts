import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  assertZone,
  daysBetween,
  endOfLocalDay,
  isLocalDate,
  localDateOf,
  startOfLocalDay,
  weekdayOf,
} from './zone.ts';

// Goal: the same calendar as Temporal, in every zone and at every change of its clocks.
// Method: Temporal as the oracle at random instants and around each transition it knows of.
const zones = [
  'America/New_York',
  'America/Phoenix',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Pacific/Apia',
  'Pacific/Kwajalein',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Africa/Monrovia',
  'Antarctica/Troll',
  'Australia/Lord_Howe',
  'Europe/Dublin',
  'UTC',
];

const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
const date = fc
  .integer({ min: -25_567, max: 47_482 })
  .map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }).toString());

describe('a local date', () => {
  test('is the date Temporal gives, at any instant in any zone', () => {
    fc.assert(
      fc.property(instant, zone, (at, zone) => {
        expect(localDateOf(at, zone)).toBe(temporalDateOf(at, zone));
      }),
      { numRuns: 2000 },
    );
  });

  test('starts and ends when Temporal says, in any zone', () => {
    fc.assert(
      fc.property(date, zone, (on, zone) => {
        expect(startOfLocalDay(on, zone)).toBe(temporalStartOf(on, zone));
        expect(endOfLocalDay(on, zone)).toBe(temporalStartOf(addDays(on, 1), zone) - 1);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(zones)(
    'agrees with Temporal around every change of the clocks since 1900 in %s',
    (zone) => {
      for (const changesAt of changesOf(zone)) {
        for (const at of [changesAt - 3_600_000, changesAt - 1, changesAt, changesAt + 3_600_000]) {
          expect(localDateOf(at, zone)).toBe(temporalDateOf(at, zone));
        }
        const on = temporalDateOf(changesAt, zone);
        for (const near of [addDays(on, -1), on, addDays(on, 1)]) {
          expect(startOfLocalDay(near, zone)).toBe(temporalStartOf(near, zone));
        }
      }
    },
  );

  test('no zone changes its clocks twice within one UTC day, on which the cache rests', () => {
    for (const zone of zones) {
      const days = changesOf(zone).map((at) => Math.floor(at / 86_400_000));
      expect(new Set(days).size).toBe(days.length);
    }
  });

  test('has 23 hours in New York when the clocks go forward and 25 when they go back', () => {
    const hoursOf = (on: string) =>
      (endOfLocalDay(on, 'America/New_York') + 1 - startOfLocalDay(on, 'America/New_York')) /
      3_600_000;
    expect(hoursOf('2026-03-08')).toBe(23);
    expect(hoursOf('2026-11-01')).toBe(25);
    expect(hoursOf('2026-07-01')).toBe(24);
  });

  test('starts at one in the morning in Cairo on the day that skips midnight', () => {
    expect(startOfLocalDay('2024-04-26', 'Africa/Cairo')).toBe(Date.UTC(2024, 3, 25, 22));
    expect(endOfLocalDay('2024-04-25', 'Africa/Cairo')).toBe(Date.UTC(2024, 3, 25, 22) - 1);
  });

  test('that Samoa skipped has no length', () => {
    const start = startOfLocalDay('2011-12-30', 'Pacific/Apia');
    expect(start).toBe(startOfLocalDay('2011-12-31', 'Pacific/Apia'));
    expect(endOfLocalDay('2011-12-30', 'Pacific/Apia')).toBe(start - 1);
  });
});

describe('date arithmetic', () => {
  test('counts and adds days as Temporal does', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -2000, max: 2000 }), (on, days) => {
        const there = Temporal.PlainDate.from(on).add({ days });
        expect(addDays(on, days)).toBe(there.toString());
        expect(daysBetween(on, there.toString())).toBe(days);
        expect(weekdayOf(on)).toBe(Temporal.PlainDate.from(on).dayOfWeek);
      }),
    );
  });

  test('knows leap days and year ends', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2028-02-01', '2028-03-01')).toBe(29);
  });
});

describe('refused', () => {
  test.each(['2026-02-29', '2026-13-01', '2026-1-1', '26-01-01', '2026-01-01T00:00', ''])(
    'the date "%s", which does not exist or is written otherwise',
    (on) => {
      expect(isLocalDate(on)).toBe(false);
      expect(() => addDays(on, 1)).toThrow('YYYY-MM-DD');
    },
  );

  test.each(['Mars/Olympus', '-05:00', '', 'America/New York'])(
    'the zone "%s", with a hint',
    (zone) => {
      expect(() => assertZone(zone)).toThrow('Use an IANA name such as "America/New_York"');
    },
  );

  test('an instant that is no number or beyond the calendar', () => {
    expect(() => localDateOf(Number.NaN, 'UTC')).toThrow(RangeError);
    expect(() => localDateOf(Number.MAX_SAFE_INTEGER, 'UTC')).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('2026-01-01', 0.5)).toThrow(RangeError);
  });
});

function temporalDateOf(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

function temporalStartOf(on: string, timeZone: string): number {
  return Temporal.PlainDate.from(on).toZonedDateTime({ timeZone }).epochMilliseconds;
}

function changesOf(zone: string): readonly number[] {
  const changes: number[] = [];
  let here = Temporal.Instant.from('1900-01-01T00:00Z').toZonedDateTimeISO(zone);
  for (;;) {
    const next = here.getTimeZoneTransition('next');
    if (next === null || next.year > 2040) return changes;
    changes.push(next.epochMilliseconds);
    here = next;
  }
}

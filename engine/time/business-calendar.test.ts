import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  BusinessCalendar,
  businessDayClockDue,
  isBusinessDay,
  usFederalCalendar,
} from './business-calendar.ts';

const zone = 'America/New_York';
const federal = usFederalCalendar(zone, [2021, 2022, 2026, 2027]);
const instantOf = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

describe('the federal calendar', () => {
  // opm.gov, Federal Holidays, 2026: Independence Day is a Saturday, observed on Friday 3 July.
  test.each([
    '2026-01-01',
    '2026-01-19',
    '2026-02-16',
    '2026-05-25',
    '2026-06-19',
    '2026-07-03',
    '2026-09-07',
    '2026-10-12',
    '2026-11-11',
    '2026-11-26',
    '2026-12-25',
  ])('has no business on %s', (on) => {
    expect(isBusinessDay(on, federal)).toBe(false);
  });

  test('lists eleven holidays a year', () => {
    expect(federal.holidays.filter(({ on }) => on.startsWith('2026'))).toHaveLength(11);
  });

  test('keeps a New Year on a Saturday on the last day of the year before', () => {
    expect(isBusinessDay('2021-12-31', federal)).toBe(false);
    expect(isBusinessDay('2022-01-03', federal)).toBe(true);
    expect(isBusinessDay('2021-12-31', usFederalCalendar(zone, [2021]))).toBe(false);
  });

  test('refuses to answer for a year whose holidays it does not list', () => {
    expect(() => addBusinessDays('2027-12-30', 2, federal)).toThrow('Add the missing years');
  });
});

describe('business days', () => {
  test('ten business days run past weekends and a holiday', () => {
    // From Friday 22 May 2026: Memorial Day on the 25th, then 26 27 28 29, 1 2 3 4 5, 8 June.
    expect(addBusinessDays('2026-05-22', 10, federal)).toBe('2026-06-08');
  });

  test('the day of the trigger is day 0 also on a weekend', () => {
    expect(addBusinessDays('2026-05-23', 1, federal)).toBe('2026-05-26');
    expect(addBusinessDays('2026-05-23', 0, federal)).toBe('2026-05-23');
  });

  test('count back for "so many business days before"', () => {
    expect(addBusinessDays('2026-05-26', -1, federal)).toBe('2026-05-22');
  });

  test('are due through the end of the local day', () => {
    const due = businessDayClockDue({
      startedAt: instantOf('2026-05-22T23:30-04:00'),
      days: 10,
      calendar: federal,
    });
    expect(due).toEqual({ dueOn: '2026-06-08', dueAt: instantOf('2026-06-08T23:59:59.999-04:00') });
  });

  test('of a facility that works Sunday to Thursday follow its own weekend', () => {
    const calendar = BusinessCalendar.parse({
      name: 'Cairo',
      zone: 'Africa/Cairo',
      weekend: [5, 6],
      holidays: [],
    });
    expect(addBusinessDays('2026-01-01', 1, calendar)).toBe('2026-01-04');
  });

  test('end on a business day, with exactly so many of them counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 60 }),
        (offset, days) => {
          const start = Temporal.PlainDate.from('2026-01-01').add({ days: offset });
          const dueOn = addBusinessDays(start.toString(), days, federal);
          let counted = 0;
          let day = start;
          while (day.toString() < dueOn) {
            day = day.add({ days: 1 });
            const isHoliday = federal.holidays.some(({ on }) => on === day.toString());
            if (day.dayOfWeek <= 5 && !isHoliday) counted += 1;
          }
          expect(counted).toBe(days);
          expect(isBusinessDay(dueOn, federal)).toBe(true);
        },
      ),
    );
  });
});

test('refuses a calendar on which nobody ever works', () => {
  const weekend = [1, 2, 3, 4, 5, 6, 7];
  const parsed = BusinessCalendar.safeParse({ name: 'never', zone, weekend, holidays: [] });
  expect(parsed.error?.issues[0]?.message).toContain('at least one working weekday');
});

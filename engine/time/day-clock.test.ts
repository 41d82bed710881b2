import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { dayClockDue } from './day-clock.ts';
import { localDateOf } from './zone.ts';

const newYork = 'America/New_York';
const instantOf = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

test('a chart discharged at 23:59 is complete in time through the end of the 30th day after', () => {
  const due = dayClockDue({
    startedAt: instantOf('2026-01-05T23:59:59-05:00'),
    days: 30,
    zone: newYork,
  });
  expect(due.dueOn).toBe('2026-02-04');
  expect(due.dueAt).toBe(instantOf('2026-02-04T23:59:59.999-05:00'));
});

test('a minute later is the next day, and so is the due date', () => {
  const due = dayClockDue({
    startedAt: instantOf('2026-01-06T00:00:00-05:00'),
    days: 30,
    zone: newYork,
  });
  expect(due.dueOn).toBe('2026-02-05');
});

test('the due day ends by the wall clock on the far side of daylight saving, both ways', () => {
  const spring = dayClockDue({
    startedAt: instantOf('2026-02-20T12:00-05:00'),
    days: 30,
    zone: newYork,
  });
  expect(spring.dueAt).toBe(instantOf('2026-03-22T23:59:59.999-04:00'));
  const autumn = dayClockDue({
    startedAt: instantOf('2026-10-15T12:00-04:00'),
    days: 30,
    zone: newYork,
  });
  expect(autumn.dueAt).toBe(instantOf('2026-11-14T23:59:59.999-05:00'));
});

test('a due date on the day of the change itself has its 23 or 25 hours', () => {
  const spring = dayClockDue({
    startedAt: instantOf('2026-02-06T12:00-05:00'),
    days: 30,
    zone: newYork,
  });
  expect(spring).toEqual({
    dueOn: '2026-03-08',
    dueAt: instantOf('2026-03-08T23:59:59.999-04:00'),
  });
  const autumn = dayClockDue({
    startedAt: instantOf('2026-10-02T12:00-04:00'),
    days: 30,
    zone: newYork,
  });
  expect(autumn).toEqual({
    dueOn: '2026-11-01',
    dueAt: instantOf('2026-11-01T23:59:59.999-05:00'),
  });
});

test('leap days and year ends count like any other day', () => {
  const startedAt = instantOf('2028-01-31T08:00-05:00');
  expect(dayClockDue({ startedAt, days: 30, zone: newYork }).dueOn).toBe('2028-03-01');
  const yearEnd = instantOf('2026-12-15T08:00-05:00');
  expect(dayClockDue({ startedAt: yearEnd, days: 30, zone: newYork }).dueOn).toBe('2027-01-14');
});

test('the facility, not the server, decides which day it is', () => {
  const startedAt = instantOf('2026-01-01T03:00Z');
  expect(dayClockDue({ startedAt, days: 1, zone: 'America/Phoenix' }).dueOn).toBe('2026-01-01');
  expect(dayClockDue({ startedAt, days: 1, zone: 'Asia/Kathmandu' }).dueOn).toBe('2026-01-02');
});

test('due dates agree with Temporal whatever the zone, and weekends are not skipped', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) }),
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom(
        newYork,
        'America/Sao_Paulo',
        'Pacific/Apia',
        'Africa/Cairo',
        'Antarctica/Troll',
      ),
      (startedAt, days, zone) => {
        const { dueOn, dueAt } = dayClockDue({ startedAt, days, zone });
        const dueDate = Temporal.Instant.fromEpochMilliseconds(startedAt)
          .toZonedDateTimeISO(zone)
          .toPlainDate()
          .add({ days });
        const nextDay = dueDate.add({ days: 1 }).toZonedDateTime({ timeZone: zone });
        expect(dueOn).toBe(dueDate.toString());
        expect(dueAt).toBe(nextDay.epochMilliseconds - 1);
        expect(localDateOf(dueAt + 1, zone) > dueOn).toBe(true);
      },
    ),
  );
});

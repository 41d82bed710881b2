import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { usFederalCalendar } from './business-calendar.ts';
import { ageOf, canExtend, clocksOf, Obligation, type Pause } from './obligation.ts';

const zone = 'America/New_York';
const instantOf = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const leave = (fromOn: string, toOn: string): Pause => ({ fromOn, toOn, reason: 'vacation' });

const dischargedAt = instantOf('2026-01-05T14:00-05:00');

function completion(changes: Partial<Obligation> = {}): Obligation {
  return Obligation.parse({
    id: 'completion',
    citation: '42 CFR 482.24(c)(4)(viii)',
    clock: { kind: 'days', amount: 30 },
    startedAt: dischargedAt,
    accountableFromAt: dischargedAt,
    zone,
    pauses: [],
    ...changes,
  });
}

describe('the regulatory clock', () => {
  test('never pauses, whatever leave the owner has', () => {
    const due = clocksOf(completion({ pauses: [leave('2026-01-10', '2026-01-20')] })).regulatory;
    expect(due).toEqual({ dueOn: '2026-02-04', dueAt: instantOf('2026-02-04T23:59:59.999-05:00') });
  });

  test('keeps its start when the work is reassigned', () => {
    const { regulatory, accountability } = clocksOf(
      completion({ accountableFromAt: instantOf('2026-01-25T09:00-05:00') }),
    );
    expect(regulatory.dueOn).toBe('2026-02-04');
    expect(accountability.dueOn).toBe('2026-02-24');
  });
});

describe('the accountability clock', () => {
  const dueOn = (...pauses: readonly Pause[]) =>
    clocksOf(completion({ pauses })).accountability.dueOn;

  test('is the regulatory one where there is no leave', () => {
    expect(dueOn()).toBe('2026-02-04');
  });

  test('moves by both dates of a leave', () => {
    expect(dueOn(leave('2026-01-10', '2026-01-11'))).toBe('2026-02-06');
    expect(dueOn(leave('2026-01-10', '2026-01-10'))).toBe('2026-02-05');
  });

  test('counts overlapping and touching leaves once', () => {
    expect(dueOn(leave('2026-01-10', '2026-01-14'), leave('2026-01-12', '2026-01-16'))).toBe(
      '2026-02-11',
    );
    expect(dueOn(leave('2026-01-10', '2026-01-16'), leave('2026-01-12', '2026-01-13'))).toBe(
      '2026-02-11',
    );
    expect(dueOn(leave('2026-01-13', '2026-01-16'), leave('2026-01-10', '2026-01-12'))).toBe(
      '2026-02-11',
    );
  });

  test('moves by the part of a leave after the trigger date, which is day 0 anyhow', () => {
    expect(dueOn(leave('2025-12-20', '2026-01-04'))).toBe('2026-02-04');
    expect(dueOn(leave('2025-12-20', '2026-01-05'))).toBe('2026-02-04');
    expect(dueOn(leave('2025-12-20', '2026-01-07'))).toBe('2026-02-06');
  });

  test('moves past a leave that starts on the due date', () => {
    expect(dueOn(leave('2026-02-04', '2026-02-06'))).toBe('2026-02-07');
  });

  test('is not revived by a leave that starts after it has run out', () => {
    expect(dueOn(leave('2026-02-05', '2026-02-28'))).toBe('2026-02-04');
  });

  test('takes in a second leave only if the first carries it there', () => {
    const second = leave('2026-02-05', '2026-02-06');
    expect(dueOn(leave('2026-01-20', '2026-01-20'), second)).toBe('2026-02-07');
  });

  test('in hours leaves out the real hours of the absent days', () => {
    // Friday 16:00, 24 hours; away the whole of Saturday: 8 hours before it, 16 after.
    const obligation = completion({
      clock: { kind: 'hours', amount: 24 },
      accountableFromAt: instantOf('2026-01-09T16:00-05:00'),
      pauses: [leave('2026-01-10', '2026-01-10')],
    });
    expect(clocksOf(obligation).accountability).toEqual({
      dueOn: '2026-01-11',
      dueAt: instantOf('2026-01-11T16:00-05:00'),
    });
  });

  test('in hours leaves out 23 hours for an absence on the day the clocks go forward', () => {
    const obligation = completion({
      clock: { kind: 'hours', amount: 24 },
      accountableFromAt: instantOf('2026-03-07T16:00-05:00'),
      pauses: [leave('2026-03-08', '2026-03-08')],
    });
    const pushed = clocksOf(obligation).accountability.dueAt - instantOf('2026-03-08T16:00-05:00');
    expect(pushed).toBe(23 * 3_600_000);
  });

  test('in hours leaves out only the rest of a day of absence that has begun', () => {
    const obligation = completion({
      clock: { kind: 'hours', amount: 2 },
      accountableFromAt: instantOf('2026-01-10T20:00-05:00'),
      pauses: [leave('2026-01-10', '2026-01-10')],
    });
    expect(clocksOf(obligation).accountability.dueAt).toBe(instantOf('2026-01-11T02:00-05:00'));
  });

  test('in business days moves by absent business days only', () => {
    const obligation = completion({
      clock: { kind: 'business-days', amount: 8 },
      calendar: usFederalCalendar(zone, [2026]),
      // Friday to Monday: two of the four are business days. The 19th is Martin Luther King's birthday.
      pauses: [leave('2026-01-09', '2026-01-12')],
    });
    const { regulatory, accountability } = clocksOf(obligation);
    expect(regulatory.dueOn).toBe('2026-01-15');
    expect(accountability.dueOn).toBe('2026-01-20');
  });

  test('gives an owner exactly as many days of presence as the clock has, whatever the leaves', () => {
    const someLeave = fc
      .tuple(fc.integer({ min: -20, max: 80 }), fc.integer({ min: 0, max: 15 }))
      .map(([from, length]) => {
        const start = Temporal.PlainDate.from('2026-01-05').add({ days: from });
        return leave(start.toString(), start.add({ days: length }).toString());
      });
    fc.assert(
      fc.property(
        fc.array(someLeave, { maxLength: 5 }),
        fc.integer({ min: 0, max: 40 }),
        (pauses, amount) => {
          const obligation = completion({ pauses, clock: { kind: 'days', amount } });
          let day = Temporal.PlainDate.from('2026-01-05');
          let present = 0;
          while (present < amount) {
            day = day.add({ days: 1 });
            const on = day.toString();
            if (!pauses.some(({ fromOn, toOn }) => fromOn <= on && on <= toOn)) present += 1;
          }
          expect(clocksOf(obligation).accountability.dueOn).toBe(day.toString());
        },
      ),
    );
  });

  test('in hours gives exactly as many hours of presence, counted hour by hour', () => {
    const someLeave = fc
      .tuple(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 0, max: 4 }))
      .map(([from, length]) => {
        const start = Temporal.PlainDate.from('2026-03-07').add({ days: from });
        return leave(start.toString(), start.add({ days: length }).toString());
      });
    fc.assert(
      fc.property(
        fc.array(someLeave, { maxLength: 4 }),
        fc.integer({ min: 1, max: 100 }),
        (pauses, amount) => {
          const accountableFromAt = instantOf('2026-03-07T10:00-05:00');
          const obligation = completion({
            pauses,
            accountableFromAt,
            clock: { kind: 'hours', amount },
          });
          let here =
            Temporal.Instant.fromEpochMilliseconds(accountableFromAt).toZonedDateTimeISO(zone);
          for (let present = 0; present < amount; ) {
            const on = here.toPlainDate().toString();
            if (!pauses.some(({ fromOn, toOn }) => fromOn <= on && on <= toOn)) present += 1;
            here = here.add({ hours: 1 });
          }
          expect(clocksOf(obligation).accountability.dueAt).toBe(here.epochMilliseconds);
        },
      ),
    );
  });
});

describe('an extension', () => {
  const access = (grantedAt: number) =>
    completion({
      citation: '45 CFR 164.524(b)(2)',
      extension: { amount: 30, grantedAt, reason: 'records held off site' },
    });
  const lastInstant = instantOf('2026-02-04T23:59:59.999-05:00');

  test('granted in the last millisecond of the last day holds: 30 and 30 days from receipt', () => {
    expect(clocksOf(access(lastInstant)).regulatory.dueOn).toBe('2026-03-06');
    expect(clocksOf(access(lastInstant)).accountability.dueOn).toBe('2026-03-06');
  });

  test('granted a millisecond later does not revive the clock', () => {
    expect(clocksOf(access(lastInstant + 1)).regulatory.dueOn).toBe('2026-02-04');
  });

  test('may be granted once, and while the first due instant has not passed', () => {
    expect(canExtend(completion(), lastInstant)).toBe(true);
    expect(canExtend(completion(), lastInstant + 1)).toBe(false);
    expect(canExtend(access(lastInstant), lastInstant)).toBe(false);
  });
});

describe('age', () => {
  const at = (text: string) => ageOf(completion(), instantOf(text), { warnBeforeDays: 7 });

  test('is current, then warns for a week, is overdue from the first instant of day 31', () => {
    expect(at('2026-01-27T23:59:59-05:00').regulatory).toBe('current');
    expect(at('2026-01-28T00:00:00-05:00').regulatory).toBe('warning');
    expect(at('2026-02-04T23:59:59.999-05:00').regulatory).toBe('warning');
    expect(at('2026-02-05T00:00:00-05:00').regulatory).toBe('overdue');
  });

  test('counts days out, left and late by the calendar of the facility', () => {
    expect(at('2026-01-05T23:00-05:00')).toMatchObject({ daysOut: 0, daysLeft: 30, daysLate: 0 });
    expect(at('2026-02-04T01:00-05:00')).toMatchObject({ daysOut: 30, daysLeft: 0, daysLate: 0 });
    expect(at('2026-02-05T00:00-05:00')).toMatchObject({ daysOut: 31, daysLeft: 0, daysLate: 1 });
  });

  test('of the hospital may be overdue while its physician on leave is not', () => {
    const onLeave = completion({ pauses: [leave('2026-01-10', '2026-01-20')] });
    const age = ageOf(onLeave, instantOf('2026-02-05T12:00-05:00'), { warnBeforeDays: 7 });
    expect(age).toMatchObject({ regulatory: 'overdue', accountability: 'current', daysLate: 1 });
  });
});

describe('refused', () => {
  const base = completion();
  test.each([
    [
      'business days without a calendar',
      { clock: { kind: 'business-days', amount: 5 } },
      'needs the calendar',
    ],
    [
      'a leave that ends before it starts',
      { pauses: [leave('2026-01-02', '2026-01-01')] },
      'ends before',
    ],
    ['a leave without end', { pauses: [leave('2026-01-02', '9999-12-31')] }, 'reassign the work'],
    ['a zone nobody knows', { zone: 'Eastern' }, 'IANA name'],
    [
      'a calendar of another zone',
      { calendar: usFederalCalendar('America/Phoenix', [2026]) },
      'same time zone',
    ],
    ['a date that does not exist', { pauses: [leave('2026-02-29', '2026-03-01')] }, 'YYYY-MM-DD'],
  ])('%s', (_, changes, message) => {
    const issues = Obligation.safeParse({ ...base, ...changes }).error?.issues ?? [];
    expect(issues.map((issue) => issue.message).join()).toContain(message);
  });
});

import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { hourClockDue, isMetBefore, isMetWithin } from './hour-clock.ts';

const instantOf = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

test('24 hours are real hours: the wall clock shows an hour later after the clocks went forward', () => {
  const { dueAt } = hourClockDue({ startedAt: instantOf('2026-03-07T20:00-05:00'), hours: 24 });
  expect(dueAt).toBe(instantOf('2026-03-08T21:00-04:00'));
});

test('and an hour earlier after they went back', () => {
  const { dueAt } = hourClockDue({ startedAt: instantOf('2026-10-31T20:00-04:00'), hours: 24 });
  expect(dueAt).toBe(instantOf('2026-11-01T19:00-05:00'));
});

test('work within hours is in time up to and including the due instant, and late a millisecond after', () => {
  const { dueAt } = hourClockDue({ startedAt: 1000, hours: 48 });
  expect(dueAt).toBe(172_801_000);
  expect(isMetWithin({ doneAt: dueAt, dueAt })).toBe(true);
  expect(isMetWithin({ doneAt: dueAt + 1, dueAt })).toBe(false);
});

test('work due before surgery is late from the instant surgery starts', () => {
  const beforeAt = instantOf('2026-01-05T07:30-05:00');
  expect(isMetBefore({ doneAt: beforeAt - 1, beforeAt })).toBe(true);
  expect(isMetBefore({ doneAt: beforeAt, beforeAt })).toBe(false);
});

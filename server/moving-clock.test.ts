import { expect, test } from 'vitest';
import { createMemoryStore } from '../engine/memory-store.ts';
import { runningClock, standingClock } from './moving-clock.ts';

const hourMs = 60 * 60 * 1000;
const start = Date.parse('2026-11-24T15:00:00Z');

test('a standing clock stands until it is moved, and takes up where it stood', async () => {
  const store = createMemoryStore(() => start);
  const clock = standingClock(start);
  expect(clock.now()).toBe(start);
  await clock.moveTo(store, start + hourMs);
  const next = standingClock(start);
  await next.resume(store);
  expect(next.now()).toBe(start + hourMs);
  // One that is started later than it stood does not go back.
  const later = standingClock(start + 2 * hourMs);
  await later.resume(store);
  expect(later.now()).toBe(start + 2 * hourMs);
});

test('a running clock runs on from where it was moved to', async () => {
  const store = createMemoryStore(() => start);
  let real = start;
  const clock = runningClock(() => real);
  await clock.resume(store);
  expect(clock.now()).toBe(start);
  await clock.moveTo(store, start + 24 * hourMs);
  real += hourMs;
  expect(clock.now()).toBe(start + 25 * hourMs);
  const next = runningClock(() => real);
  await next.resume(store);
  expect(next.now()).toBe(start + 25 * hourMs);
});

import { describe, expect, test } from 'vitest';
import { createDatabaseClock } from './database-clock.ts';

const hour = 60 * 60 * 1000;

describe('the database clock as a server knows it', () => {
  const clockAt = (start: number) => {
    let elapsed = start;
    const clock = createDatabaseClock(() => elapsed);
    return {
      clock,
      pass: (ms: number) => {
        elapsed += ms;
      },
      /** A question whose answer took `ms`, read by the database at `at`. */
      ask: (at: number, ms: number) => {
        const sentAt = elapsed;
        elapsed += ms;
        clock.observe(at, sentAt);
      },
    };
  };

  test('is not known before it was read', () => {
    expect(() => clockAt(0).clock.now()).toThrow('has not been read');
  });

  test('goes on by the monotonic clock, whatever that one calls its beginning', () => {
    for (const start of [0, -10 * 60_000, 10 * 60_000]) {
      const { clock, pass, ask } = clockAt(start);
      ask(hour, 0);
      pass(1500.7);
      expect(clock.now()).toBe(hour + 1500);
    }
  });

  test('is never behind a reading, so what SQL found due is due', () => {
    const { clock, pass, ask } = clockAt(0);
    ask(hour, 400);
    expect(clock.now()).toBe(hour);
    pass(100);
    ask(hour + 499, 1);
    expect(clock.now()).toBeGreaterThanOrEqual(hour + 499);
  });

  test('is not thrown back by one slow answer', () => {
    const { clock, pass, ask } = clockAt(0);
    ask(hour, 1);
    pass(1000);
    ask(hour + 1001, 900);
    expect(clock.now()).toBeGreaterThanOrEqual(hour + 1900);
  });

  test('stands still rather than going back a little, and believes a step of the database', () => {
    const { clock, ask } = clockAt(0);
    ask(hour, 0);
    expect(clock.now()).toBe(hour);
    ask(hour - 300, 0);
    expect(clock.now()).toBe(hour);
    ask(hour / 2, 0);
    expect(clock.now()).toBeLessThanOrEqual(hour / 2 + 1);
    ask(2 * hour, 0);
    expect(clock.now()).toBe(2 * hour);
  });
});

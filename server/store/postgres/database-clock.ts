/** The database's clock as this process knows it between two answers. The machine's own clock is never asked. */
export interface DatabaseClock {
  now(): number;
  /** A reading `at` of the database's clock, taken after `sentAt` and before now (both of `elapsed()`). */
  observe(at: number, sentAt: number): void;
  /** Monotonic milliseconds, to note when a question was sent. */
  elapsed(): number;
}

/** A step back of the database's clock greater than this is believed; a smaller one is waited out. */
const mostWaitedOutMs = 1000;

export function createDatabaseClock(
  elapsed: () => number = () => performance.now(),
): DatabaseClock {
  let offset: number | null = null;
  let latest = 0;
  return {
    elapsed,
    observe: (at, sentAt) => {
      // The reading lies between question and answer, so the true offset lies between these two; the estimate moves
      // no farther than it must. It is at least `at`, so what SQL found due is due by `now()` too.
      const lowest = at - elapsed();
      const highest = at + 1 - sentAt;
      offset = offset === null ? lowest : Math.min(Math.max(offset, lowest), highest);
    },
    now: () => {
      if (offset === null) throw new Error('The database clock has not been read yet.');
      const at = Math.floor(offset + elapsed());
      latest = at < latest && latest - at <= mostWaitedOutMs ? latest : at;
      return latest;
    },
  };
}

/** The full counts with CHARTKEEPER_SOAK=1, a tenth of them otherwise. */
export const isSoak = process.env.CHARTKEEPER_SOAK === '1';

const full = {
  /** kill -9 of the server, per database. */
  kills: 30,
  /** Simulated power cuts, per setting of `synchronous`. */
  powerCuts: 150,
  /** Runs of random commands against each machine's model, per store. */
  modelRuns: 600,
  /** `pg_ctl stop -m immediate` of the database. */
  databaseStops: 20,
  /** Times the disk is filled and freed again. */
  fullDisks: 10,
  /** Deadlines that two servers with wrong clocks share. */
  sharedDeadlines: 3000,
  /** Connections that stay open at once. */
  connections: 4000,
  /** Practitioners who reach a level in the same minute, with twenty records each. */
  practitioners: 2000,
  /** Charts that are complete when five late documents come for each. */
  completeCharts: 10_000,
} as const;

export const counts: Readonly<Record<keyof typeof full, number>> = isSoak
  ? full
  : (Object.fromEntries(
      Object.entries(full).map(([name, count]) => [name, Math.ceil(count / 10)]),
    ) as Record<keyof typeof full, number>);

/** Where a whole department is loaded: PostgreSQL, which shares the machine with its server, gets a tenth of it. */
export function countFor(kind: string, count: number): number {
  return kind === 'PostgreSQL' ? Math.ceil(count / 10) : count;
}

/** Runs in which each mutant must be found out; never fewer, for with fewer one would escape now and then. */
export const mutantRuns = 1000;

/** Damaged messages and resources; fewer than a tenth in the everyday run, where they would be its longest part. */
export const damagedCount = isSoak ? 100_000 : 3000;

/** Minutes a test may take: generous, for the waiting in it ends with the event it waits for. */
export const patienceMs = isSoak ? 1_200_000 : 240_000;

/** A seed to print, or the one to run again: CHARTKEEPER_SEED. */
export function chooseSeed(): number {
  return Number(process.env.CHARTKEEPER_SEED ?? Math.floor(Math.random() * 2 ** 31));
}

/** Random numbers that a seed brings back (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

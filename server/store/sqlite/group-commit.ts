import type Database from 'better-sqlite3';
import { Refusal } from '../../../engine/errors.ts';

/** Most writes that share one transaction, so that no waiter waits long. */
export const defaultMostTogether = 256;

/** While the disk is full nothing is written; after this long one write may try again. */
const probeAfterMs = 2000;

/** Whatever waits in this turn of the loop shares one transaction and one fsync. */
export interface GroupCommit {
  write<Result>(work: () => Result): Promise<Result>;
  /** Why nothing can be written now; null when all is well. */
  problem(): string | null;
}

export interface GroupCommitOptions {
  readonly mostTogether: number;
  readonly onUnknown: (error: Error) => void;
  /** Called when a shared transaction begins, and before it commits. */
  readonly onBegin: () => void;
  readonly onFinish: () => void;
}

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One refused write does not poison its batch: it throws before it has written anything.
 * `onUnknown` is called when a commit failed in a way that leaves its outcome unknown; the process must stop.
 */
export function createGroupCommit(
  database: Database.Database,
  { mostTogether, onUnknown, onBegin, onFinish }: GroupCommitOptions,
): GroupCommit {
  let waiting: Waiting[] = [];
  let isScheduled = false;
  let latch: { readonly reason: string; readonly since: number } | null = null;
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');

  const drain = (): void => {
    isScheduled = false;
    const batch = waiting.slice(0, mostTogether);
    waiting = waiting.slice(mostTogether);
    if (waiting.length > 0) schedule();
    if (latch !== null && performance.now() - latch.since < probeAfterMs) {
      for (const one of batch) one.reject(readOnly(latch.reason));
      return;
    }
    runBatch(batch);
  };

  const runBatch = (batch: readonly Waiting[]): void => {
    const done: (() => void)[] = [];
    try {
      begin.run();
      onBegin();
      for (const one of batch) done.push(runOne(one));
      onFinish();
      commit.run();
      latch = null;
    } catch (error) {
      failBatch(batch, error as Error & { code?: string });
      return;
    }
    for (const settle of done) settle();
  };

  const failBatch = (batch: readonly Waiting[], error: Error & { code?: string }): void => {
    try {
      if (database.inTransaction) rollback.run();
    } catch {
      // SQLite has rolled back by itself; what follows only needs that nothing is open.
    }
    const code = error.code ?? '';
    if (code.startsWith('SQLITE_IOERR')) {
      onUnknown(error);
      for (const one of batch) one.reject(new Refusal('unavailable', unknownOutcome));
    } else if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_READONLY')) {
      latch = {
        reason: code.startsWith('SQLITE_FULL') ? diskFull : fileReadOnly,
        since: performance.now(),
      };
      for (const one of batch) one.reject(readOnly(latch.reason));
    } else if (batch.length > 1) {
      for (const one of batch) runBatch([one]);
    } else {
      batch[0]?.reject(error);
    }
  };

  const schedule = (): void => {
    isScheduled = true;
    setImmediate(drain);
  };

  return {
    write: <Result>(work: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        if (!isScheduled) schedule();
      }),
    problem: () => latch?.reason ?? null,
  };
}

/** Runs one write inside the batch; a refusal settles it alone, anything else fails the batch. */
function runOne({ work, resolve, reject }: Waiting): () => void {
  try {
    const result = work();
    return () => resolve(result);
  } catch (error) {
    if (error instanceof Refusal) return () => reject(error);
    throw error;
  }
}

const diskFull = 'The disk of the database is full: nothing can be saved until space is made.';
const fileReadOnly =
  'The database file is read-only: nothing can be saved until it may be written again.';
const unknownOutcome =
  'The disk failed while saving; whether it was saved is known after the restart. Send the same event id again then.';

function readOnly(reason: string): Refusal {
  return new Refusal('read-only', reason, { retryAfterSeconds: probeAfterMs / 1000 });
}

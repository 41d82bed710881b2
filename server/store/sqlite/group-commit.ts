import type Database from 'better-sqlite3';
import { Refusal } from '../../../engine/errors.ts';
import type { Reserve } from './reserve.ts';

/** Most writes that share one transaction, so that no waiter waits long. */
export const defaultMostTogether = 256;

/** While the disk is full nothing is written; after this long one write may try again. */
const probeAfterMs = 2000;

/** Turns of the loop that a transaction waits for more to join, as long as each brings some; an idle turn is microseconds. */
const mostTurns = 8;

/** How long reads stay in one transaction after a commit when no other commit follows. */
const viewHeldMs = 50;

/** Whatever comes in a few turns of the loop shares one transaction and one fsync. */
export interface GroupCommit {
  write<Result>(work: () => Result, kind?: WriteKind): Promise<Result>;
  /** Why nothing can be written now; null when all is well. */
  problem(): string | null;
  /** Ends the transaction that reads share, before what must not be part of one. */
  release(): void;
}

/** While the disk is full only audit rows are written, from the reserve: nobody reads unrecorded. */
export type WriteKind = 'any' | 'audit-only';

export interface GroupCommitOptions {
  readonly mostTogether: number;
  readonly onUnknown: (error: Error) => void;
  /** Called when a shared transaction begins, before it commits, and when nothing of it stays. */
  readonly onBegin: () => void;
  readonly onFinish: () => void;
  readonly onRollback: () => void;
  readonly reserve: Reserve;
}

interface Waiting {
  readonly kind: WriteKind;
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
  { mostTogether, onUnknown, onBegin, onFinish, onRollback, reserve }: GroupCommitOptions,
): GroupCommit {
  let waiting: Waiting[] = [];
  let isScheduled = false;
  let latch: Latch | null = null;
  const begin = database.prepare('BEGIN IMMEDIATE');
  const view = createHeldView(database);
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');

  const drain = (): void => {
    isScheduled = false;
    const batch = waiting.slice(0, mostTogether);
    waiting = waiting.slice(mostTogether);
    if (waiting.length > 0) schedule();
    runBatch(latch === null ? batch : admitted(batch, latch));
  };

  /** What may be written while latched: everything once the reserve is whole again, else audit rows alone. */
  const admitted = (batch: readonly Waiting[], present: Latch): readonly Waiting[] => {
    if (performance.now() - present.since >= probeAfterMs) {
      if (reserve.fill()) {
        latch = null;
        return batch;
      }
      latch = { ...present, since: performance.now() };
    }
    const refused = batch.filter((one) => one.kind === 'any');
    for (const one of refused) one.reject(readOnly(present.reason));
    return batch.filter((one) => one.kind === 'audit-only');
  };

  const runBatch = (batch: readonly Waiting[]): void => {
    if (batch.length === 0) return;
    const done: (() => void)[] = [];
    let isUpgraded = false;
    try {
      isUpgraded = view.take();
      if (!isUpgraded) begin.run();
      onBegin();
      for (const one of batch) done.push(runOne(one));
      onFinish();
      commit.run();
    } catch (error) {
      failBatch(batch, error as Error & { code?: string }, isUpgraded);
      return;
    }
    view.hold();
    for (const settle of done) settle();
  };

  const failBatch = (
    batch: readonly Waiting[],
    error: Error & { code?: string },
    isUpgraded: boolean,
  ): void => {
    try {
      if (database.inTransaction) rollback.run();
    } catch {
      // SQLite has rolled back by itself; what follows only needs that nothing is open.
    }
    onRollback();
    const code = error.code ?? '';
    if (isUpgraded && code.startsWith('SQLITE_BUSY')) {
      // Another connection wrote after the view was taken: a transaction of its own waits its turn.
      runBatch(batch);
    } else if (code.startsWith('SQLITE_IOERR')) {
      onUnknown(error);
      for (const one of batch) one.reject(new Refusal('unavailable', unknownOutcome));
    } else if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_READONLY')) {
      closeFor(batch, code.startsWith('SQLITE_FULL') ? diskFull : fileReadOnly);
    } else if (batch.length > 1) {
      for (const one of batch) runBatch([one]);
    } else {
      batch[0]?.reject(error);
    }
  };

  /** Latched rather than tried again and again: a later smaller write might pass, and the one before it be missing. */
  const closeFor = (batch: readonly Waiting[], reason: string): void => {
    const isNews = latch === null;
    latch = latch ?? { reason, since: performance.now() };
    if (isNews && reason === diskFull) {
      reserve.release();
      runBatch(batch.filter((one) => one.kind === 'audit-only'));
      for (const one of batch) if (one.kind === 'any') one.reject(readOnly(reason));
    } else {
      for (const one of batch) one.reject(readOnly(reason));
    }
  };

  const schedule = (): void => {
    isScheduled = true;
    let joined = 0;
    let turns = 0;
    const turn = (): void => {
      if (waiting.length === joined || waiting.length >= mostTogether || turns >= mostTurns)
        drain();
      else {
        joined = waiting.length;
        turns += 1;
        setImmediate(turn);
      }
    };
    setImmediate(turn);
  };

  return {
    write: <Result>(work: () => Result, kind: WriteKind = 'any') =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ kind, work, resolve: resolve as (value: unknown) => void, reject });
        if (!isScheduled) schedule();
      }),
    problem: () => latch?.reason ?? null,
    release: view.release,
  };
}

interface HeldView {
  /** Opens a transaction for the reads until the next commit. */
  hold(): void;
  /** Whether one was open: the next write goes on in it. */
  take(): boolean;
  release(): void;
}

/**
 * Reads between two commits share a transaction: each read by itself locks and unlocks the file, which took two thirds
 * of its time. What they see is the same, for no other connection writes this file.
 */
function createHeldView(database: Database.Database): HeldView {
  const open = database.prepare('BEGIN');
  const close = database.prepare('COMMIT');
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearTimeout(timer);
    if (database.open && database.inTransaction) close.run();
  };
  return {
    hold: () => {
      open.run();
      timer = setTimeout(release, viewHeldMs).unref();
    },
    take: () => {
      clearTimeout(timer);
      return database.inTransaction;
    },
    release,
  };
}

interface Latch {
  readonly reason: string;
  readonly since: number;
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

import type { Refusal } from '../../../engine/errors.ts';
import type { Change } from '../../../engine/store.ts';
import { failureOf, refusalOf } from './outage.ts';
import type { Net, Versions } from './write-change.ts';

/** Pauses between tries while the server does not answer; after them the callers are told. */
const pausesMs = [20, 80, 200, 500, 1000];

/** How often a batch that lost a race on the server is sent again before its changes go one by one. */
const mostRaces = 5;

/** While one batch is on its way others gather; each batch is one transaction and one round trip. */
export interface GroupCommit {
  write(change: Change): Promise<void>;
  /** Why nothing can be written now; null when all is well. */
  problem(): string | null;
  /** Waits until nothing is on its way. */
  idle(): Promise<void>;
}

export interface BatchWriter {
  net(changes: readonly Change[], known: Versions): Net;
  /** Null when the batch was written, else the versions that are not as it assumed. */
  send(parameters: readonly unknown[]): Promise<Versions | null>;
  /** Whether a batch whose answer was lost has been written after all. */
  wasWritten(net: Net): Promise<boolean>;
}

export interface GroupCommitOptions {
  /** Most changes that share one transaction; 1 makes it a commit per event, for comparison. */
  readonly mostTogether: number;
}

interface Waiting {
  readonly change: Change;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A refused change is refused alone; one that cannot be stored is found by sending the batch one by one. */
export function createGroupCommit(
  writer: BatchWriter,
  { mostTogether }: GroupCommitOptions,
): GroupCommit {
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let problem: string | null = null;

  const run = async (): Promise<void> => {
    await nextTurn();
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      await runBatch(batch);
      await nextTurn();
    }
    running = null;
  };

  const runBatch = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      settle(batch, await writeAll(batch.map(({ change }) => change)));
      problem = null;
    } catch (error) {
      const failure = failureOf(error);
      const isOutage = failure === 'unreachable' || failure === 'unsent' || failure === 'read-only';
      const refusal = refusalOf(error);
      if (isOutage) problem = refusal.message;
      if (isOutage || batch.length === 1) for (const one of batch) one.reject(refusal);
      else for (const one of batch) await runBatch([one]);
    }
  };

  /** One refusal or null per change. Throws what the driver threw when the batch was not written, or nobody knows. */
  const writeAll = async (changes: readonly Change[]): Promise<readonly (Refusal | null)[]> => {
    let known: Versions = new Map();
    let doubtful: { readonly net: Net; readonly error: unknown } | null = null;
    let pauses = problem === null ? pausesMs : [];
    let races = 0;
    for (;;) {
      const net: Net = doubtful?.net ?? writer.net(changes, known);
      if (net.parameters === null) return net.refusals;
      try {
        const stale = await writer.send(net.parameters);
        if (stale === null) return net.refusals;
        if (doubtful !== null && (await writer.wasWritten(net))) return net.refusals;
        doubtful = null;
        known = new Map([...known, ...stale]);
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'lost-race') {
          if (doubtful !== null && (await writer.wasWritten(net))) return net.refusals;
          doubtful = null;
          races += 1;
          if (races > mostRaces) throw error;
        } else if (failure === 'unreachable' || failure === 'unsent') {
          if (failure === 'unreachable') doubtful ??= { net, error };
          const [pause, ...rest] = pauses;
          if (pause === undefined) throw doubtful?.error ?? error;
          pauses = rest;
          await new Promise((resolve) => setTimeout(resolve, pause));
        } else {
          throw error;
        }
      }
    }
  };

  return {
    write: (change) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ change, resolve, reject });
        running ??= run();
      }),
    problem: () => problem,
    idle: async () => {
      while (running !== null) await running;
    },
  };
}

/** Whatever is written in this turn of the loop goes together. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function settle(batch: readonly Waiting[], refusals: readonly (Refusal | null)[]): void {
  for (const [n, { resolve, reject }] of batch.entries()) {
    const refusal = refusals[n] ?? null;
    if (refusal === null) resolve();
    else reject(refusal);
  }
}

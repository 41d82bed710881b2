import { isConflict, Refusal } from '../engine/errors.ts';
import type { Change, JobRow, Store, VersionGuard } from '../engine/store.ts';

/** How long after its last sign of life a running job counts as left behind by a server that ended. */
const silentMs = 60_000;

/** More jobs than ever run at once. */
const mostLeftBehind = 1000;

/** What a piece of a job adds to it; written in the same commit as the piece itself where there is one. */
export interface JobProgress {
  readonly done: number;
  readonly taken: number;
  readonly refused: number;
  readonly params?: JobRow['params'];
}

export interface JobHandle {
  readonly row: JobRow;
  /** Adds to the job. @throws JobStopped when someone stopped it, or another runner took it over */
  advance(progress: JobProgress, change?: Omit<Change, 'job'>): Promise<void>;
  /**
   * The same where another makes the commit: `write` commits once, with the rows it asks for, or throws.
   * @throws JobStopped as `advance` does
   */
  advanceIn(write: (rowsOf: (progress: JobProgress) => JobRows) => Promise<unknown>): Promise<void>;
}

/** What stands for a job's progress in a commit. */
export type JobRows = Required<Pick<Change, 'guards' | 'job'>>;

export interface JobStart {
  /** The same id again goes on where it was. */
  readonly id: string;
  readonly kind: string;
  readonly userId: string;
  readonly total: number | null;
  readonly params: JobRow['params'];
}

export interface Jobs {
  /**
   * Runs a job to its end, or until it is stopped; a job known by its id goes on from where it was.
   * @throws Refusal `not-allowed-now` while it runs elsewhere
   */
  run(start: JobStart, work: (job: JobHandle) => Promise<void>): Promise<JobRow>;
  stop(id: string): Promise<JobRow>;
  /** For a server that has the database to itself: what still runs by its word was left behind by an end of the process. */
  endLeftBehind(): Promise<void>;
}

/** Someone asked the job to stop, or another runner goes on with it. */
export class JobStopped extends Error {}

/** Long loads whose progress is on record, so that they can be watched, stopped and taken up again. */
export function createJobs(store: Store): Jobs {
  const guardOf = async (id: string): Promise<VersionGuard> => {
    const key = `job:${id}`;
    return { key, expected: await store.guard(key) };
  };

  const existing = async (id: string): Promise<JobRow> => {
    const row = await store.job(id);
    if (row === undefined) throw new Refusal('not-found', `There is no job ${id}.`);
    return row;
  };

  const run: Jobs['run'] = async (start, work) => {
    const known = await store.job(start.id);
    const now = store.now();
    if (known?.state === 'done') return known;
    if (known?.state === 'running' && now - known.updatedAt < silentMs) {
      throw new Refusal(
        'not-allowed-now',
        `Job ${start.id} is running. Watch it at /api/jobs/${start.id}, or stop it first.`,
      );
    }
    let row: JobRow = {
      ...(known ?? { ...start, done: 0, taken: 0, refused: 0, startedAt: now }),
      total: start.total ?? known?.total ?? null,
      state: 'running',
      updatedAt: now,
      note: null,
    };
    let guard = await guardOf(start.id);
    const writeIn = async (commit: () => Promise<JobRow>): Promise<void> => {
      let next: JobRow;
      try {
        next = await commit();
      } catch (error) {
        // The job's own guard moved: somebody stopped it or took it up.
        if (isConflict(error) && (await store.guard(guard.key)) !== guard.expected)
          throw new JobStopped(`Job ${start.id} was stopped.`);
        throw error;
      }
      guard = { ...guard, expected: guard.expected + 1 };
      row = next;
    };
    const write = (next: JobRow, change: Omit<Change, 'job'> = {}): Promise<void> =>
      writeIn(async () => {
        const guards = [...(change.guards ?? []), guard];
        await store.commit({ ...change, guards, job: next });
        return next;
      });
    const after = ({ done, taken, refused, params }: JobProgress): JobRow => ({
      ...row,
      done: row.done + done,
      taken: row.taken + taken,
      refused: row.refused + refused,
      params: params ?? row.params,
      updatedAt: store.now(),
    });
    await write(row);
    const handle: JobHandle = {
      get row() {
        return row;
      },
      advance: (progress, change) => write(after(progress), change),
      advanceIn: (commit) =>
        writeIn(async () => {
          let next = row;
          await commit((progress) => {
            next = after(progress);
            return { guards: [guard], job: next };
          });
          return next;
        }),
    };
    try {
      await work(handle);
      await write({ ...row, state: 'done', updatedAt: store.now() });
    } catch (error) {
      if (error instanceof JobStopped) return existing(start.id);
      const note = error instanceof Refusal ? error.message : 'It failed; what was done stands.';
      await write({ ...row, state: 'failed', updatedAt: store.now(), note });
      throw error;
    }
    return row;
  };

  const stop: Jobs['stop'] = async (id) => {
    for (;;) {
      const row = await existing(id);
      if (row.state !== 'running') return row;
      const stopped: JobRow = { ...row, state: 'stopped', updatedAt: store.now() };
      try {
        await store.commit({ guards: [await guardOf(id)], job: stopped });
        return stopped;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  };

  const endLeftBehind: Jobs['endLeftBehind'] = async () => {
    for (const row of await store.jobs(mostLeftBehind)) {
      if (row.state !== 'running') continue;
      const note = 'The server ended while it ran. Start it again to go on.';
      const ended: JobRow = { ...row, state: 'stopped', updatedAt: store.now(), note };
      await store.commit({ guards: [await guardOf(row.id)], job: ended });
    }
  };

  return { run, stop, endLeftBehind };
}

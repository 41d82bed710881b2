import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { JobRow, Store } from '../../engine/store.ts';
import type { Jobs } from '../jobs.ts';
import type { Intake } from './intake.ts';

export interface CauseReplay {
  /** Id of the job. */
  readonly id: string;
  readonly cause: string;
  readonly user: User;
  /** Network address of who asked. */
  readonly from: string | null;
}

interface Parts {
  readonly store: Store;
  readonly intake: Intake;
  readonly jobs: Jobs;
}

const pageSize = 100;

/** Tries every message of a cause again in the order of their receipt: what one needs the earlier may have brought. */
export async function replayCause(
  { store, intake, jobs }: Parts,
  { id, cause, user, from }: CauseReplay,
): Promise<JobRow> {
  const total = (await store.messageCauses()).find((one) => one.cause === cause)?.count ?? 0;
  const start = { id, kind: 'replay', userId: user.id, total, params: { cause, afterId: '' } };
  return jobs.run(start, async (job) => {
    for (;;) {
      const afterId = String(job.row.params.afterId);
      const rows = await store.messages({ cause, afterId, limit: pageSize });
      if (rows.length === 0) return;
      for (const row of rows) {
        const isTaken = await intake
          .replay(row.id, user, { from })
          .then(({ outcome }) => outcome === 'taken', isGone);
        const [taken, refused] = isTaken ? [1, 0] : [0, 1];
        await job.advance({ done: 1, taken, refused, params: { cause, afterId: row.id } });
      }
    }
  });
}

/** One whose content is not kept any more keeps no other back. */
function isGone(error: unknown): false {
  if (error instanceof Refusal && error.code === 'gone') return false;
  throw error;
}

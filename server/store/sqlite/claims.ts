import { eq } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { auditOfNext, gone, heldBy } from '../../../engine/claiming.ts';
import type {
  ChangeNotice,
  Claim,
  ClaimHolder,
  ListedTask,
  Store,
  TaskCursor,
  TaskPage,
} from '../../../engine/store.ts';
import type { GroupCommit } from './group-commit.ts';
import type { TaskReads } from './read-tasks.ts';
import * as t from './tables.ts';
import type { ChangeWriter } from './write-change.ts';

export interface ClaimParts {
  readonly db: BetterSQLite3Database;
  readonly now: () => number;
  readonly group: GroupCommit;
  readonly reads: TaskReads;
  readonly writer: ChangeWriter;
  readonly tell: (notice: ChangeNotice) => void;
}

/** Claims: rows of their own beside the tasks, written in the same commits as everything else. */
export function createClaims({
  db,
  now,
  group,
  reads,
  writer,
  tell,
}: ClaimParts): Pick<Store, 'claim' | 'claimNext' | 'unclaim'> {
  const putClaim = (taskId: string, holder: ClaimHolder): Claim => {
    const held = reads.claimOf(taskId);
    if (held !== undefined && held.holderId !== holder.id && !holder.mayTakeOver)
      throw heldBy(taskId, held);
    const at = now();
    const claimedAt = held?.holderId === holder.id ? held.claimedAt : at;
    const claim = {
      taskId,
      holderId: holder.id,
      holderName: holder.name,
      claimedAt,
      expiresAt: at + holder.leaseMs,
    };
    db.insert(t.claims)
      .values(claim)
      .onConflictDoUpdate({ target: t.claims.taskId, set: claim })
      .run();
    return claim;
  };

  const tellOfTask = ({ instanceId, facility, queue }: ListedTask): void =>
    tell({ isRemote: false, instances: [instanceId], queues: [{ facility, queue }] });

  return {
    claim: async (taskId, holder, audit) => {
      const [task, claim] = await group.write(() => {
        const row = reads.task(taskId);
        if (row === undefined) throw gone(taskId);
        const made = putClaim(taskId, holder);
        if (audit) writer.write({ audit: [audit] }, now());
        return [row, made] as const;
      });
      if (task.claim?.holderId !== holder.id) tellOfTask(task);
      return claim;
    },
    claimNext: async (scope, holder, audit) => {
      const task = await group.write(() => {
        const first = firstUnclaimed((after) =>
          reads.listTasks({ scope, listState: 'open', limit: 100, ...(after ? { after } : {}) }),
        );
        if (first === undefined) return undefined;
        const taken = { ...first, claim: putClaim(first.id, holder) };
        if (audit) writer.write({ audit: [auditOfNext(audit, taken)] }, now());
        return taken;
      });
      if (task !== undefined) tellOfTask(task);
      return task;
    },
    unclaim: async (taskId, holderId, audit) => {
      const task = await group.write(() => {
        const held = reads.claimOf(taskId);
        if (held === undefined) return undefined;
        if (holderId !== null && held.holderId !== holderId) throw heldBy(taskId, held);
        db.delete(t.claims).where(eq(t.claims.taskId, taskId)).run();
        if (audit) writer.write({ audit: [audit] }, now());
        return reads.task(taskId);
      });
      if (task !== undefined) tellOfTask(task);
    },
  };
}

/** Walks the list until a task nobody holds; the walk is short, for few tasks are held at a time. */
function firstUnclaimed(read: (after: TaskCursor | null) => TaskPage): ListedTask | undefined {
  let after: TaskCursor | null = null;
  do {
    const { tasks, next } = read(after);
    const free = tasks.find((one) => one.claim === null);
    if (free !== undefined) return free;
    after = next;
  } while (after !== null);
  return undefined;
}

import { and, asc, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { gone, heldBy } from '../../../engine/claim-refusals.ts';
import { noticeOf } from '../../../engine/notice.ts';
import type {
  ChangeNotice,
  Claim,
  ClaimHolder,
  ListedTask,
  ResourceRow,
  Store,
} from '../../../engine/store.ts';
import { createGroupCommit } from './group-commit.ts';
import { type OpenOptions, openDatabase } from './open.ts';
import { prepareTaskReads } from './read-tasks.ts';
import * as t from './tables.ts';
import { prepareWriteChange } from './write-change.ts';

export interface SqliteStoreOptions extends OpenOptions {
  readonly clock?: () => number;
  /** Called when a commit's outcome is unknown; the process must stop so that the next start finds the truth. */
  readonly onUnknownOutcome?: (error: Error) => void;
}

export interface SqliteStore extends Store {
  /** Copies the database to a file while work goes on. */
  backup(file: string): Promise<void>;
}

/** The embedded store: one file, one writer, every write of a turn in one commit. */
export function createSqliteStore(file: string, options: SqliteStoreOptions = {}): SqliteStore {
  const database = openDatabase(file, options);
  const db = drizzle(database);
  const now = options.clock ?? Date.now;
  const group = createGroupCommit(database, options.onUnknownOutcome ?? (() => {}));
  const writeChange = prepareWriteChange(db);
  const reads = prepareTaskReads(db, now);
  const listeners = new Set<(notice: ChangeNotice) => void>();
  const p = sql.placeholder;

  const loadOne = db
    .select()
    .from(t.instances)
    .where(eq(t.instances.id, p('id')))
    .prepare();
  const membersOf = db
    .select()
    .from(t.instances)
    .where(eq(t.instances.familyId, p('familyId')))
    .orderBy(asc(t.instances.startedAt), asc(t.instances.id))
    .prepare();
  const guardOf = db
    .select()
    .from(t.guards)
    .where(eq(t.guards.key, p('key')))
    .prepare();
  const eventOf = db
    .select()
    .from(t.history)
    .where(and(eq(t.history.instanceId, p('instanceId')), eq(t.history.eventId, p('eventId'))))
    .prepare();

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

  const tell = (notice: ChangeNotice | null): void => {
    if (notice !== null) for (const listener of listeners) listener(notice);
  };
  const tellOfTask = ({ instanceId, facility, queue }: ListedTask): void =>
    tell({ isRemote: false, instances: [instanceId], queues: [{ facility, queue }] });

  return {
    now,
    commit: async (change) => {
      await group.write(() => writeChange(change, now()));
      tell(noticeOf(change.steps ?? []));
    },
    load: async (id) => loadOne.get({ id }),
    loadFamily: async (familyId) => {
      const members = membersOf.all({ familyId });
      return {
        version: guardOf.get({ key: `family:${familyId}` })?.version ?? 0,
        members,
        claims: members.flatMap(({ id }) =>
          reads.tasksOf(id).flatMap(({ claim }) => (claim ? [claim] : [])),
        ),
      };
    },
    guard: async (key) => guardOf.get({ key })?.version ?? 0,
    findEvent: async (instanceId, eventId) => eventOf.get({ instanceId, eventId }),
    history: async (instanceId, { afterSeq = 0, limit = -1 } = {}) =>
      db
        .select()
        .from(t.history)
        .where(and(eq(t.history.instanceId, instanceId), gt(t.history.seq, afterSeq)))
        .orderBy(asc(t.history.seq))
        .limit(limit)
        .all(),
    log: async (after, limit) =>
      db
        .select()
        .from(t.history)
        .where(
          after === null
            ? undefined
            : sql`(instance_id, seq) > (${after.instanceId}, ${after.seq})`,
        )
        .orderBy(asc(t.history.instanceId), asc(t.history.seq))
        .limit(limit)
        .all(),
    instances: async (afterId, limit) =>
      db
        .select()
        .from(t.instances)
        .where(afterId === null ? undefined : gt(t.instances.id, afterId))
        .orderBy(asc(t.instances.id))
        .limit(limit)
        .all(),
    tasks: async (query) => reads.listTasks(query),
    task: async (id) => reads.task(id),
    tasksOf: async (instanceId) => reads.tasksOf(instanceId),
    counts: async (queues) => reads.counts(queues),
    claim: async (taskId, holder, audit) => {
      const [task, claim] = await group.write(() => {
        const row = reads.task(taskId);
        if (row === undefined) throw gone(taskId);
        const made = putClaim(taskId, holder);
        if (audit) writeChange({ audit: [audit] }, now());
        return [row, made] as const;
      });
      if (task.claim?.holderId !== holder.id) tellOfTask(task);
      return claim;
    },
    claimNext: async (scope, holder) => {
      const task = await group.write(() => {
        const first = firstUnclaimed((after) =>
          reads.listTasks({ scope, listState: 'open', limit: 100, ...(after ? { after } : {}) }),
        );
        return first && { ...first, claim: putClaim(first.id, holder) };
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
        if (audit) writeChange({ audit: [audit] }, now());
        return reads.task(taskId);
      });
      if (task !== undefined) tellOfTask(task);
    },
    leaseDeadlines: async (limit, leaseMs) => {
      const at = now();
      const isDue = and(lte(t.deadlines.dueAt, at), lte(t.deadlines.leasedUntil, at));
      const peek = db
        .select({ key: t.deadlines.key })
        .from(t.deadlines)
        .where(isDue)
        .limit(1)
        .get();
      if (peek === undefined) return [];
      return group.write(() => {
        const due = db
          .select()
          .from(t.deadlines)
          .where(isDue)
          .orderBy(asc(t.deadlines.dueAt))
          .limit(limit)
          .all();
        for (const { instanceId, key } of due) {
          db.update(t.deadlines)
            .set({ leasedUntil: at + leaseMs })
            .where(and(eq(t.deadlines.instanceId, instanceId), eq(t.deadlines.key, key)))
            .run();
        }
        return due.map(({ leasedUntil: _, ...row }) => row);
      });
    },
    dropDeadline: (instanceId, key, armedSeq) =>
      group.write(() => {
        db.delete(t.deadlines)
          .where(
            and(
              eq(t.deadlines.instanceId, instanceId),
              eq(t.deadlines.key, key),
              eq(t.deadlines.armedSeq, armedSeq),
            ),
          )
          .run();
      }),
    leaseEffects: async (limit, leaseMs) => {
      const at = now();
      const isDue = sql`done_at is null and dead_at is null and ${lte(t.effects.nextAt, at)}`;
      const peek = db.select({ key: t.effects.key }).from(t.effects).where(isDue).limit(1).get();
      if (peek === undefined) return [];
      return group.write(() => {
        const due = db
          .select()
          .from(t.effects)
          .where(isDue)
          .orderBy(asc(t.effects.nextAt))
          .limit(limit)
          .all();
        for (const { key, attempts } of due) {
          db.update(t.effects)
            .set({ nextAt: at + leaseMs, attempts: attempts + 1 })
            .where(eq(t.effects.key, key))
            .run();
        }
        return due.map((row) => ({ ...row, attempts: row.attempts + 1 }));
      });
    },
    retryEffect: (key, at, error, isDead) =>
      group.write(() => {
        db.update(t.effects)
          .set({ nextAt: at, lastError: error, deadAt: isDead ? now() : null })
          .where(and(eq(t.effects.key, key), sql`done_at is null`))
          .run();
      }),
    nextDueAt: async () => {
      const deadline =
        db.select({ at: sql<number | null>`min(due_at)` }).from(t.deadlines).get()?.at ?? null;
      const effect =
        db
          .select({ at: sql<number | null>`min(next_at)` })
          .from(t.effects)
          .where(sql`done_at is null and dead_at is null`)
          .get()?.at ?? null;
      if (deadline === null || effect === null) return deadline ?? effect;
      return Math.min(deadline, effect);
    },
    effects: async (instanceId) =>
      db.select().from(t.effects).where(eq(t.effects.instanceId, instanceId)).all(),
    resource: async (type, id) =>
      db
        .select()
        .from(t.resources)
        .where(and(eq(t.resources.type, type), eq(t.resources.id, id)))
        .get(),
    resourceVersion: async (type, id, version) =>
      db
        .select()
        .from(t.resourceVersions)
        .where(
          and(
            eq(t.resourceVersions.type, type),
            eq(t.resourceVersions.id, id),
            eq(t.resourceVersions.version, version),
          ),
        )
        .get(),
    resources: async (query): Promise<ResourceRow[]> => {
      const conditions: (SQL | undefined)[] = [
        eq(t.resources.isDeleted, false),
        query.type === undefined ? undefined : eq(t.resources.type, query.type),
        query.patientId === undefined ? undefined : eq(t.resources.patientId, query.patientId),
        query.encounterId === undefined
          ? undefined
          : eq(t.resources.encounterId, query.encounterId),
        query.ids === undefined ? undefined : inArray(t.resources.id, [...query.ids]),
        query.afterId === undefined ? undefined : gt(t.resources.id, query.afterId),
        query.identifier === undefined
          ? undefined
          : sql`(${t.resources.type}, ${t.resources.id}) in (select type, id from identifiers where identifier = ${query.identifier}${
              query.type === undefined ? sql`` : sql` and type = ${query.type}`
            })`,
      ];
      return db
        .select()
        .from(t.resources)
        .where(and(...conditions))
        .orderBy(asc(t.resources.id))
        .limit(query.limit ?? -1)
        .all();
    },
    messageByControlKey: async (controlKey) =>
      db.select().from(t.messages).where(eq(t.messages.controlKey, controlKey)).all(),
    message: async (id) => db.select().from(t.messages).where(eq(t.messages.id, id)).get(),
    messages: async ({ outcome, beforeId, limit }) =>
      db
        .select()
        .from(t.messages)
        .where(
          and(
            outcome === undefined ? undefined : sql`outcome = ${outcome}`,
            beforeId === undefined ? undefined : lt(t.messages.id, beforeId),
          ),
        )
        .orderBy(desc(t.messages.id))
        .limit(limit)
        .all(),
    audit: async (query) =>
      db
        .select()
        .from(t.audit)
        .where(
          and(
            query.patientId === undefined ? undefined : eq(t.audit.patientId, query.patientId),
            query.userId === undefined ? undefined : eq(t.audit.userId, query.userId),
            query.instanceId === undefined ? undefined : eq(t.audit.instanceId, query.instanceId),
            query.fromAt === undefined ? undefined : gte(t.audit.at, query.fromAt),
            query.toAt === undefined ? undefined : lt(t.audit.at, query.toAt),
            query.beforeId === undefined ? undefined : lt(t.audit.id, query.beforeId),
          ),
        )
        .orderBy(desc(t.audit.id))
        .limit(query.limit)
        .all(),
    setting: async (key) =>
      db.select().from(t.settings).where(eq(t.settings.key, key)).get()?.value,
    ready: async () => {
      const reason = group.problem();
      return { ok: reason === null, reason };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      database.pragma('optimize');
      database.close();
    },
    backup: async (target) => {
      await database.backup(target);
    },
  };
}

/** Walks the list until a task nobody holds; the walk is short, for few tasks are held at a time. */
export function firstUnclaimed(
  read: (after: { rank: number; dueAt: number; id: string } | null) => {
    tasks: readonly ListedTask[];
    next: { rank: number; dueAt: number; id: string } | null;
  },
): ListedTask | undefined {
  let after: { rank: number; dueAt: number; id: string } | null = null;
  do {
    const { tasks, next } = read(after);
    const free = tasks.find((one) => one.claim === null);
    if (free !== undefined) return free;
    after = next;
  } while (after !== null);
  return undefined;
}

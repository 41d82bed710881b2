import type Database from 'better-sqlite3';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Store } from '../../../engine/store.ts';
import type { GroupCommit } from './group-commit.ts';
import { prepare } from './statement.ts';
import * as t from './tables.ts';

type Leases = Pick<
  Store,
  'leaseDeadlines' | 'dropDeadline' | 'leaseEffects' | 'retryEffect' | 'nextDueAt' | 'effects'
>;

/** Deadlines and effects: looked for by one cheap read, leased in a commit, never held while they happen. */
export function createLeases(
  database: Database.Database,
  db: BetterSQLite3Database,
  group: GroupCommit,
  now: () => number,
): Leases {
  const p = sql.placeholder;
  // Run for each leased row, so prepared once.
  const leaseDeadline = prepare(
    database,
    db
      .update(t.deadlines)
      .set({ leasedUntil: sql`${p('until')}` })
      .where(sql`instance_id = ${p('instanceId')} and key = ${p('key')}`),
  );
  const leaseEffect = prepare(
    database,
    db
      .update(t.effects)
      .set({ nextAt: sql`${p('until')}`, attempts: sql`${p('attempts')}` })
      .where(sql`key = ${p('key')}`),
  );
  return {
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
        for (const { instanceId, key } of due)
          leaseDeadline.run({ instanceId, key, until: at + leaseMs });
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
        for (const { key, attempts } of due)
          leaseEffect.run({ key, until: at + leaseMs, attempts: attempts + 1 });
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
  };
}

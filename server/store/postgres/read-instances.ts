import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Claim, Store } from '../../../engine/store.ts';
import { at } from './at.ts';
import { fromStored, type StoredRow } from './row.ts';
import * as t from './tables.ts';

type InstanceReads = Pick<
  Store,
  'load' | 'loadFamily' | 'familyMembers' | 'guard' | 'findEvent' | 'history' | 'log' | 'instances'
>;

const toInstance = fromStored(t.instances);

/** Instances and their log. What every event needs is prepared by name on each connection. */
export function createInstanceReads(
  db: NodePgDatabase,
  pool: pg.Pool,
  virtualNow: () => number | null,
): InstanceReads {
  const p = sql.placeholder;
  const loadOne = db
    .select()
    .from(t.instances)
    .where(eq(t.instances.id, p('id')))
    .prepare('load');
  const guardOf = db
    .select()
    .from(t.guards)
    .where(eq(t.guards.key, p('key')))
    .prepare('guard');
  const eventOf = db
    .select()
    .from(t.history)
    .where(and(eq(t.history.instanceId, p('instanceId')), eq(t.history.eventId, p('eventId'))))
    .prepare('find-event');

  return {
    load: async (id) => (await loadOne.execute({ id }))[0],
    loadFamily: async (familyId) => {
      const { rows } = await pool.query<FamilyRow>({
        name: 'load-family',
        text: loadFamily,
        values: [virtualNow(), familyId, `family:${familyId}`],
      });
      const members = rows.filter((row) => row.id !== null);
      return {
        version: rows[0]?.family_version ?? 0,
        members: members.map(toInstance),
        claims: members.flatMap((row) => row.family_claims ?? []),
      };
    },
    familyMembers: (familyIds, workflow) => {
      const { id, familyId, isOpen, practitionerId, startedAt } = t.instances;
      const columns = { id, familyId, workflow: t.instances.workflow, isOpen, practitionerId };
      return db
        .select({ ...columns, startedAt })
        .from(t.instances)
        .where(and(inArray(familyId, [...familyIds]), eq(t.instances.workflow, workflow)))
        .orderBy(asc(startedAt), asc(id));
    },
    guard: async (key) => (await guardOf.execute({ key }))[0]?.version ?? 0,
    findEvent: async (instanceId, eventId) => (await eventOf.execute({ instanceId, eventId }))[0],
    history: (instanceId, { afterSeq = 0, limit } = {}) => {
      const select = db
        .select()
        .from(t.history)
        .where(and(eq(t.history.instanceId, instanceId), gt(t.history.seq, afterSeq)))
        .orderBy(asc(t.history.seq));
      return limit === undefined ? select.execute() : select.limit(limit).execute();
    },
    log: (after, limit) =>
      db
        .select()
        .from(t.history)
        .where(
          after === null
            ? undefined
            : sql`(instance_id, seq) > (${after.instanceId}, ${after.seq}::bigint)`,
        )
        .orderBy(asc(t.history.instanceId), asc(t.history.seq))
        .limit(limit),
    instances: (afterId, limit) =>
      db
        .select()
        .from(t.instances)
        .where(afterId === null ? undefined : gt(t.instances.id, afterId))
        .orderBy(asc(t.instances.id))
        .limit(limit),
  };
}

type FamilyRow = StoredRow & {
  readonly family_version: number;
  readonly family_claims: readonly Claim[] | null;
};

/** One statement, so that version, members and claims are of one instant. */
const loadFamily = `
  SELECT g.family_version, i.*, (
    SELECT json_agg(json_build_object('taskId', c.task_id, 'holderId', c.holder_id, 'holderName', c.holder_name,
      'claimedAt', c.claimed_at, 'expiresAt', c.expires_at) ORDER BY c.task_id)
    FROM claims c WHERE c.task_id > i.id || '/' AND c.task_id < i.id || '0' AND c.expires_at > ${at(1)}
  ) AS family_claims
  FROM (SELECT coalesce((SELECT version FROM guards WHERE key = $3), 0) AS family_version) g
  LEFT JOIN instances i ON i.family_id = $2
  ORDER BY i.started_at, i.id`;

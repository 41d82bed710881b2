import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { ResourceRow, Store } from '../../../engine/store.ts';
import * as t from './tables.ts';

type RecordReads = Pick<
  Store,
  | 'resource'
  | 'resourceVersion'
  | 'resources'
  | 'messageByControlKey'
  | 'message'
  | 'messages'
  | 'audit'
  | 'setting'
  | 'effects'
>;

/** What is kept beside the instances: resources, messages, the audit trail, settings, effects. */
export function createRecordReads(db: NodePgDatabase): RecordReads {
  const p = sql.placeholder;
  const resourceOf = db
    .select()
    .from(t.resources)
    .where(and(eq(t.resources.type, p('type')), eq(t.resources.id, p('id'))))
    .prepare('resource');
  const settingOf = db
    .select()
    .from(t.settings)
    .where(eq(t.settings.key, p('key')))
    .prepare('setting');

  const resources = async (query: Parameters<Store['resources']>[0]): Promise<ResourceRow[]> => {
    const { type, identifier } = query;
    const conditions: (SQL | undefined)[] = [
      eq(t.resources.isDeleted, false),
      type === undefined ? undefined : eq(t.resources.type, type),
      query.patientId === undefined ? undefined : eq(t.resources.patientId, query.patientId),
      query.encounterId === undefined ? undefined : eq(t.resources.encounterId, query.encounterId),
      query.ids === undefined ? undefined : inArray(t.resources.id, [...query.ids]),
      query.afterId === undefined ? undefined : gt(t.resources.id, query.afterId),
      identifier === undefined
        ? undefined
        : sql`(${t.resources.type}, ${t.resources.id}) in (select type, id from identifiers where identifier = ${identifier}${
            type === undefined ? sql`` : sql` and type = ${type}`
          })`,
    ];
    const select = db
      .select()
      .from(t.resources)
      .where(and(...conditions))
      .orderBy(asc(t.resources.id));
    return query.limit === undefined ? select : select.limit(query.limit);
  };

  return {
    resource: async (type, id) => (await resourceOf.execute({ type, id }))[0],
    resourceVersion: async (type, id, version) => {
      const { resourceVersions: versions } = t;
      const rows = await db
        .select()
        .from(versions)
        .where(and(eq(versions.type, type), eq(versions.id, id), eq(versions.version, version)));
      return rows[0];
    },
    resources,
    messageByControlKey: (controlKey) =>
      db
        .select()
        .from(t.messages)
        .where(eq(t.messages.controlKey, controlKey))
        .orderBy(asc(t.messages.receivedAt), asc(t.messages.id)),
    message: async (id) => (await db.select().from(t.messages).where(eq(t.messages.id, id)))[0],
    messages: ({ outcome, beforeId, limit }) =>
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
        .limit(limit),
    audit: (query) =>
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
        .limit(query.limit),
    setting: async (key) => (await settingOf.execute({ key }))[0]?.value,
    effects: (instanceId) =>
      db
        .select()
        .from(t.effects)
        .where(eq(t.effects.instanceId, instanceId))
        .orderBy(asc(t.effects.key)),
  };
}

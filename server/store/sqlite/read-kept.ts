import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { ResourceRow, Store } from '../../../engine/store.ts';
import * as t from './tables.ts';

type KeptReads = Pick<
  Store,
  | 'resource'
  | 'resourceVersion'
  | 'resources'
  | 'messageByControlKey'
  | 'message'
  | 'messages'
  | 'audit'
  | 'setting'
>;

/** Reading what is kept beside the instances: resources, messages, the audit trail, settings. */
export function createKeptReads(db: BetterSQLite3Database): KeptReads {
  return {
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
  };
}

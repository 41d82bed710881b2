import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  lt,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { ResourceRow, Store } from '../../../engine/store.ts';
import { createSearches } from '../search.ts';
import { whatBegins } from '../what-begins.ts';
import { fromStored } from './row.ts';
import * as t from './tables.ts';

type RecordReads = Pick<
  Store,
  | 'resource'
  | 'resourceVersion'
  | 'resources'
  | 'resourceTypes'
  | 'resourcesOfMessage'
  | 'search'
  | 'countFound'
  | 'content'
  | 'extract'
  | 'job'
  | 'jobs'
  | 'audit'
  | 'setting'
  | 'effects'
>;

/** What is kept beside the instances: resources, messages, the audit trail, settings, effects. */
export function createRecordReads(db: NodePgDatabase): RecordReads {
  const p = sql.placeholder;
  const { foundBy: _, ...columns } = getTableColumns(t.resources);
  const read = fromStored(t.resources);
  const resourceOf = db
    .select(columns)
    .from(t.resources)
    .where(and(eq(t.resources.type, p('type')), eq(t.resources.id, p('id'))))
    .prepare('resource');
  const settingOf = db
    .select()
    .from(t.settings)
    .where(eq(t.settings.key, p('key')))
    .prepare('setting');

  const resources = async (query: Parameters<Store['resources']>[0]): Promise<ResourceRow[]> => {
    const { type, term } = query;
    const conditions: (SQL | undefined)[] = [
      eq(t.resources.isDeleted, false),
      type === undefined ? undefined : eq(t.resources.type, type),
      query.patientId === undefined ? undefined : eq(t.resources.patientId, query.patientId),
      query.encounterId === undefined ? undefined : eq(t.resources.encounterId, query.encounterId),
      query.ids === undefined ? undefined : inArray(t.resources.id, [...query.ids]),
      query.afterId === undefined ? undefined : gt(t.resources.id, query.afterId),
      term === undefined
        ? undefined
        : sql`id in (select id from terms where type = ${type ?? ''} and param = ${term.param} and value = ${term.value})`,
    ];
    const select = db
      .select(columns)
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
    resourceTypes: async () => {
      const { type } = t.resources;
      const rows = await db.selectDistinct({ type }).from(t.resources).orderBy(asc(type));
      return rows.map((row) => row.type);
    },
    resourcesOfMessage: (messageId) =>
      db
        .select()
        .from(t.resourceVersions)
        .where(eq(t.resourceVersions.messageId, messageId))
        .orderBy(asc(t.resourceVersions.type), asc(t.resourceVersions.id)),
    ...createSearches({
      run: async (statement) => (await db.execute(statement)).rows,
      read: (row) => {
        const { foundBy: __, ...rest } = read(row);
        return rest;
      },
    }),
    content: async (hash) => {
      const [row] = await db.select().from(t.contents).where(eq(t.contents.hash, hash));
      return row && new Uint8Array(row.bytes);
    },
    extract: async (contentHash) =>
      (await db.select().from(t.extracts).where(eq(t.extracts.contentHash, contentHash)))[0],
    job: async (id) => (await db.select().from(t.jobs).where(eq(t.jobs.id, id)))[0],
    jobs: (limit) => db.select().from(t.jobs).orderBy(desc(t.jobs.id)).limit(limit),
    audit: (query) =>
      db
        .select()
        .from(t.audit)
        .where(
          and(
            query.patientId === undefined ? undefined : eq(t.audit.patientId, query.patientId),
            query.userId === undefined ? undefined : eq(t.audit.userId, query.userId),
            query.instanceId === undefined ? undefined : eq(t.audit.instanceId, query.instanceId),
            whatBegins(t.audit.what, query.whatPrefix),
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

import { and, asc, desc, eq, gte, lt } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { ResourceRow, Store } from '../../../engine/store.ts';
import { createSearches } from '../search.ts';
import { whatBegins } from '../what-begins.ts';
import { readerOf } from './row-reader.ts';
import * as t from './tables.ts';

type KeptReads = Pick<
  Store,
  | 'resourceVersion'
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
>;

/** Reading what is kept beside the instances: resources, contents, jobs, the audit trail, settings. */
export function createKeptReads(db: BetterSQLite3Database): KeptReads {
  const read = readerOf<ResourceRow>(t.resources, ['foundBy']);
  return {
    ...createSearches({
      run: async (statement) => db.all(statement),
      read,
    }),
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
    resourceTypes: async () =>
      db
        .selectDistinct({ type: t.resources.type })
        .from(t.resources)
        .orderBy(asc(t.resources.type))
        .all()
        .map(({ type }) => type),
    resourcesOfMessage: async (messageId) =>
      db
        .select()
        .from(t.resourceVersions)
        .where(eq(t.resourceVersions.messageId, messageId))
        .orderBy(asc(t.resourceVersions.type), asc(t.resourceVersions.id))
        .all(),
    content: async (hash) => {
      const row = db.select().from(t.contents).where(eq(t.contents.hash, hash)).get();
      return row && new Uint8Array(row.bytes);
    },
    extract: async (contentHash) =>
      db.select().from(t.extracts).where(eq(t.extracts.contentHash, contentHash)).get(),
    job: async (id) => db.select().from(t.jobs).where(eq(t.jobs.id, id)).get(),
    jobs: async (limit) => db.select().from(t.jobs).orderBy(desc(t.jobs.id)).limit(limit).all(),
    audit: async (query) =>
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
        .limit(query.limit)
        .all(),
    setting: async (key) =>
      db.select().from(t.settings).where(eq(t.settings.key, key)).get()?.value,
  };
}

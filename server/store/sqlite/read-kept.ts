import { and, asc, desc, eq, getTableColumns, gte, lt } from 'drizzle-orm';
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
    resourceVersion: async (type, id, version) => {
      const [present, earlier] = [t.resources, t.resourceVersions].map((table) =>
        db
          .select(versionColumns(table))
          .from(table)
          .where(and(eq(table.type, type), eq(table.id, id), eq(table.version, version)))
          .get(),
      );
      return present ?? earlier;
    },
    resourceTypes: async () =>
      db
        .selectDistinct({ type: t.resources.type })
        .from(t.resources)
        .orderBy(asc(t.resources.type))
        .all()
        .map(({ type }) => type),
    resourcesOfMessage: async (messageId) =>
      [t.resources, t.resourceVersions]
        .flatMap((table) =>
          db.select(versionColumns(table)).from(table).where(eq(table.messageId, messageId)).all(),
        )
        .sort((a, b) => compareText(a.type, b.type) || compareText(a.id, b.id)),
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

type Versions = typeof t.resources | typeof t.resourceVersions;

/** The columns both tables of versions have. */
function versionColumns(table: Versions) {
  const { foundBy: _, ...columns } = { foundBy: null, ...getTableColumns(table) };
  return columns;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

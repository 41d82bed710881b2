import type Database from 'better-sqlite3';
import { getTableColumns, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { prepare, type Statement } from './statement.ts';
import * as t from './tables.ts';

/** Every statement a commit needs, prepared once; values are given by column. */
export type WriteStatements = Readonly<Record<keyof ReturnType<typeof prepareWrites>, Statement>>;

export function prepareWrites(database: Database.Database, db: BetterSQLite3Database) {
  const p = sql.placeholder;

  const insert = (table: SQLiteTable, onConflict?: 'ignore'): Statement => {
    const query = db.insert(table).values(placeholders(table) as never);
    return prepare(database, onConflict === 'ignore' ? query.onConflictDoNothing() : query);
  };
  const upsert = (
    table: SQLiteTable,
    target: readonly string[],
    kept: readonly string[] = [],
  ): Statement => {
    const columns = getTableColumns(table);
    const changed = Object.entries(columns).filter(
      ([name]) => !target.includes(name) && !kept.includes(name),
    );
    const set = Object.fromEntries(
      changed.map(([name, column]) => [name, sql.raw(`excluded.${column.name}`)]),
    );
    const query = db.insert(table).values(placeholders(table) as never);
    return prepare(
      database,
      query.onConflictDoUpdate({
        target: target.map((name) => columns[name]) as never,
        set: set as never,
      }),
    );
  };
  const remove = (table: SQLiteTable, where: ReturnType<typeof sql>): Statement =>
    prepare(database, db.delete(table).where(where));

  const changeable = Object.keys(getTableColumns(t.instances)).filter(
    (name) => !['id', 'familyId', 'workflow', 'startedAt'].includes(name),
  );
  return {
    versionOf: prepare(
      database,
      db
        .select({ version: t.instances.version })
        .from(t.instances)
        .where(sql`id = ${p('id')}`),
    ),
    resourceVersionOf: prepare(
      database,
      db
        .select({ version: t.resources.version, foundBy: t.resources.foundBy })
        .from(t.resources)
        .where(sql`type = ${p('type')} and id = ${p('id')}`),
    ),
    putGuard: upsert(t.guards, ['key']),
    addInstance: insert(t.instances),
    /** What a step may change; an index whose columns are not named here is left alone. */
    putInstance: prepare(
      database,
      db
        .update(t.instances)
        .set(updatesOf(t.instances, changeable) as never)
        .where(sql`id = ${p('id')}`),
    ),
    addEntry: insert(t.history),
    putTask: upsert(t.tasks, ['id'], ['openedAt', 'instanceId', 'key', 'workflow']),
    dropTask: remove(t.tasks, sql`id = ${p('id')}`),
    dropClaim: remove(t.claims, sql`task_id = ${p('id')}`),
    putDeadline: upsert(t.deadlines, ['instanceId', 'key']),
    dropDeadline: remove(t.deadlines, sql`instance_id = ${p('instanceId')} and key = ${p('key')}`),
    addEffect: insert(t.effects),
    addOwnEffect: insert(t.effects, 'ignore'),
    endEffect: prepare(
      database,
      db
        .update(t.effects)
        .set({ doneAt: sql`${p('at')}` as never })
        .where(sql`key = ${p('key')} and done_at is null`),
    ),
    count: prepare(
      database,
      db
        .insert(t.counters)
        .values(placeholders(t.counters) as never)
        .onConflictDoUpdate({
          target: [t.counters.queue, t.counters.facility, t.counters.listState, t.counters.dueOn],
          set: { count: sql`counters.count + excluded.count` },
        }),
    ),
    putResource: upsert(t.resources, ['type', 'id']),
    /** What is about to be written over; the present version stands in `resources` alone. */
    keepVersion: prepare(
      database,
      db.insert(t.resourceVersions).select(
        db
          .select(columnsOf(t.resources, Object.keys(getTableColumns(t.resourceVersions))) as never)
          .from(t.resources)
          .where(sql`type = ${p('type')} and id = ${p('id')}`) as never,
      ),
    ),
    confirm: prepare(
      database,
      db
        .update(t.resources)
        .set(updatesOf(t.resources, ['sources']) as never)
        .where(sql`type = ${p('type')} and id = ${p('id')}`),
    ),
    putTerms: prepare(
      database,
      db
        .update(t.resources)
        .set(updatesOf(t.resources, ['foundBy']) as never)
        .where(sql`type = ${p('type')} and id = ${p('id')}`),
    ),
    dropTerm: remove(
      t.terms,
      sql`type = ${p('type')} and param = ${p('param')} and value = ${p('value')} and id = ${p('id')}`,
    ),
    addTerm: insert(t.terms, 'ignore'),
    addContent: insert(t.contents, 'ignore'),
    putExtract: upsert(t.extracts, ['contentHash']),
    addRecordContent: insert(t.recordContents, 'ignore'),
    /** A message that comes again after its content was dropped is received anew; else it keeps its time. */
    receiveAnew: prepare(
      database,
      db
        .update(t.messages)
        .set({ receivedAt: sql`${p('receivedAt')}` as never })
        .where(sql`id = ${p('id')} and content_dropped_on is not null`),
    ),
    putMessage: upsert(t.messages, ['id'], ['receivedAt', 'contentHash', 'kind', 'userId']),
    dropContentOf: prepare(
      database,
      db
        .update(t.messages)
        .set({ contentDroppedOn: sql`${p('on')}` as never })
        .where(
          sql`id = ${p('messageId')} and outcome = ${p('outcome')} and content_dropped_on is null`,
        ),
    ),
    dropContent: remove(
      t.contents,
      sql`hash in (select content_hash from messages where id = ${p('messageId')})
        and not exists (select 1 from messages where content_hash = contents.hash and content_dropped_on is null)
        and not exists (select 1 from record_contents where record_contents.hash = contents.hash)`,
    ),
    putJob: upsert(t.jobs, ['id'], ['startedAt', 'userId', 'kind']),
    addAudit: insert(t.audit),
    putSetting: upsert(t.settings, ['key']),
  };
}

function placeholders(table: SQLiteTable): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(getTableColumns(table)).map((name) => [name, sql.placeholder(name)]),
  );
}

function columnsOf(table: SQLiteTable, names: readonly string[]): Record<string, unknown> {
  const columns = getTableColumns(table);
  return Object.fromEntries(names.map((name) => [name, columns[name]]));
}

function updatesOf(table: SQLiteTable, names: readonly string[]): Record<string, unknown> {
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => names.includes(name));
  return Object.fromEntries(
    columns.map(([name, column]) => [name, sql`${sql.param(sql.placeholder(name), column)}`]),
  );
}

import { getTableColumns, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { checkChange, type WrittenVersions } from '../../../engine/check-change.ts';
import type { Change, ResourceRow, Step, TaskRow } from '../../../engine/store.ts';
import * as t from './tables.ts';

/** Writes one change inside the transaction that is open. @throws Refusal before anything is written */
export type WriteChange = (change: Change, at: number) => void;

/** Every statement a commit needs, prepared once. */
export function prepareWriteChange(db: BetterSQLite3Database): WriteChange {
  const p = sql.placeholder;
  const guardOf = db
    .select({ version: t.guards.version })
    .from(t.guards)
    .where(sql`key = ${p('key')}`)
    .prepare();
  const versionOf = db
    .select({ version: t.instances.version })
    .from(t.instances)
    .where(sql`id = ${p('id')}`)
    .prepare();
  const resourceVersionOf = db
    .select({ version: t.resources.version })
    .from(t.resources)
    .where(sql`type = ${p('type')} and id = ${p('id')}`)
    .prepare();
  const putGuard = upsert(t.guards, ['key']);
  const putInstance = upsert(t.instances, ['id']);
  const addEntry = insert(t.history);
  const putTask = upsert(t.tasks, ['id'], ['openedAt']);
  const dropTask = db
    .delete(t.tasks)
    .where(sql`id = ${p('id')}`)
    .prepare();
  const dropClaim = db
    .delete(t.claims)
    .where(sql`task_id = ${p('id')}`)
    .prepare();
  const putDeadline = upsert(t.deadlines, ['instanceId', 'key']);
  const dropDeadline = db
    .delete(t.deadlines)
    .where(sql`instance_id = ${p('instanceId')} and key = ${p('key')}`)
    .prepare();
  const addEffect = insert(t.effects);
  const endEffect = db
    .update(t.effects)
    .set({ doneAt: sql`${p('at')}` as never })
    .where(sql`key = ${p('key')} and done_at is null`)
    .prepare();
  const count = db
    .insert(t.counters)
    .values({
      queue: p('queue'),
      facility: p('facility'),
      listState: p('listState'),
      dueOn: p('dueOn'),
      count: p('count'),
    })
    .onConflictDoUpdate({
      target: [t.counters.queue, t.counters.facility, t.counters.listState, t.counters.dueOn],
      set: { count: sql`counters.count + excluded.count` },
    })
    .prepare();
  const putResource = upsert(t.resources, ['type', 'id']);
  const addResourceVersion = insert(t.resourceVersions);
  const dropIdentifiers = db
    .delete(t.identifiers)
    .where(sql`type = ${p('type')} and id = ${p('id')}`)
    .prepare();
  const addIdentifier = insert(t.identifiers, 'ignore');
  const addMessage = insert(t.messages);
  const addAudit = insert(t.audit);
  const putSetting = upsert(t.settings, ['key']);

  const written: WrittenVersions = {
    guard: (key) => guardOf.get({ key })?.version ?? 0,
    instance: (id) => versionOf.get({ id })?.version ?? 0,
    resource: (type, id) => resourceVersionOf.get({ type, id })?.version ?? 0,
  };

  return (change, at) => {
    checkChange(change, written);
    for (const { key, expected } of change.guards ?? [])
      putGuard.run({ key, version: expected + 1 });
    if (change.message) addMessage.run({ ...change.message });
    for (const row of change.resources ?? []) writeResource(row);
    for (const step of change.steps ?? []) writeStep(step);
    for (const key of change.effectsDone ?? []) endEffect.run({ key, at });
    for (const row of change.audit ?? []) addAudit.run({ ...row });
    for (const [key, value] of Object.entries(change.settings ?? {}))
      putSetting.run({ key, value });
  };

  function writeStep(step: Step): void {
    const { instance } = step;
    putInstance.run({ ...instance });
    for (const entry of step.entries) addEntry.run({ ...entry, payload: entry.payload ?? null });
    const kept = new Set(step.tasksPut.map((row) => row.id));
    for (const row of step.tasksGone) {
      countTask(row, -1);
      if (kept.has(row.id)) continue;
      dropTask.run({ id: row.id });
      dropClaim.run({ id: row.id });
    }
    for (const row of step.tasksPut) {
      putTask.run({ ...row });
      countTask(row, 1);
    }
    for (const key of step.deadlinesRemoved) dropDeadline.run({ instanceId: instance.id, key });
    for (const row of step.deadlinesPut) putDeadline.run({ ...row, leasedUntil: 0 });
    for (const row of step.effects) {
      addEffect.run({
        ...row,
        nextAt: row.notBeforeAt,
        attempts: 0,
        doneAt: null,
        deadAt: null,
        lastError: null,
      });
    }
  }

  function countTask({ queue, facility, listState, dueOn }: TaskRow, by: 1 | -1): void {
    count.run({ queue, facility, listState, dueOn, count: by });
  }

  function writeResource(row: ResourceRow): void {
    const values = { ...row };
    putResource.run(values);
    addResourceVersion.run(values);
    dropIdentifiers.run({ type: row.type, id: row.id });
    if (row.isDeleted) return;
    for (const identifier of row.identifiers)
      addIdentifier.run({ type: row.type, identifier, id: row.id });
  }

  function insert(table: SQLiteTable, onConflict?: 'ignore') {
    const query = db.insert(table).values(placeholders(table) as never);
    return (onConflict === 'ignore' ? query.onConflictDoNothing() : query).prepare();
  }

  function upsert(table: SQLiteTable, target: readonly string[], kept: readonly string[] = []) {
    const columns = getTableColumns(table);
    const set = Object.fromEntries(
      Object.entries(columns)
        .filter(([name]) => !target.includes(name) && !kept.includes(name))
        .map(([name, column]) => [name, sql.raw(`excluded.${column.name}`)]),
    );
    return db
      .insert(table)
      .values(placeholders(table) as never)
      .onConflictDoUpdate({
        target: target.map((name) => columns[name]) as never,
        set: set as never,
      })
      .prepare();
  }
}

function placeholders(table: SQLiteTable): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(getTableColumns(table)).map((name) => [name, sql.placeholder(name)]),
  );
}

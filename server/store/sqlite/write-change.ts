import type Database from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { checkChange, type WrittenVersions } from '../../../engine/check-change.ts';
import type { Change, ResourceRow, Step, TaskRow } from '../../../engine/store.ts';
import { prepareWrites } from './write-statements.ts';

/** Writes changes inside the transaction that is open. */
export interface ChangeWriter {
  /** @throws Refusal before anything of the change is written */
  write(change: Change, at: number): void;
  /** Forgets what a rolled-back transaction had counted. */
  begin(): void;
  /** Writes the counters, once for all that shared the transaction: most of them meet in a few rows. */
  finish(): void;
}

interface Tally {
  readonly queue: string;
  readonly facility: string;
  readonly listState: string;
  readonly dueOn: string;
  count: number;
}

export function createChangeWriter(
  database: Database.Database,
  db: BetterSQLite3Database,
): ChangeWriter {
  const sql = prepareWrites(database, db);
  let tallies = new Map<string, Tally>();

  const written: WrittenVersions = {
    guard: (key) => versionIn(sql.guardOf.get({ key })),
    instance: (id) => versionIn(sql.versionOf.get({ id })),
    resource: (type, id) => versionIn(sql.resourceVersionOf.get({ type, id })),
  };

  const tally = ({ queue, facility, listState, dueOn }: TaskRow, by: 1 | -1): void => {
    const key = `${queue}\n${facility}\n${listState}\n${dueOn}`;
    const known = tallies.get(key);
    if (known === undefined) tallies.set(key, { queue, facility, listState, dueOn, count: by });
    else known.count += by;
  };

  const writeStep = (step: Step): void => {
    const { instance } = step;
    if (step.expectedVersion === 0) sql.addInstance.run({ ...instance });
    else sql.putInstance.run({ ...instance });
    for (const entry of step.entries)
      sql.addEntry.run({ ...entry, payload: entry.payload ?? null });
    const kept = new Set(step.tasksPut.map((row) => row.id));
    for (const row of step.tasksGone) {
      tally(row, -1);
      if (kept.has(row.id)) continue;
      sql.dropTask.run({ id: row.id });
      sql.dropClaim.run({ id: row.id });
    }
    for (const row of step.tasksPut) {
      tally(row, 1);
      sql.putTask.run({ ...row });
    }
    for (const key of step.deadlinesRemoved) sql.dropDeadline.run({ instanceId: instance.id, key });
    for (const row of step.deadlinesPut) sql.putDeadline.run({ ...row, leasedUntil: 0 });
    for (const row of step.effects) {
      const fresh = {
        nextAt: row.notBeforeAt,
        attempts: 0,
        doneAt: null,
        deadAt: null,
        lastError: null,
      };
      sql.addEffect.run({ ...row, ...fresh });
    }
  };

  const writeResource = (row: ResourceRow): void => {
    sql.putResource.run({ ...row });
    sql.addResourceVersion.run({ ...row });
    sql.dropIdentifiers.run({ type: row.type, id: row.id });
    if (row.isDeleted) return;
    for (const identifier of row.identifiers)
      sql.addIdentifier.run({ type: row.type, identifier, id: row.id });
  };

  return {
    write: (change, at) => {
      checkChange(change, written);
      for (const { key, expected } of change.guards ?? [])
        sql.putGuard.run({ key, version: expected + 1 });
      if (change.message) sql.addMessage.run({ ...change.message });
      for (const row of change.resources ?? []) writeResource(row);
      for (const step of change.steps ?? []) writeStep(step);
      for (const key of change.effectsDone ?? []) sql.endEffect.run({ key, at });
      for (const row of change.audit ?? []) sql.addAudit.run({ ...row });
      for (const [key, value] of Object.entries(change.settings ?? {}))
        sql.putSetting.run({ key, value });
    },
    begin: () => {
      if (tallies.size > 0) tallies = new Map();
    },
    finish: () => {
      for (const row of tallies.values()) if (row.count !== 0) sql.count.run({ ...row });
      if (tallies.size > 0) tallies = new Map();
    },
  };
}

function versionIn(row: Record<string, unknown> | undefined): number {
  return row === undefined ? 0 : Number(row.version);
}

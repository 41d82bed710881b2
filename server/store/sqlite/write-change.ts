import type Database from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { checkChange, type WrittenVersions } from '../../../engine/check-change.ts';
import { recordContentsOf } from '../../../engine/record-contents.ts';
import type {
  Change,
  EffectRow,
  ResourceWrite,
  SearchTerm,
  Step,
  TaskRow,
} from '../../../engine/store.ts';
import { unpackTerms } from '../packed-terms.ts';
import type { GuardReads } from './read-guards.ts';
import type { ResourceReads } from './read-resources.ts';
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

/** What reads keep of what was written. */
export interface KeptAtHand {
  readonly guards: Pick<GuardReads, 'versionOf' | 'put'>;
  readonly resources: Pick<ResourceReads, 'put' | 'confirm'>;
}

type Present = Record<string, unknown> | null;

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
  { guards, resources }: KeptAtHand,
): ChangeWriter {
  const sql = prepareWrites(database, db);
  let tallies = new Map<string, Tally>();
  /** Rows as they stand before the change that is being written. */
  const presents = new Map<string, Present>();

  /** Looked at twice: by the check, and for the terms that are to go. */
  const presentOf = (type: string, id: string): Present => {
    const name = `${type}/${id}`;
    const known = presents.get(name);
    if (known !== undefined) return known;
    const present = sql.resourceVersionOf.get({ type, id }) ?? null;
    presents.set(name, present);
    return present;
  };

  const written: WrittenVersions = {
    guard: guards.versionOf,
    instance: (id) => versionIn(sql.versionOf.get({ id })),
    resource: (type, id) => versionIn(presentOf(type, id)),
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
    for (const row of step.deadlinesPut) sql.putDeadline.run({ leasedUntil: 0, ...row });
    for (const row of step.effects) sql.addEffect.run(waiting(row));
  };

  const writeResource = ({ terms, ...row }: ResourceWrite): void => {
    const { type, id } = row;
    const wanted = row.isDeleted ? [] : terms;
    const present = presentOf(type, id);
    presents.delete(`${type}/${id}`);
    if (present !== null) sql.keepVersion.run({ type, id });
    sql.putResource.run({ ...row, foundBy: wanted });
    resources.put(row);
    writeTerms(type, id, termsIn(present), wanted);
  };

  /** Only what differs is written: most new versions are found by what the old ones were. */
  const writeTerms = (
    type: string,
    id: string,
    before: readonly SearchTerm[],
    wanted: readonly SearchTerm[],
  ): void => {
    const staying = new Set(wanted.map(nameOf));
    const known = new Set(before.map(nameOf));
    for (const term of before)
      if (!staying.has(nameOf(term))) sql.dropTerm.run({ type, id, ...term });
    for (const term of wanted) if (!known.has(nameOf(term))) sql.addTerm.run({ type, id, ...term });
  };

  return {
    write: (change, at) => {
      presents.clear();
      checkChange(change, written);
      for (const { key, expected } of change.guards ?? []) {
        sql.putGuard.run({ key, version: expected + 1 });
        guards.put(key, expected + 1);
      }
      for (const { hash, bytes } of change.contents ?? [])
        sql.addContent.run({ hash, bytes: Buffer.from(bytes) });
      for (const hash of recordContentsOf(change)) sql.addRecordContent.run({ hash });
      if (change.message) {
        sql.receiveAnew.run({ ...change.message });
        sql.putMessage.run({ ...change.message, contentDroppedOn: null });
      }
      for (const drop of change.contentsDropped ?? []) {
        sql.dropContentOf.run({ ...drop });
        sql.dropContent.run({ ...drop });
      }
      for (const row of change.resources ?? []) writeResource(row);
      for (const row of change.confirmed ?? []) {
        sql.confirm.run(row);
        resources.confirm(row);
      }
      for (const { type, id, terms } of change.terms ?? []) {
        writeTerms(type, id, termsIn(presentOf(type, id)), terms);
        sql.putTerms.run({ type, id, foundBy: terms });
      }
      for (const row of change.extracts ?? []) sql.putExtract.run({ ...row });
      if (change.job) sql.putJob.run({ ...change.job });
      for (const step of change.steps ?? []) writeStep(step);
      for (const row of change.effects ?? []) sql.addOwnEffect.run(waiting(row));
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

function versionIn(row: Present | undefined): number {
  return row === null || row === undefined ? 0 : Number(row.version);
}

function termsIn(row: Present): readonly SearchTerm[] {
  return row === null ? [] : unpackTerms(String(row.found_by));
}

function nameOf({ param, value }: SearchTerm): string {
  return `${param}\n${value}`;
}

function waiting(row: EffectRow): Record<string, unknown> {
  const fresh = { attempts: 0, doneAt: null, deadAt: null, lastError: null };
  return { ...row, ...fresh, nextAt: row.notBeforeAt };
}

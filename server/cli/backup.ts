import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { isPostgres } from '../store/choose.ts';
import { lockFile } from '../store/sqlite/lock.ts';
import { openDatabase } from '../store/sqlite/open.ts';
import { createSqliteStore } from '../store/sqlite/store.ts';
import { type Print, verifyStore } from './commands.ts';

/** Copies a database to a file while its server goes on working, and opens the copy to see that it is whole. */
export async function backupTo(db: string, target: string, print: Print): Promise<void> {
  if (existsSync(target))
    throw new Error(`${target} exists. Name a new file; backups are never overwritten.`);
  const source = new Database(db, { readonly: true, fileMustExist: true });
  const unfinished = `${target}.unfinished`;
  try {
    // One view of the database from beginning to end: without it every commit of the server makes the copy begin anew,
    // and a busy server's backup never ends.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(unfinished);
  } finally {
    source.close();
  }
  assertWhole(unfinished);
  renameSync(unfinished, target);
  print(`${db} is saved in ${target}, checked whole.`);
}

/** Puts a backup in the place of a database that no server holds; what was there is kept beside it. */
export async function restoreFrom(backup: string, db: string, print: Print): Promise<void> {
  assertFile(db);
  if (!existsSync(backup)) throw new Error(`There is no file ${backup}.`);
  const lock = lockFile(db);
  if ('heldBy' in lock)
    throw new Error(
      `${db} is in use${lock.heldBy === null ? '' : ` at ${lock.heldBy.url}`}. Stop the server, then restore.`,
    );
  try {
    const incoming = `${db}.restoring`;
    copyFileSync(backup, incoming);
    assertWhole(incoming);
    if (!(await isConsistent(incoming)))
      throw new Error(`${backup} does not agree with its own history; nothing was changed.`);
    for (const end of ['-wal', '-shm']) rmSync(`${incoming}${end}`, { force: true });
    const kept = `${db}.before-restore-${Date.now()}`;
    if (existsSync(db)) {
      // Brings the write-ahead log into the file, so that the file kept aside is whole.
      openDatabase(db).close();
      renameSync(db, kept);
      for (const end of ['-wal', '-shm']) rmSync(`${db}${end}`, { force: true });
      print(`What was there is kept as ${kept}.`);
    }
    renameSync(incoming, db);
    print(`${backup} is restored to ${db}.`);
  } finally {
    lock.release();
  }
}

function assertWhole(file: string): void {
  const database = openDatabase(file);
  const verdict = database.pragma('integrity_check', { simple: true });
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  if (verdict !== 'ok') throw new Error(`${file} is damaged: ${String(verdict)}`);
}

async function isConsistent(file: string): Promise<boolean> {
  const store = createSqliteStore(file);
  return verifyStore(store, () => {}).finally(() => store.close());
}

function assertFile(db: string): void {
  if (isPostgres(db))
    throw new Error(
      'Back up and restore PostgreSQL with its own tools (pg_dump, pg_basebackup); then run "verify".',
    );
}

import Database from 'better-sqlite3';
import { Refusal } from '../../../engine/errors.ts';
import { migrations } from './migrations/index.ts';

/** What must hold on every open; a WAL file opened again falls back to NORMAL, which loses acknowledged events. */
const pragmas = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['busy_timeout', '5000', 5000],
  ['cache_size', '-16384', -16384],
  ['temp_store', 'MEMORY', 2],
  // 16 MB of log between checkpoints: pages written often are copied into the file once, not each time.
  ['wal_autocheckpoint', '2000', 2000],
  ['journal_size_limit', '67108864', 67108864],
] as const;

/** Bytes of a page in a new file: a resource fills half of SQLite's own 4,096, and every page is a write to the system. */
const pageSize = 8192;

export interface OpenOptions {
  /** `NORMAL` exists for one purpose: the power-cut test must see it lose events. */
  readonly synchronous?: 'FULL' | 'NORMAL';
}

/**
 * Opens the database file, sets and reads back what durability needs, and brings its schema up to date.
 * @throws Refusal `unavailable` when the file is newer than this program, or is no database
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database.Database {
  const database = new Database(file);
  if (database.pragma('page_count', { simple: true }) === 0)
    database.pragma(`page_size = ${pageSize}`);
  for (const [name, wanted, expected] of pragmas) {
    const value = name === 'synchronous' ? (options.synchronous ?? wanted) : wanted;
    database.pragma(`${name} = ${value}`);
    const actual = database.pragma(name, { simple: true });
    const isAsked = options.synchronous === 'NORMAL' && name === 'synchronous';
    if (!isAsked && actual !== expected && !(name === 'journal_mode' && file === ':memory:')) {
      throw new Refusal(
        'unavailable',
        `SQLite did not accept ${name}=${value}: it says ${String(actual)}.`,
      );
    }
  }
  migrate(database);
  return database;
}

function migrate(database: Database.Database): void {
  const at = Number(database.pragma('user_version', { simple: true }));
  if (at > migrations.length) {
    throw new Refusal(
      'unavailable',
      `The database has schema version ${at}, this program knows up to ${migrations.length}. Start the newer program that wrote it, or restore an older backup.`,
    );
  }
  migrations.slice(at).forEach((migration, index) => {
    database
      .transaction(() => {
        database.exec(migration);
        database.pragma(`user_version = ${at + index + 1}`);
      })
      .immediate();
  });
}

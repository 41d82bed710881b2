import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { Refusal } from '../../../engine/errors.ts';

const Holder = z.object({ pid: z.number().int(), url: z.string() });
export type LockHolder = z.infer<typeof Holder>;

export interface FileLock {
  /** Lets a command find the server that holds the file. */
  announce(holder: LockHolder): void;
  release(): void;
}

/**
 * Takes a database file for this process alone, or says who has it. The operating system lets go of the lock
 * when a process dies, however it dies.
 */
export function lockFile(file: string): FileLock | { readonly heldBy: LockHolder | null } {
  assertWritable(file);
  const database = new Database(`${file}.lock`);
  const notice = `${file}.server.json`;
  try {
    database.pragma('busy_timeout = 0');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY') !== true) throw error;
    return { heldBy: readHolder(notice) };
  }
  // A server that was killed left its address behind; whoever finds the file locked must not be sent there.
  rmSync(notice, { force: true });
  return {
    announce: (holder) => {
      // Written beside and renamed: a command that looks at this moment never reads half of it.
      writeFileSync(`${notice}.new`, JSON.stringify(holder));
      renameSync(`${notice}.new`, notice);
    },
    release: () => {
      rmSync(notice, { force: true });
      database.close();
    },
  };
}

/** @throws Refusal `unavailable` when the file, or the folder its log must lie in, may not be written */
function assertWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch {
    throw new Refusal(
      'unavailable',
      `${file} or its folder is not there or may not be written. Make it writable for this user, or give another --db.`,
    );
  }
}

function readHolder(notice: string): LockHolder | null {
  if (!existsSync(notice)) return null;
  const holder = Holder.safeParse(JSON.parse(readFileSync(notice, 'utf8')));
  return holder.success ? holder.data : null;
}

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';

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
    announce: (holder) => writeFileSync(notice, JSON.stringify(holder)),
    release: () => {
      rmSync(notice, { force: true });
      database.close();
    },
  };
}

function readHolder(notice: string): LockHolder | null {
  if (!existsSync(notice)) return null;
  const holder = Holder.safeParse(JSON.parse(readFileSync(notice, 'utf8')));
  return holder.success ? holder.data : null;
}

import type Database from 'better-sqlite3';
import { createRecent } from './recent.ts';

/** Guards kept at hand: those of the stays that messages come for now. */
const mostKept = 8000;

/** Versions of guards. No other process writes this file, so what was read or written stays so. */
export interface GuardReads {
  /** 0 when it was never written. */
  versionOf(key: string): number;
  /** Says what the open transaction has written. */
  put(key: string, version: number): void;
  /** After a transaction of which nothing stays. */
  forgetAll(): void;
}

export function createGuardReads(database: Database.Database): GuardReads {
  const recent = createRecent<number>(mostKept);
  const one = database.prepare('SELECT version FROM guards WHERE key = ?').pluck();
  return {
    versionOf: (key) => {
      const known = recent.get(key);
      if (known !== undefined) return known;
      const version = (one.get(key) as number | undefined) ?? 0;
      recent.put(key, version);
      return version;
    },
    put: recent.put,
    forgetAll: recent.clear,
  };
}

import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

/** Room for some two hundred commits of audit rows. */
const reserveBytes = 4 * 1024 * 1024;

/** Disk space kept free beside the database, so that what is read while the disk is full is still on record. */
export interface Reserve {
  /** Takes the space; false when there is none to take. */
  fill(): boolean;
  /** Gives it to the database. */
  release(): void;
}

export function createReserve(database: string): Reserve {
  const file = `${database}.reserve`;
  const isFull = (): boolean => statSync(file, { throwIfNoEntry: false })?.size === reserveBytes;
  return {
    fill: () => {
      if (isFull()) return true;
      try {
        const handle = openSync(file, 'w');
        try {
          const written = writeSync(handle, Buffer.alloc(reserveBytes));
          fsyncSync(handle);
          if (written === reserveBytes) return true;
        } finally {
          closeSync(handle);
        }
      } catch {
        // No space, or a file system that may not be written: either way there is no reserve.
      }
      rmSync(file, { force: true });
      return false;
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** For a database without a file. */
export const noReserve: Reserve = { fill: () => true, release: () => {} };

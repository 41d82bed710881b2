import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { patienceMs } from './counts.ts';
import { endAll } from './server-process.ts';

/** A file system of a few megabytes that can be filled to the last byte. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): void;
  /** Makes the space free again. */
  free(): void;
  /** Forbids or allows writing, for files opened from now on. */
  setReadOnly(isReadOnly: boolean): void;
  remove(): void;
}

const megabytes = 12;

/** A group of tests that need a small disk; where none may be mounted the run says so, and they are not there. */
export function describeOnSmallDisk(name: string, body: () => void): void {
  if (isMountable()) describe(name, body);
}

/** A test on a small disk of its own. */
export function testOnSmallDisk(name: string, run: (disk: SmallDisk) => Promise<void>): void {
  test(
    name,
    async () => {
      const disk = mountSmallDisk();
      if (disk === null)
        throw new Error('A small disk could be mounted before, and now it cannot.');
      try {
        await run(disk);
      } finally {
        endAll();
        disk.remove();
      }
    },
    patienceMs,
  );
}

let mountable: boolean | null = null;

/** Whether this process may mount: root may, an ordinary user mostly not. */
export function isMountable(): boolean {
  if (mountable === null) {
    const trial = mountSmallDisk();
    trial?.remove();
    mountable = trial !== null;
    if (!mountable)
      console.info(
        'No small disk may be mounted here: a full disk is simulated inside SQLite alone.',
      );
  }
  return mountable;
}

/** Mounts one in memory; null where this process may not mount. */
function mountSmallDisk(): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-disk-'));
  try {
    mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(ballast, { force: true }),
    setReadOnly: (isReadOnly) => mount('-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder),
    remove: () => {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true });
    },
  };
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}

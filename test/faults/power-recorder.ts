import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DiskOperation {
  readonly kind: 'write' | 'sync' | 'truncate' | 'unlink';
  readonly path: string;
  readonly offset: number;
  readonly data: Buffer;
}

const kinds = [undefined, 'write', 'sync', 'truncate', 'unlink'] as const;
const headBytes = 32;

/** Builds the recorder in a folder; null where the machine has no C compiler. */
export function buildRecorder(folder: string): string | null {
  const library = join(folder, 'power-recorder.so');
  const source = join(import.meta.dirname, 'power-recorder.c');
  for (const compiler of ['cc', 'gcc', 'clang']) {
    try {
      execFileSync(compiler, ['-shared', '-fPIC', '-O1', '-w', '-o', library, source, '-ldl'], {
        stdio: 'pipe',
      });
      return library;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    }
  }
  return null;
}

/** What reached the kernel, in order. */
export function readRecording(file: string): DiskOperation[] {
  const bytes = readFileSync(file);
  const operations: DiskOperation[] = [];
  let at = 0;
  const next = (): number => {
    const value = Number(bytes.readBigInt64LE(at));
    at += 8;
    return value;
  };
  while (at + headBytes <= bytes.length) {
    const kind = kinds[next()];
    const [pathLength, offset, size] = [next(), next(), next()];
    const path = bytes.toString('utf8', at, at + pathLength);
    const data = bytes.subarray(at + pathLength, at + pathLength + size);
    at += pathLength + size;
    if (kind === undefined) throw new Error('The recording cannot be read.');
    operations.push({ kind, path, offset, data });
  }
  return operations;
}

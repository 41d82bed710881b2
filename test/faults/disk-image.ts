import type { DiskOperation } from './power-recorder.ts';

/** Disks write this much at once, or not. */
const sectorBytes = 512;

interface FileImage {
  /** What an fsync has promised. */
  durable: Buffer;
  /** What the kernel holds but has not promised. */
  pending: DiskOperation[];
}

/** A disk as an application's writes and fsyncs leave it, ready to lose its power at any moment. */
export interface DiskImage {
  apply(operation: DiskOperation): void;
  /** The files after a cut now: what was synced, and of the rest a random, torn subset. */
  cut(random: () => number): ReadonlyMap<string, Buffer>;
}

/**
 * Models contents and torn sectors. Of names it knows what a journaling file system promises: a file's creation is
 * durable, its removal is once anything was synced after it.
 */
export function createDiskImage(): DiskImage {
  const files = new Map<string, FileImage>();
  const fileOf = (path: string): FileImage => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const made = { durable: Buffer.alloc(0), pending: [] };
    files.set(path, made);
    return made;
  };
  return {
    apply: (operation) => {
      const file = fileOf(operation.path);
      if (operation.kind !== 'sync') {
        file.pending.push(operation);
        return;
      }
      file.durable = file.pending.reduce(applied, file.durable);
      file.pending = [];
      for (const other of files.values()) {
        const removal = other.pending.findLastIndex((one) => one.kind === 'unlink');
        if (removal >= 0) other.durable = Buffer.alloc(0);
        other.pending = other.pending.slice(removal + 1);
      }
    },
    cut: (random) => {
      // Some cuts keep almost all, some almost nothing, most something between.
      const kept = [0, 1, 0.1, 0.9, 0.5, 0.5][Math.floor(random() * 6)] ?? 0.5;
      return new Map(
        [...files].map(([path, { durable, pending }]) => [
          path,
          pending.flatMap((one) => torn(one, () => random() < kept)).reduce(applied, durable),
        ]),
      );
    },
  };
}

/** The parts of one unsynced operation that reached the disk. */
function torn(operation: DiskOperation, reaches: () => boolean): DiskOperation[] {
  if (operation.kind !== 'write') return reaches() ? [operation] : [];
  const parts: DiskOperation[] = [];
  const { offset, data } = operation;
  for (let from = 0; from < data.length; ) {
    const to = Math.min(data.length, from + sectorBytes - ((offset + from) % sectorBytes));
    if (reaches())
      parts.push({ ...operation, offset: offset + from, data: data.subarray(from, to) });
    from = to;
  }
  return parts;
}

function applied(before: Buffer, { kind, offset, data }: DiskOperation): Buffer {
  if (kind === 'unlink') return Buffer.alloc(0);
  if (kind === 'truncate') return resized(before, offset);
  const after =
    before.length < offset + data.length ? resized(before, offset + data.length) : before;
  // A durable image is shared between cuts: never written in place.
  const own = after === before ? Buffer.from(before) : after;
  data.copy(own, offset);
  return own;
}

function resized(before: Buffer, size: number): Buffer {
  const after = Buffer.alloc(size);
  before.copy(after, 0, 0, Math.min(size, before.length));
  return after;
}

/** One line of a file of resources, as it came. */
export interface NdjsonLine {
  /** From 1. */
  readonly number: number;
  /** Without its line end; only the beginning of a line that is too long. */
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
  /** Bytes of the file up to here, the line end among them. */
  readonly end: number;
}

export interface LineSplitter {
  /** The lines that a chunk completes; empty ones are left out. */
  push(chunk: Uint8Array): readonly NdjsonLine[];
  /** The last line, where no line end follows it. */
  finish(): readonly NdjsonLine[];
}

export interface SplitterOptions {
  /** Longer lines are not kept. */
  readonly mostBytes: number;
  /** Where a load that began earlier goes on: what lies before is passed over unread. */
  readonly from: { readonly bytes: number; readonly lines: number };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** How much of a line that is too long is kept. */
const headBytes = 2000;

/** Cuts a stream into lines and holds one line and one chunk at most. */
export function createLineSplitter({ mostBytes, from }: SplitterOptions): LineSplitter {
  let [position, number] = [0, from.lines];
  let parts: Uint8Array[] = [];
  let length = 0;

  const add = (part: Uint8Array): void => {
    const isOver = length > mostBytes;
    length += part.length;
    if (isOver || part.length === 0) return;
    parts.push(part);
    // The beginning alone stays, copied: a part would keep its whole chunk alive.
    if (length > mostBytes) parts = [joined(parts).slice(0, headBytes)];
  };

  const complete = (): readonly NdjsonLine[] => {
    const isWhole = length <= mostBytes;
    const bytes = trimmed(joined(parts));
    [parts, length, number] = [[], 0, number + 1];
    return bytes.length === 0 ? [] : [{ number, bytes, isWhole, end: position }];
  };

  return {
    push(chunk) {
      const lines: NdjsonLine[] = [];
      let at = Math.min(Math.max(from.bytes - position, 0), chunk.length);
      position += at;
      while (at < chunk.length) {
        const end = chunk.indexOf(lineFeed, at);
        const next = end < 0 ? chunk.length : end + 1;
        add(chunk.subarray(at, end < 0 ? next : end));
        position += next - at;
        at = next;
        if (end >= 0) lines.push(...complete());
      }
      return lines;
    },
    finish: () => (length === 0 ? [] : complete()),
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === carriageReturn || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.subarray(0, end);
}

/** Start of block, end of block, carriage return (HL7 v2 Transport Specification: MLLP, release 1). */
export const blockStart = 0x0b;
export const blockEnd = 0x1c;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** What was wrong with the framing and was put up with. */
export interface Oddities {
  /** Bytes between frames that begin no message. */
  readonly strayBytes: number;
  /** Messages that began with MSH and no start of block. */
  readonly missingStarts: number;
  /** Frames that ended with LF, or with nothing, behind the end of block. */
  readonly oddEnds: number;
  /** Messages that broke off and were followed by the start of another. */
  readonly brokenOff: number;
}

export type Framed =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** Longer than allowed; `head` is its beginning, enough for the header. Nothing more comes. */
  | { readonly kind: 'too-large'; readonly head: Uint8Array };

export interface Framer {
  /** Takes what arrived and gives the messages that it completes. */
  push(chunk: Uint8Array): readonly Framed[];
  /** True while a message has begun and not ended. */
  isInside(): boolean;
  oddities(): Oddities;
}

/** How much of a message that is too long is kept, to answer it. */
const headBytes = 2000;

/**
 * Cuts a stream into messages: VT, the message, FS CR. An FS inside a message ends nothing unless CR, LF or the next VT
 * follows it. Keeps at most `mostBytes` and one chunk in memory.
 */
export function createFramer({ mostBytes }: { readonly mostBytes: number }): Framer {
  const counts = { strayBytes: 0, missingStarts: 0, oddEnds: 0, brokenOff: 0 };
  let buffer = createBuffer(mostBytes);
  let state: 'outside' | 'inside' | 'ending' | 'refused' = 'outside';
  const findStart = createSearch(counts);

  const begin = (): void => {
    buffer = createBuffer(mostBytes);
    state = 'inside';
  };

  const finish = (): Framed => {
    state = 'outside';
    const whole = buffer.bytes();
    const again = lastStart(whole);
    if (again > 0) counts.brokenOff += 1;
    return { kind: 'message', bytes: whole.slice(Math.max(again, 0)) };
  };

  const push = (chunk: Uint8Array): readonly Framed[] => {
    const found: Framed[] = [];
    let at = 0;
    while (at < chunk.length && state !== 'refused') {
      if (state === 'outside') {
        const start = findStart(chunk[at] as number);
        if (start !== 'none') begin();
        if (start === 'header') buffer.add(Uint8Array.from(header));
        at += 1;
      } else if (state === 'inside') {
        const end = chunk.indexOf(blockEnd, at);
        buffer.add(chunk.subarray(at, end < 0 ? chunk.length : end));
        at = end < 0 ? chunk.length : end + 1;
        if (end >= 0) state = 'ending';
      } else {
        const byte = chunk[at] as number;
        if (byte === carriageReturn || byte === lineFeed || byte === blockStart) {
          found.push(finish());
          if (byte !== carriageReturn) counts.oddEnds += 1;
          if (byte === blockStart) begin();
          at += 1;
        } else {
          buffer.add(Uint8Array.of(blockEnd));
          state = 'inside';
        }
      }
      if (buffer.isFull()) {
        state = 'refused';
        found.push({ kind: 'too-large', head: buffer.bytes().slice(0, headBytes) });
      }
    }
    return found;
  };

  return {
    push,
    isInside: () => state === 'inside' || state === 'ending',
    oddities: () => ({ ...counts }),
  };
}

/** Looks for a beginning, byte by byte: the start of block, or else the letters MSH. Counts the bytes that are neither. */
function createSearch(counts: {
  strayBytes: number;
  missingStarts: number;
}): (byte: number) => 'none' | 'start' | 'header' {
  let letters = 0;
  return (byte) => {
    if (byte === header[letters]) {
      letters += 1;
      if (letters < header.length) return 'none';
      letters = 0;
      counts.missingStarts += 1;
      return 'header';
    }
    counts.strayBytes += letters;
    letters = byte === header[0] ? 1 : 0;
    if (byte === blockStart) return 'start';
    if (letters === 0 && !isBlank(byte)) counts.strayBytes += 1;
    return 'none';
  };
}

const header = [0x4d, 0x53, 0x48] as const;

function isBlank(byte: number): boolean {
  return byte === carriageReturn || byte === lineFeed || byte === 0x20 || byte === 0x00;
}

/** Where the last message begins, when one broke off and another VT MSH came before any end. */
function lastStart(bytes: Uint8Array): number {
  for (
    let at = bytes.lastIndexOf(blockStart);
    at >= 0;
    at = bytes.lastIndexOf(blockStart, at - 1)
  ) {
    if (header.every((letter, index) => bytes[at + 1 + index] === letter)) return at + 1;
    if (at === 0) break;
  }
  return -1;
}

interface Gathered {
  add(bytes: Uint8Array): void;
  isFull(): boolean;
  bytes(): Uint8Array;
}

/** Grows by doubling up to the limit; more than that is not kept. */
function createBuffer(most: number): Gathered {
  let held = new Uint8Array(Math.min(1024, most));
  let length = 0;
  let isFull = false;
  return {
    add(bytes) {
      isFull ||= length + bytes.length > most;
      const fitting = bytes.subarray(0, most - length);
      const next = length + fitting.length;
      if (next > held.length) {
        const larger = new Uint8Array(Math.min(most, Math.max(next, held.length * 2)));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      held.set(fitting, length);
      length = next;
    },
    isFull: () => isFull,
    bytes: () => held.subarray(0, length),
  };
}

/** A message in its frame. */
export function frame(message: string): Uint8Array {
  const bytes = new TextEncoder().encode(message);
  const framed = new Uint8Array(bytes.length + 3);
  framed[0] = blockStart;
  framed.set(bytes, 1);
  framed.set([blockEnd, carriageReturn], bytes.length + 1);
  return framed;
}

import { byteOrder } from './charset.ts';

/** Something wrong with the envelope of a batch; its messages are taken all the same. */
export interface BatchProblem {
  /** `BTS-1`, `FTS`. */
  readonly path: string;
  readonly message: string;
}

export interface BatchFile {
  /** True when a file or batch header stands around the messages. */
  readonly isBatch: boolean;
  /** FHS and BHS as received, the first of each. */
  readonly fileHeader: Uint8Array | null;
  readonly batchHeader: Uint8Array | null;
  readonly messages: readonly Uint8Array[];
  readonly problems: readonly BatchProblem[];
}

/**
 * Cuts a file into its messages (v2.5.1 chapter 2.10.3): `[FHS] { [BHS] { MSH … } [BTS] } [FTS]`, or messages one after
 * the other. A segment begins a message only at the start of a line and with a header's own delimiters behind it, so
 * that the letters MSH inside a text begin none. It looks at bytes: CR, LF and ASCII letters are the same in every
 * character set a message may be in, save UTF-16, of which a whole file counts as one message.
 */
export function splitBatch(bytes: Uint8Array): BatchFile {
  const marks = byteOrder(bytes) ? [] : marksOf(bytes);
  const ends = marks.map((_, index) => marks[index + 1]?.start ?? bytes.length);
  const parts = marks.map((mark, index) => ({
    name: mark.name,
    bytes: trimEnd(bytes.subarray(mark.start, ends[index])),
  }));
  const first = (name: string): Uint8Array | null =>
    parts.find((part) => part.name === name)?.bytes ?? null;
  const messages = parts.filter(({ name }) => name === 'MSH').map((part) => part.bytes);
  const lead = bytes.subarray(0, marks[0]?.start ?? bytes.length);
  if (messages.length === 0 && marks.every(({ name }) => name === 'MSH')) {
    // Not one header: whoever reads it as a message says what is wrong with it.
    return { isBatch: false, fileHeader: null, batchHeader: null, messages: [bytes], problems: [] };
  }
  return {
    isBatch: parts.some(({ name }) => name !== 'MSH'),
    fileHeader: first('FHS'),
    batchHeader: first('BHS'),
    messages,
    problems: [...(isBlank(lead) ? [] : [noise]), ...problemsOf(parts)],
  };
}

const noise: BatchProblem = {
  path: 'MSH',
  message: 'The file begins with bytes that belong to no message.',
};

type Name = 'FHS' | 'BHS' | 'MSH' | 'BTS' | 'FTS';

interface Mark {
  readonly start: number;
  readonly name: Name;
}

const names: ReadonlySet<string> = new Set(['FHS', 'BHS', 'MSH', 'BTS', 'FTS']);
const trailers: ReadonlySet<string> = new Set(['BTS', 'FTS']);

function marksOf(bytes: Uint8Array): readonly Mark[] {
  const marks: Mark[] = [];
  let separator: number | undefined;
  for (let at = skipFraming(bytes, 0); at < bytes.length; at = nextLine(bytes, at)) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 3));
    if (!names.has(name)) continue;
    const isMark = trailers.has(name) ? isTrailer(bytes, at, separator) : isHeader(bytes, at);
    if (!isMark) continue;
    if (!trailers.has(name)) separator = bytes[at + 3];
    marks.push({ start: at, name: name as Name });
  }
  return marks;
}

/** A header: the field separator, 1 to 5 encoding characters, the separator again (or the end of the line). */
function isHeader(bytes: Uint8Array, at: number): boolean {
  const separator = bytes[at + 3];
  if (separator === undefined || !isDelimiter(separator)) return false;
  for (let length = 1; length <= 6; length += 1) {
    const next = bytes[at + 3 + length];
    if (next === separator || isEnd(next)) return length > 1;
    if (!isDelimiter(next as number)) return false;
  }
  return false;
}

function isTrailer(bytes: Uint8Array, at: number, separator: number | undefined): boolean {
  const next = bytes[at + 3];
  return isEnd(next) || next === separator;
}

/** Printable ASCII that is neither letter nor digit. */
function isDelimiter(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && !/[A-Za-z0-9]/.test(String.fromCharCode(byte));
}

function isEnd(byte: number | undefined): boolean {
  return byte === undefined || byte === 0x0d || byte === 0x0a;
}

function nextLine(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isEnd(bytes[at])) at += 1;
  return skipFraming(bytes, at);
}

/** What may stand before a segment: line ends, blanks, NUL, MLLP's framing, a byte-order mark. */
const framing: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0d, 0x1c, 0x20]);

function skipFraming(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (framing.has(bytes[at] as number)) at += 1;
    else if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    else break;
  }
  return at;
}

function isBlank(bytes: Uint8Array): boolean {
  return skipFraming(bytes, 0) === bytes.length;
}

function trimEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && framing.has(bytes[end - 1] as number)) end -= 1;
  return bytes.subarray(0, end);
}

interface Part {
  readonly name: Name;
  readonly bytes: Uint8Array;
}

/** Counts that disagree (BTS-1 messages, FTS-1 batches), and headers without their trailer: a file cut short. */
function problemsOf(parts: readonly Part[]): readonly BatchProblem[] {
  const problems: BatchProblem[] = [];
  let [batches, messages, isOpen, isFileOpen] = [0, 0, false, false];
  for (const part of parts) {
    switch (part.name) {
      case 'FHS':
        isFileOpen = true;
        break;
      case 'BHS':
        if (isOpen) problems.push(unended('BTS'));
        [batches, messages, isOpen] = [batches + 1, 0, true];
        break;
      case 'MSH':
        // BHS may be left out: messages without one are a batch as well.
        if (!isOpen && messages === 0) batches += 1;
        messages += 1;
        break;
      case 'BTS':
        problems.push(...miscount('BTS', 'messages', part.bytes, messages));
        if (!isOpen && messages === 0) batches += 1;
        [messages, isOpen] = [0, false];
        break;
      case 'FTS':
        problems.push(...miscount('FTS', 'batches', part.bytes, batches));
        isFileOpen = false;
        break;
    }
  }
  if (isOpen) problems.push(unended('BTS'));
  if (isFileOpen) problems.push(unended('FTS'));
  return problems;
}

function unended(trailer: 'BTS' | 'FTS'): BatchProblem {
  const message = `${trailer} is missing: the file may have been cut short. Compare it with the sender's.`;
  return { path: trailer, message };
}

function miscount(
  trailer: 'BTS' | 'FTS',
  what: string,
  bytes: Uint8Array,
  found: number,
): readonly BatchProblem[] {
  const told = /^\d+/.exec(new TextDecoder('latin1').decode(bytes.subarray(4)))?.[0];
  if (told === undefined || Number(told) === found) return [];
  const message = `${trailer}-1 counts ${Number(told)} ${what}, but ${found} are here. Compare the file with the sender's.`;
  return [{ path: `${trailer}-1`, message }];
}

import { isConflict, Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { JobRow, Store } from '../../engine/store.ts';
import { sha256 } from '../interop/digest.ts';
import type { JobHandle, Jobs } from '../jobs.ts';
import type { Intake } from './intake.ts';
import { createLineSplitter, type NdjsonLine } from './ndjson-lines.ts';
import { refusalOf } from './outage.ts';
import type { NdjsonOptions } from './receive-ndjson.ts';

export interface NdjsonLoad {
  /** Id of the job: the same again goes on behind the last line that was committed. */
  readonly id: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the whole; null where nobody knows. */
  readonly total: number | null;
  readonly user: User;
  /** Network address of the sender. */
  readonly from: string | null;
}

interface Parts {
  readonly store: Store;
  readonly intake: Intake;
  readonly jobs: Jobs;
}

export const ndjsonKind = 'ndjson';
const mostLineBytes = 16 * 1024 * 1024;
const groupLines = 100;
const groupBytes = 1024 * 1024;
/** By its beginning a file is known again. */
const beginningBytes = 4096;

/**
 * Loads a Bulk Data file as it streams in: some hundred lines are one commit, and where the load stands is written in
 * it. The next piece is read once the last is committed, so that a file of any length needs the memory of one piece.
 */
export async function loadNdjson(parts: Parts, load: NdjsonLoad): Promise<JobRow> {
  const { id, user } = load;
  const chunks = load.chunks[Symbol.asyncIterator]();
  const beginning = await beginningOf(chunks);
  const head = await sha256(beginning.subarray(0, beginningBytes));
  const known = await parts.store.job(id);
  if (known !== undefined) assertSame(known, user, head);
  const params = { bytes: 0, lines: 0, head };
  const start = { id, kind: ndjsonKind, userId: user.id, total: load.total, params };
  return parts.jobs.run(start, async (job) => {
    const { bytes, lines } = job.row.params as typeof params;
    const splitter = createLineSplitter({ mostBytes: mostLineBytes, from: { bytes, lines } });
    const take = createGrouping((group) => takeGroup(parts, load, job, group));
    await take(splitter.push(beginning));
    for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next())
      await take(splitter.push(chunk.value));
    await take(splitter.finish(), 'and what is left');
  });
}

function assertSame(known: JobRow, user: User, head: string): void {
  const { kind, userId, params } = known;
  if (kind === ndjsonKind && userId === user.id && params.head === head) return;
  throw new Refusal(
    'event-id-reused',
    'This key names another load. Give each file a key of its own, and the same file the same key.',
  );
}

async function beginningOf(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let whole = new Uint8Array(0);
  while (whole.length < beginningBytes) {
    const chunk = await chunks.next();
    if (chunk.done) break;
    const longer = new Uint8Array(whole.length + chunk.value.length);
    longer.set(whole);
    longer.set(chunk.value, whole.length);
    whole = longer;
  }
  return whole;
}

/** Gathers lines and hands them on in groups. */
function createGrouping(take: (group: readonly NdjsonLine[]) => Promise<void>) {
  let group: NdjsonLine[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (group.length > 0) await take(group);
    [group, bytes] = [[], 0];
  };
  return async (lines: readonly NdjsonLine[], rest?: 'and what is left'): Promise<void> => {
    for (const line of lines) {
      if (bytes + line.bytes.length > groupBytes) await flush();
      group.push(line);
      bytes += line.bytes.length;
      if (group.length >= groupLines) await flush();
    }
    if (rest !== undefined) await flush();
  };
}

/** A group that holds something unusable is taken line by line, so that what is right in it comes in. */
async function takeGroup(
  { intake }: Parts,
  { user, from, id }: NdjsonLoad,
  job: JobHandle,
  group: readonly NdjsonLine[],
): Promise<void> {
  const upTo = (line: NdjsonLine | undefined, take: (options: NdjsonOptions) => Promise<unknown>) =>
    job.advanceIn((rowsOf) => {
      const { end, number } = line ?? { end: job.row.done, number: 0 };
      const params = { ...job.row.params, bytes: end, lines: number };
      const alsoOf: NdjsonOptions['alsoOf'] = (counts) =>
        rowsOf({ ...counts, done: end - job.row.done, params });
      return take({ from, jobId: id, alsoOf });
    });
  try {
    await upTo(group.at(-1), (options) => intake.ndjson.group(group, user, options));
  } catch (error) {
    // A stopped job, a lost race and an outage are no fault of a line.
    if (isConflict(error)) throw error;
    refusalOf(error);
    for (const line of group)
      await upTo(line, (options) => intake.ndjson.line(line, user, options));
  }
}

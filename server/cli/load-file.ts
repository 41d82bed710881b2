import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Print } from './commands.ts';
import type { Connection } from './connection.ts';
import { createProgress, type LoadState } from './progress.ts';

const askEveryMs = 500;
/** By its beginning, its name and its size a file is known again. */
const beginningBytes = 65_536;

export interface Loaded {
  readonly taken: number;
  readonly refused: number;
  readonly isStopped: boolean;
}

/** Streams one NDJSON file into the server, or goes on with it where it stopped. Ctrl-C stops it cleanly. */
export async function loadFile(
  connection: Connection,
  file: string,
  print: Print,
): Promise<Loaded> {
  const id = jobIdOf(file);
  const known = await stateOf(connection, id);
  if (known?.state === 'done') {
    print(`known   ${file}: loaded before, ${countsOf(known)}`);
    return { taken: known.taken, refused: known.refused, isStopped: false };
  }
  if (known !== null && known.done > 0) print(`        ${file}: goes on after ${countsOf(known)}`);
  const progress = await createProgress(basename(file), print);
  const source = sourceOf(file);
  const stop = (): void => void stopLoad(connection, id, source.end);
  process.once('SIGINT', stop);
  const asking = setInterval(async () => {
    const state = await stateOf(connection, id).catch(() => null);
    if (state !== null) progress.show(state);
  }, askEveryMs);
  try {
    const { isOk, answer } = await send(connection, id, totalOf(file), source.body);
    progress.end();
    if (!isOk) throw new Error(`${file}: ${source.problem() ?? reasonOf(answer)}`);
    const isStopped = answer.state === 'stopped';
    print(`${isStopped ? 'stopped' : 'taken  '} ${file}: ${countsOf(answer)}`);
    if (isStopped) print('        The same command goes on from here.');
    return { taken: answer.taken, refused: answer.refused, isStopped };
  } finally {
    clearInterval(asking);
    process.removeListener('SIGINT', stop);
    progress.end();
  }
}

interface Sent {
  readonly isOk: boolean;
  readonly answer: LoadState & Outcome;
}

async function send(
  connection: Connection,
  id: string,
  total: number | null,
  body: ReadableStream,
): Promise<Sent> {
  const headers = { 'content-type': 'application/fhir+ndjson', 'idempotency-key': id };
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  try {
    const query = total === null ? '' : `?bytes=${total}`;
    const response = await connection.call(`/fhir/$load${query}`, init);
    return { isOk: response.ok, answer: (await response.json()) as Sent['answer'] };
  } catch (error) {
    // `fetch` says no more than that it failed; its cause says whether the file or the server did.
    const cause = error instanceof TypeError ? (error.cause as { code?: string } | undefined) : {};
    const code = cause?.code ?? '';
    if (!/^(ECONN|EPIPE|UND_ERR)/.test(code)) throw cause instanceof Error ? cause : error;
    throw new Error('The server went away. Start it, and give the same command: it goes on.');
  }
}

/** The job first: a body that ends would else count as the whole file. */
async function stopLoad(connection: Connection, id: string, end: () => void): Promise<void> {
  await connection.call(`/api/jobs/${id}/stop`, { method: 'POST' });
  end();
}

interface Outcome {
  readonly detail?: string;
  readonly issue?: readonly {
    readonly diagnostics?: string;
    readonly details?: { text?: string };
  }[];
}

function reasonOf({ detail, issue }: Outcome): string {
  const told = issue?.map((one) => one.details?.text ?? one.diagnostics ?? '').join(' ');
  return detail ?? told ?? 'The server refused it.';
}

async function stateOf(connection: Connection, id: string): Promise<LoadState | null> {
  const response = await connection.call(`/api/jobs/${id}`);
  return response.ok ? ((await response.json()) as LoadState) : null;
}

function countsOf({ taken, refused }: LoadState): string {
  return `${taken} taken, ${refused} refused`;
}

interface Source {
  readonly body: ReadableStream;
  /** Ends it early. */
  end(): void;
  /** Why it could not be read to its end. */
  problem(): string | null;
}

/** The file's bytes, unpacked. */
function sourceOf(file: string): Source {
  const raw = createReadStream(file);
  const bytes = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  let isEnded = false;
  let problem: string | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      if (isEnded) return;
      yield chunk;
    }
  }
  if (raw !== bytes) raw.on('error', (error) => bytes.destroy(error));
  bytes.on('error', (error: Error) => {
    problem = `The file cannot be read: ${error.message}. What came before is in.`;
  });
  const body = Readable.toWeb(Readable.from(chunks(), { objectMode: false })) as ReadableStream;
  return {
    body,
    end: () => {
      isEnded = true;
    },
    problem: () => problem,
  };
}

function jobIdOf(file: string): string {
  const name = basename(file)
    .replace(/[^\w.-]/g, '_')
    .slice(0, 100);
  const { size } = statSync(file);
  const hash = createHash('sha256').update(firstBytes(file)).digest('hex').slice(0, 12);
  return `${name}:${size}:${hash}`;
}

function firstBytes(file: string): Buffer {
  return bytesAt(file, 0, beginningBytes);
}

/** Of a gzip file its last four bytes tell the length, modulo 4 GB: right where it is one member and not so large. */
function totalOf(file: string): number | null {
  const { size } = statSync(file);
  if (!file.endsWith('.gz')) return size > 0 ? size : null;
  if (size < 18) return null;
  const told = bytesAt(file, size - 4, 4).readUInt32LE(0);
  return told >= size ? told : null;
}

function bytesAt(file: string, position: number, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
  } finally {
    closeSync(descriptor);
  }
}

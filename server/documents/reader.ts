import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Refusal } from '../../engine/errors.ts';
import type { OcrText } from './ocr.ts';
import type { PageOptions } from './pdf.ts';
import type { ReadDocument } from './read-document.ts';
import { ReaderFailure } from './reader-failure.ts';
import type { ReaderAnswers, ReaderReply, ReaderRequest } from './reader-message.ts';

/** Reads documents in a process apart, so that no file can stop the server or fill its memory. */
export interface DocumentReader {
  /** @throws ReaderFailure */
  read(bytes: Uint8Array, contentType: string): Promise<ReadDocument>;
  /** @throws Refusal for what is no scan, ReaderFailure otherwise */
  ocr(bytes: Uint8Array, contentType: string): Promise<OcrText>;
  /** A page of a PDF or TIFF as PNG. @throws Refusal, ReaderFailure */
  renderPage(bytes: Uint8Array, options: PageOptions): Promise<Uint8Array>;
  /** Ends the process; what waits fails and may be tried again. */
  close(): void;
}

export interface ReaderLimits {
  /** How long a document may take to read, and each page of a scan. */
  readonly timeLimitMs: number;
  readonly memoryLimitMb: number;
  /** How long the process stays after its last document: it holds 60 to 300 MB. */
  readonly idleMs: number;
}

const usualLimits: ReaderLimits = { timeLimitMs: 60_000, memoryLimitMb: 1_024, idleMs: 20_000 };

/**
 * A reader whose process starts with the first document and ends when there is none for a while.
 * Documents are read one after another: two large scans at once would double the memory.
 */
export function createDocumentReader(limits: Partial<ReaderLimits> = {}): DocumentReader {
  const { timeLimitMs, memoryLimitMb, idleMs } = { ...usualLimits, ...limits };
  let child: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const end = (): void => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = null;
  };
  const perform = async (request: ReaderRequest): Promise<unknown> => {
    if (isClosed) throw new ReaderFailure('closed');
    clearTimeout(idle);
    if (child === null || child.exitCode !== null || child.signalCode !== null || !child.connected)
      child = start(memoryLimitMb);
    try {
      return await answerOf(child, request, timeLimitMs);
    } catch (error) {
      if (!(error instanceof ReaderFailure)) throw error;
      end();
      throw isClosed ? new ReaderFailure('closed') : error;
    } finally {
      idle = setTimeout(end, idleMs);
      // An idle reader keeps no server from ending.
      idle.unref();
    }
  };
  const ask = <W extends keyof ReaderAnswers>(
    work: W,
    parts: Omit<ReaderRequest, 'work'>,
  ): Promise<ReaderAnswers[W]> => {
    const answer = last.then(() => perform({ work, ...parts }));
    last = answer.catch(() => {});
    return answer as Promise<ReaderAnswers[W]>;
  };
  return {
    read: (bytes, contentType) => ask('read', { bytes, contentType, page: 0, dpi: 0 }),
    ocr: (bytes, contentType) => ask('ocr', { bytes, contentType, page: 0, dpi: 0 }),
    renderPage: (bytes, { page, dpi }) => ask('render', { bytes, contentType: '', page, dpi }),
    close() {
      isClosed = true;
      end();
    },
  };
}

/** Loaded before all else in the process and in its threads: an OCR engine that fetched its data would fail here. */
const noNetwork = `
  import { Socket } from 'node:net';
  Socket.prototype.connect = () => { throw new Error('The document reader has no network.'); };
`;

/**
 * The process may read files and run the engine's thread, and nothing else where Node can forbid it.
 * It gets none of the server's environment, which holds its secrets.
 */
function start(memoryLimitMb: number): ChildProcess {
  const canForbid = process.allowedNodeEnvironmentFlags.has('--permission');
  const child = fork(entry(), [String(memoryLimitMb)], {
    env: {},
    execArgv: [
      `--max-old-space-size=${Math.ceil(memoryLimitMb / 2)}`,
      `--import=data:text/javascript,${encodeURIComponent(noNetwork)}`,
      ...(canForbid ? ['--permission', '--allow-fs-read=*', '--allow-worker'] : []),
    ],
    serialization: 'advanced',
    // What engines print of a document belongs in no log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  return child;
}

/** Beside this file in the sources; beside or above it in the bundle, which may be in pieces. */
function entry(): string {
  const places = ['./reader-process.ts', './document-reader.js', '../document-reader.js'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find(existsSync);
  if (found === undefined) throw new Error('The build lacks document-reader.js. Build it anew.');
  return found;
}

function answerOf(
  child: ChildProcess,
  request: ReaderRequest,
  timeLimitMs: number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('time'), timeLimitMs);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      child.off('message', take);
      child.off('exit', lost);
      child.off('error', broken);
      child.channel?.unref();
      how();
    };
    const fail = (reason: ReaderFailure['reason'], name?: string): void =>
      settle(() => reject(new ReaderFailure(reason, name)));
    const take = (reply: ReaderReply): void => {
      if (reply.kind === 'working') timer.refresh();
      else if (reply.kind === 'done') settle(() => resolve(reply.answer));
      else if (reply.kind === 'failed') fail('crashed', reply.error);
      else settle(() => reject(new Refusal(reply.code, reply.message)));
    };
    // Killed, but not by us: by its own watch or by the machine, both for its memory.
    const lost = (_: number | null, signal: string | null): void =>
      fail(signal === 'SIGKILL' ? 'memory' : 'crashed');
    const broken = (): void => fail('crashed');
    child.on('message', take);
    child.on('exit', lost);
    child.on('error', broken);
    child.channel?.ref();
    child.send(request, (error) => error && broken());
  });
}

import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Refusal } from '../../engine/errors.ts';
import { ackErrorOf } from '../interop/hl7v2/ack.ts';
import { acknowledgementsForUnreadable } from '../interop/hl7v2/acknowledgements.ts';
import { type AnswerQueue, createAnswerQueue } from './answer-queue.ts';
import { createFramer, type Framed, frame, type Oddities } from './framer.ts';

/** Who is at the other end. */
export interface Sender {
  readonly address: string;
  /** Subject (CN) of its certificate, where TLS asked for one and it was trusted. */
  readonly subject: string | null;
}

/** Something that a person who runs the server may want to know. Never holds a message. */
export interface MllpProblem {
  readonly kind:
    | 'take-failed'
    | 'too-large'
    | 'idle'
    | 'too-slow'
    | 'socket'
    | 'handshake'
    | 'odd-framing';
  readonly address: string;
  readonly message: string;
}

export interface ConnectionOptions {
  take(bytes: Uint8Array, from: Sender): Promise<readonly string[]>;
  onProblem(problem: MllpProblem): void;
  now(): number;
  newId(): string;
  readonly mostBytes: number;
  readonly mostWaiting: number;
  readonly atOnce: number;
  readonly idleMs: number;
  readonly frameMs: number;
}

export interface Connection {
  /** Answers what has come whole, then hangs up. */
  drain(): Promise<void>;
  destroy(): void;
}

/** Serves one connection: reads frames, has them taken, answers in order, and reads no faster than it answers. */
export function serveConnection(socket: Socket, options: ConnectionOptions): Connection {
  const { mostBytes } = options;
  const from = senderOf(socket);
  const { report, giveUp } = createReporter(socket, from, options);
  const framer = createFramer({ mostBytes });
  let isClosing = false;
  const clock = createClock(options.frameMs, () =>
    giveUp('too-slow', 'A message did not end in time.'),
  );

  const queue = createAnswerQueue({
    atOnce: options.atOnce,
    take: (message) => options.take(message, from),
    answer: (answers) => {
      write(socket, answers);
      pace();
    },
    // Unanswered on purpose: a sender that gets no answer sends again, and an answer would be untrue.
    failed: (error) => giveUp('take-failed', nameOf(error)),
  });

  /** Reads on only while few messages wait and the sender reads its answers; meanwhile no clock runs. */
  const pace = (): void => {
    const isBusy = isFull(queue, options) || socket.writableNeedDrain;
    if (isBusy && !socket.isPaused()) socket.pause();
    if (!isBusy && socket.isPaused() && !isClosing) socket.resume();
    clock.run(framer.isInside() && !socket.isPaused() && !socket.destroyed);
  };

  /** Answers what came whole, says the last words and hangs up. */
  const finish = async (lastWords: readonly string[] = []): Promise<void> => {
    isClosing = true;
    socket.pause();
    clock.run(false);
    await queue.drained();
    write(socket, lastWords);
    hangUp(socket);
  };

  const receive = (framed: Framed): void => {
    clock.run(false);
    if (framed.kind === 'message') queue.push(framed.bytes);
    else {
      report('too-large', `A message is longer than ${mostBytes} bytes.`);
      void finish(tooLarge(framed.head, options));
    }
  };

  const close = (): void => {
    clock.run(false);
    queue.clear();
    const seen = describe(framer.oddities());
    if (seen) report('odd-framing', seen);
  };

  socket.on('data', (chunk: Uint8Array) => {
    if (isClosing) return;
    for (const framed of framer.push(chunk)) receive(framed);
    pace();
  });
  socket.on('drain', pace);
  socket.on('end', () => void finish());
  socket.on('close', close);
  socket.on('error', (error) => report('socket', nameOf(error)));
  socket.setTimeout(options.idleMs, () => {
    if (!isClosing && queue.size === 0) giveUp('idle', 'Nothing came for too long.');
  });

  return { drain: finish, destroy: () => socket.destroy() };
}

/** Tells what is wrong, and ends the connection where that is all that can be done. */
function createReporter(socket: Socket, { address }: Sender, { onProblem }: ConnectionOptions) {
  const report = (kind: MllpProblem['kind'], message: string): void =>
    onProblem({ kind, address, message });
  const giveUp = (kind: MllpProblem['kind'], message: string): void => {
    report(kind, message);
    socket.destroy();
  };
  return { report, giveUp };
}

interface Clock {
  /** Starts, lets go on, or stops and sets back. */
  run(isRunning: boolean): void;
}

/** A message that has begun must end in time. */
function createClock(ms: number, expire: () => void): Clock {
  let timer: NodeJS.Timeout | undefined;
  return {
    run(isRunning) {
      if (isRunning) timer ??= setTimeout(expire, ms);
      else {
        clearTimeout(timer);
        timer = undefined;
      }
    },
  };
}

/** Bounds what is held: so many messages, and the bytes of one more than the largest. */
function isFull(queue: AnswerQueue, { mostWaiting, mostBytes }: ConnectionOptions): boolean {
  return queue.size >= mostWaiting || queue.waitingBytes >= mostBytes;
}

function write(socket: Socket, answers: readonly string[]): void {
  for (const answer of answers) if (socket.writable) socket.write(frame(answer));
}

/** Bytes still to come are thrown away, so that the other end sees our answer before it sees a reset. */
function hangUp(socket: Socket): void {
  if (socket.destroyed) return;
  socket.removeAllListeners('data');
  socket.resume();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.on('close', () => clearTimeout(timer));
}

/** How long a connection that we have ended may take to end on the other side. */
const lingerMs = 2000;

function tooLarge(
  head: Uint8Array,
  { mostBytes, now, newId }: ConnectionOptions,
): readonly string[] {
  const message = `The message is longer than ${mostBytes} bytes. Send large documents by reference (RP) or over FHIR.`;
  const refusal = new Refusal('too-large', message);
  const outcome = { code: 'AR', text: message, error: ackErrorOf(refusal) } as const;
  return acknowledgementsForUnreadable(head, outcome, { now: now(), newId }).answers;
}

function senderOf(socket: Socket): Sender {
  return { address: socket.remoteAddress ?? 'unknown', subject: subjectOf(socket) };
}

function subjectOf(socket: Socket): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const name = socket.getPeerCertificate().subject?.CN;
  return (Array.isArray(name) ? name[0] : name) ?? null;
}

/** Ids and codes only: an error's own text might quote a message. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function describe(oddities: Oddities): string {
  return Object.entries(oddities)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

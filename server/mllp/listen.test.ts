import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client, Message } from 'node-hl7-client';
import { afterEach, describe, expect, test } from 'vitest';
import { ackFor } from '../interop/hl7v2/ack.ts';
import { parseMessage } from '../interop/hl7v2/message.ts';
import { testCertificate, testKey } from './certificate.fixture.ts';
import type { MllpProblem, Sender } from './connection.ts';
import { createFramer, frame } from './framer.ts';
import { listenMllp, type MllpListening, type MllpOptions } from './listen.ts';

const now = Date.parse('2026-03-01T13:00:00Z');
const message = (id: string, more = ''): string =>
  `MSH|^~\\&|EHR|GH|CK|HIM|20260301080000||ADT^A01|${id}|P|2.5.1${more}\r`;
const idOf = (bytes: Uint8Array): string => parseMessage(bytes).controlId;
const accept = async (bytes: Uint8Array): Promise<string[]> => [
  ackFor(parseMessage(bytes), { code: 'AA', now, controlId: 'A' }),
];

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function listening(
  options: Partial<MllpOptions> = {},
): Promise<MllpListening & { readonly problems: MllpProblem[] }> {
  const problems: MllpProblem[] = [];
  const listener = await listenMllp({
    port: 0,
    host: '127.0.0.1',
    take: accept,
    onProblem: (problem) => problems.push(problem),
    now: () => now,
    newId: () => 'N1',
    ...options,
  });
  open.push({ close: () => listener.close(200) });
  return { ...listener, problems };
}

/** A sender of our own: what it sends is up to the test, and what comes back is read as frames. */
function sender(socket: Socket) {
  const framer = createFramer({ mostBytes: 1_000_000 });
  const answers: string[] = [];
  const waiting: (() => void)[] = [];
  let isClosed = false;
  const wake = (): void => {
    for (const one of waiting.splice(0)) one();
  };
  socket.on('data', (chunk) => {
    for (const one of framer.push(chunk))
      if (one.kind === 'message') answers.push(new TextDecoder().decode(one.bytes));
    wake();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
    wake();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  open.push({ close: () => socket.destroy() });
  return {
    socket,
    answers,
    send: (text: string) => socket.write(frame(text)),
    answered: (count: number) => until(() => answers.length >= count || isClosed),
    closed: () => until(() => isClosed),
  };
}

const dial = (port: number) => sender(connect({ port, host: '127.0.0.1' }));
const acked = (answers: readonly string[]): string[] =>
  answers.map((answer) => answer.split('MSA|')[1]?.split('\r')[0] ?? '');

describe('a connection', () => {
  test('answers many messages, in the order they came', async () => {
    const { port } = await listening();
    const { send, answered, answers } = dial(port);
    for (const id of ['1', '2', '3']) send(message(id));
    await answered(3);
    expect(acked(answers)).toEqual(['AA|1', 'AA|2', 'AA|3']);
  });

  test('answers in order even where a later message is done first', async () => {
    const done: (() => void)[] = [];
    const order: string[] = [];
    const { port } = await listening({
      atOnce: 3,
      take: async (bytes) => {
        const id = idOf(bytes);
        if (id === '1') await new Promise<void>((resolve) => done.push(resolve));
        order.push(id);
        if (id === '3') for (const one of done) one();
        return accept(bytes);
      },
    });
    const { send, answered, answers } = dial(port);
    for (const id of ['1', '2', '3']) send(message(id));
    await answered(3);
    expect(order).toEqual(['2', '3', '1']);
    expect(acked(answers)).toEqual(['AA|1', 'AA|2', 'AA|3']);
  });

  test('works on one message at a time unless told otherwise', async () => {
    let [running, most] = [0, 0];
    const { port } = await listening({
      take: async (bytes) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return accept(bytes);
      },
    });
    const { send, answered } = dial(port);
    for (const id of ['1', '2', '3', '4']) send(message(id));
    await answered(4);
    expect(most).toBe(1);
  });

  test('writes two acknowledgments, one or none for a message, as the sender asked', async () => {
    const { port } = await listening({
      take: async (bytes) =>
        idOf(bytes) === '1' ? ['CA', 'AA'] : idOf(bytes) === '2' ? [] : ['AA'],
    });
    const { send, answered, answers } = dial(port);
    for (const id of ['1', '2', '3']) send(message(id));
    await answered(3);
    expect(answers).toEqual(['CA', 'AA', 'AA']);
  });

  test('stops reading while too many messages wait', async () => {
    const free: (() => void)[] = [];
    let taken = 0;
    const { port } = await listening({
      mostWaiting: 2,
      take: async (bytes) => {
        taken += 1;
        await new Promise<void>((resolve) => free.push(resolve));
        return accept(bytes);
      },
    });
    const { socket, answered, answers } = dial(port);
    // Far more than the kernel's buffers hold: a reader who reads on would take it all.
    const long = message('1', `\rNTE|1||${'x'.repeat(200_000)}`);
    for (let sent = 0; sent < 200; sent += 1) socket.write(frame(long));
    let before = -1;
    while (taken === 0 || socket.writableLength !== before) {
      before = socket.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(before).toBeGreaterThan(10_000_000);
    expect(taken).toBe(1);
    free.shift()?.();
    await answered(1);
    expect(answers).toHaveLength(1);
  });

  test('is answered after the sender has ended its side', async () => {
    const { port } = await listening();
    const { socket, send, answers, closed } = dial(port);
    send(message('1'));
    socket.end();
    await closed();
    expect(acked(answers)).toEqual(['AA|1']);
  });

  test('is closed without an answer when nothing could be kept, and others go on', async () => {
    const { port, problems } = await listening({
      take: async (bytes) => {
        if (idOf(bytes) === '2') throw new TypeError('Ann Roe');
        return accept(bytes);
      },
    });
    const [one, other] = [dial(port), dial(port)];
    for (const id of ['1', '2', '3']) one.send(message(id));
    await one.closed();
    expect(acked(one.answers)).toEqual(['AA|1']);
    expect(problems).toEqual([{ kind: 'take-failed', address: '127.0.0.1', message: 'TypeError' }]);
    other.send(message('4'));
    await other.answered(1);
    expect(acked(other.answers)).toEqual(['AA|4']);
  });

  test('is told what was odd about its framing when it ends', async () => {
    const { port, problems } = await listening();
    const { socket, answered, closed } = dial(port);
    socket.write(`noise\x0b${message('1')}\x1c\n`);
    await answered(1);
    socket.end();
    await closed();
    expect(problems).toMatchObject([{ kind: 'odd-framing', message: 'strayBytes 5, oddEnds 1' }]);
  });
});

describe('what is refused', () => {
  test('a message that is too long, with AR and the end of the connection', async () => {
    const { port, problems } = await listening({ mostBytes: 200 });
    const { socket, send, answers, closed } = dial(port);
    send(message('1'));
    socket.write(`\x0b${message('2')}${'x'.repeat(300)}`);
    await closed();
    expect(acked(answers)).toMatchObject(['AA|1', expect.stringMatching(/^AR\|2\|.*200 bytes/)]);
    expect(problems).toMatchObject([{ kind: 'too-large' }]);
  });

  test('a message that is too long, with CR where its sender asked for acceptance', async () => {
    const { port } = await listening({ mostBytes: 200 });
    const { socket, answers, closed } = dial(port);
    socket.write(`\x0b${message('2', '|||AL|AL')}${'x'.repeat(300)}`);
    await closed();
    expect(acked(answers)).toMatchObject([expect.stringMatching(/^CR\|2\|/)]);
  });

  test('a message that never ends', async () => {
    const { port, problems } = await listening({ frameMs: 30 });
    const { socket, closed } = dial(port);
    socket.write('\x0bMSH|');
    const drip = setInterval(() => socket.write('x'), 5);
    await closed();
    clearInterval(drip);
    expect(problems).toMatchObject([{ kind: 'too-slow' }]);
  });

  test('a connection on which nothing comes', async () => {
    const { port, problems } = await listening({ idleMs: 30 });
    await dial(port).closed();
    expect(problems).toMatchObject([{ kind: 'idle' }]);
  });

  test('a connection too many', async () => {
    const { port, problems } = await listening({ mostConnections: 1 });
    const first = dial(port);
    first.send(message('1'));
    await first.answered(1);
    await dial(port).closed();
    expect(problems).toMatchObject([{ kind: 'socket' }]);
  });
});

describe('closing', () => {
  test('answers what has come whole, and no more', async () => {
    const free: (() => void)[] = [];
    const begun: (() => void)[] = [];
    const isBegun = new Promise<void>((resolve) => begun.push(resolve));
    const listener = await listening({
      take: async (bytes) => {
        begun[0]?.();
        await new Promise<void>((resolve) => free.push(resolve));
        return accept(bytes);
      },
    });
    const { socket, send, answers, closed } = dial(listener.port);
    send(message('1'));
    socket.write(`\x0b${message('2')}`);
    await isBegun;
    const closing = listener.close(5000);
    free[0]?.();
    await closing;
    await closed();
    expect(acked(answers)).toEqual(['AA|1']);
  });

  test('cuts what takes longer than the grace', async () => {
    const listener = await listening({ take: () => new Promise(() => {}) });
    const { send, closed, answers } = dial(listener.port);
    send(message('1'));
    await new Promise((resolve) => setImmediate(resolve));
    await listener.close(20);
    await closed();
    expect(answers).toEqual([]);
  });
});

describe('over TLS', () => {
  const tls = { key: testKey, cert: testCertificate };

  test('the same is said, and one who speaks in the clear is not heard', async () => {
    const { port, problems } = await listening({ tls });
    const secure = sender(connectTls({ port, host: '127.0.0.1', ca: testCertificate }));
    secure.send(message('1'));
    await secure.answered(1);
    expect(acked(secure.answers)).toEqual(['AA|1']);
    const clear = dial(port);
    clear.send(message('2'));
    await clear.closed();
    expect(clear.answers).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'handshake' }]);
  });

  test('a sender whose certificate is trusted is known by its name, and others are not let in', async () => {
    const senders: Sender[] = [];
    const { port, problems } = await listening({
      tls: { ...tls, ca: testCertificate },
      take: async (bytes, from) => {
        senders.push(from);
        return accept(bytes);
      },
    });
    const known = sender(connectTls({ port, host: '127.0.0.1', ca: testCertificate, ...tls }));
    known.send(message('1'));
    await known.answered(1);
    expect(senders).toEqual([{ address: '127.0.0.1', subject: 'localhost' }]);
    const unknown = sender(connectTls({ port, host: '127.0.0.1', ca: testCertificate }));
    unknown.send(message('2'));
    await unknown.closed();
    expect(unknown.answers).toEqual([]);
    expect(problems.map(({ kind }) => kind)).toContain('handshake');
  });
});

test('a client we did not write sends a message and reads its acknowledgment', async () => {
  const { port } = await listening();
  const client = new Client({ host: '127.0.0.1' });
  open.push({ close: () => client.closeAll() });
  const answer = new Promise<string>((resolve) => {
    const connection = client.createConnection({ port }, async (response) => {
      resolve(response.getMessage().toString());
    });
    const admission = new Message({
      messageHeader: { msh_9_1: 'ADT', msh_9_2: 'A01', msh_10: 'F1', msh_11_1: 'P' },
    } as never);
    void connection.sendMessage(admission);
  });
  expect(await answer).toContain('MSA|AA|F1');
});

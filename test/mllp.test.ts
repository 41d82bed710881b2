import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { Client, Message } from 'node-hl7-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemUser, type User } from '../engine/model/user.ts';
import { silentLog } from '../server/log.ts';
import { testCertificate, testKey } from '../server/mllp/certificate.fixture.ts';
import { createFramer, frame } from '../server/mllp/framer.ts';
import type { MllpListening } from '../server/mllp/listen.ts';
import { serveMllp } from '../server/mllp/serve-mllp.ts';
import { type Wired, wire } from '../server/wire.ts';

const operator: User = {
  ...systemUser,
  grants: [{ role: 'administrator', facilities: '*' }],
};
const open: { close(): unknown }[] = [];
let folder = '';
let server: Wired;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chartkeeper-mllp-'));
  server = await wire({
    db: join(folder, 'hospital.db'),
    clockStart: Date.parse('2026-11-24T15:00:00Z'),
    allowedOrigins: [],
    issuers: [],
    defaultFacility: 'main',
    demoUsers: null,
    log: silentLog,
  });
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(
  more: { readonly facilities?: string[]; readonly isSecure?: boolean } = {},
): Promise<MllpListening> {
  const tls = { key: testKey, cert: testCertificate, ca: testCertificate };
  const listener = await serveMllp(server.services, {
    port: 0,
    host: '127.0.0.1',
    facilities: more.facilities ?? '*',
    metrics: server.metrics.mllp,
    log: silentLog,
    ...(more.isSecure ? { tls } : {}),
  });
  open.push({ close: () => listener.close(1000) });
  return listener;
}

interface Admission {
  readonly id: string;
  readonly trigger?: string;
  readonly facility?: string;
  /** MSH-12 onwards. */
  readonly more?: string;
}

const admission = ({ id, trigger = 'A01', facility = 'NORTH', more = '2.5.1' }: Admission) =>
  [
    `MSH|^~\\&|EHR|${facility}|CK|HIM|20261124080000||ADT^${trigger}|${id}|P|${more}`,
    'EVN||20261124080000',
    'PID|1||700^^^NORTH^MR||Quill^Nora||19700402|F',
    `PV1|1|I|4E^12^A^${facility}|||||||MED|||||||||V700`,
  ].join('\r');

function dial(port: number, isSecure = false) {
  const tls = { key: testKey, cert: testCertificate, ca: testCertificate };
  const socket = isSecure
    ? connectTls({ port, host: '127.0.0.1', ...tls })
    : connect({ port, host: '127.0.0.1' });
  const framer = createFramer({ mostBytes: 1_000_000 });
  const answers: string[] = [];
  let wake: () => void = () => {};
  let isClosed = false;
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
  open.push({ close: () => socket.destroy() });
  return {
    socket,
    answers,
    answered: async (count: number) => {
      while (answers.length < count && !isClosed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return answers.map((answer) => /MSA\|([A-Z]+\|[^|\r]*)/.exec(answer)?.[1]);
    },
    closed: async () => {
      while (!isClosed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
  };
}

async function messages(query = ''): Promise<{ controlId: string; outcome: string }[]> {
  const { token } = await server.services.auth.issue(operator, 600);
  const response = await server.app.request(`/api/messages${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { messages: { controlId: string; outcome: string }[] })
    .messages;
}

test('a client we did not write sends an admission, has its AA, and the patient is here', async () => {
  const { port } = await listening();
  const client = new Client({ host: '127.0.0.1' });
  open.push({ close: () => client.closeAll() });
  const answers: string[] = [];
  let heard: () => void = () => {};
  const connection = client.createConnection({ port }, async (response) => {
    answers.push(response.getMessage().toString());
    heard();
  });
  const send = async (text: string): Promise<string | undefined> => {
    const answer = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await connection.sendMessage(new Message({ text }));
    await answer;
    return answers.at(-1);
  };
  expect(await send(admission({ id: 'F1' }))).toContain('MSA|AA|F1');
  expect(await server.store.resources({ type: 'Patient' })).toHaveLength(1);
  expect(await send(admission({ id: 'F2', trigger: 'Z99' }))).toContain('MSA|AR|F2');
  const noPatient = admission({ id: 'F3' }).replace('700^^^NORTH^MR', '');
  expect(await send(noPatient)).toMatch(/MSA\|AE\|F3[\s\S]*ERR\|\|PID\^1\^3/);
  expect((await messages('?outcome=refused')).map(({ controlId }) => controlId).toSorted()).toEqual(
    ['F2', 'F3'],
  );
});

describe('a connection', () => {
  test('two messages in one chunk are both answered, and the same again is answered as before', async () => {
    const { port } = await listening();
    const { socket, answers, answered } = dial(port);
    const [one, two] = [admission({ id: '1' }), admission({ id: '2' })].map(frame);
    socket.write(Buffer.concat([one ?? Buffer.alloc(0), two ?? Buffer.alloc(0)]));
    expect(await answered(2)).toEqual(['AA|1', 'AA|2']);
    socket.write(frame(admission({ id: '1' })));
    await answered(3);
    expect(answers[2]).toBe(answers[0]);
    expect(await messages()).toHaveLength(2);
  });

  test('in enhanced mode a message is accepted, then answered; repeated it has the same two answers', async () => {
    const { port } = await listening();
    const { socket, answers, answered } = dial(port);
    const enhanced = frame(admission({ id: '1', more: '2.5.1|||AL|AL' }));
    socket.write(enhanced);
    expect(await answered(2)).toEqual(['CA|1', 'AA|1']);
    socket.write(enhanced);
    await answered(4);
    expect(answers.slice(2)).toEqual(answers.slice(0, 2));
    socket.write(frame(admission({ id: '2', more: '2.5.1|||NE|NE' })));
    socket.write(frame(admission({ id: '3', more: '2.5.1|||AL|ER' })));
    expect((await answered(5))[4]).toBe('CA|3');
    expect((await messages()).map(({ controlId }) => controlId)).toContain('2');
  });

  test('a batch in one frame is answered by a batch', async () => {
    const { port } = await listening();
    const { socket, answers, answered } = dial(port);
    const batch = ['BHS|^~\\&|EHR|NORTH', admission({ id: '1' }), admission({ id: '2' }), 'BTS|2'];
    socket.write(frame(batch.join('\r')));
    await answered(1);
    expect(answers[0]).toMatch(/^BHS[\s\S]*MSA\|AA\|1[\s\S]*MSA\|AA\|2[\s\S]*BTS\|2/);
  });

  test('senders are held to the facilities they were let in for', async () => {
    const { port } = await listening({ facilities: ['NORTH'] });
    const { socket, answered } = dial(port);
    socket.write(frame(admission({ id: '1' })));
    socket.write(frame(admission({ id: '2', facility: 'SOUTH' })));
    expect(await answered(2)).toEqual(['AA|1', 'AE|2']);
  });

  test('while nothing can be kept no answer goes out, and the sender’s next try is taken', async () => {
    const { port } = await listening();
    const { intake } = server.services;
    const outage = serveMllp(
      {
        ...server.services,
        intake: {
          ...intake,
          hl7v2: async () => {
            throw new Error('the disk is full');
          },
        },
      },
      { port: 0, host: '127.0.0.1', facilities: '*', metrics: server.metrics.mllp, log: silentLog },
    );
    open.push({ close: async () => (await outage).close(100) });
    const lost = dial((await outage).port);
    lost.socket.write(frame(admission({ id: '1' })));
    await lost.closed();
    expect(lost.answers).toEqual([]);
    const next = dial(port);
    next.socket.write(frame(admission({ id: '1' })));
    expect(await next.answered(1)).toEqual(['AA|1']);
    expect(await server.services.metrics()).toMatch(
      /chartkeeper_mllp_problems_total\{kind="take-failed"\} 1/,
    );
  });

  test('when the server stops, what came whole is answered and the sender is let go', async () => {
    const listener = await listening();
    const { socket, answered, closed } = dial(listener.port);
    for (const id of ['1', '2', '3']) socket.write(frame(admission({ id })));
    await answered(1);
    await listener.close(5000);
    await closed();
    const stored = (await messages()).map(({ controlId }) => `AA|${controlId}`);
    expect((await answered(1)).toSorted()).toEqual(stored.toSorted());
  });
});

describe('over TLS', () => {
  test('a sender is known by its certificate, in the trail as well; one without has no way in', async () => {
    const { port } = await listening({ isSecure: true });
    const known = dial(port, true);
    known.socket.write(frame(admission({ id: '1' })));
    expect(await known.answered(1)).toEqual(['AA|1']);
    const [row] = await server.store.audit({ userId: 'mllp:localhost', limit: 5 });
    expect(row).toMatchObject({ fromAddress: '127.0.0.1', what: 'message:ADT A01' });
    const stranger = dial(port);
    stranger.socket.write(frame(admission({ id: '2' })));
    await stranger.closed();
    expect(await messages()).toHaveLength(1);
  });
});

test('operators see connections and messages among the figures', async () => {
  const { port } = await listening();
  const { socket, answered } = dial(port);
  socket.write(frame(admission({ id: '1' })));
  socket.write(frame(admission({ id: '2', trigger: 'Z99' })));
  await answered(2);
  const figures = await server.services.metrics();
  expect(figures).toMatch(/chartkeeper_mllp_connections 1/);
  expect(figures).toMatch(/chartkeeper_mllp_messages_total\{outcome="taken"\} 1/);
  expect(figures).toMatch(/chartkeeper_mllp_messages_total\{outcome="refused"\} 1/);
});

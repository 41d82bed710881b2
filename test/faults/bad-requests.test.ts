import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BadRequest, badRequests, escapes, patientName } from './bad-request-cases.ts';
import { counts, patienceMs } from './counts.ts';
import { createIssuer, createSqlite, type DatabaseUnderTest } from './databases.ts';
import { deficiencyInput, userOf } from './hospital-load.ts';
import { openRaw, parseAnswer, type RawConnection, rawRequest, sendRaw } from './raw-http.ts';
import { endAll, type ServerProcess, startServer } from './server-process.ts';

const mostGrowthMegabytes = 200;
const answers: string[] = [];
let under: DatabaseUnderTest;
let server: ServerProcess;
let token = '';
let slow: RawConnection[] = [];
let slowSince = 0;

beforeAll(async () => {
  under = await createSqlite();
  server = await startServer({ db: under.db });
  const user = userOf('feed', ['system', 'analyst', 'administrator']);
  token = await (await createIssuer(under))(user);
  // Headers that never end: opened first, for the server needs its time to lose patience.
  slowSince = performance.now();
  slow = Array.from({ length: 200 }, () =>
    openRaw(server.url, 'GET /api/queues HTTP/1.1\r\nhost: chartkeeper.test\r\nx-slow: '),
  );
}, patienceMs);

/** After whatever came: it lives, answers, and takes work. */
afterEach(async () => {
  const started = performance.now();
  const ready = await ask({ path: '/readyz' });
  expect(ready.status).toBe(200);
  expect(performance.now() - started).toBeLessThan(2000);
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  endAll();
  await under.drop();
});

describe('a bad request is refused with its reason:', () => {
  for (const bad of badRequests) {
    const run = bad.gap === undefined ? test : test.fails;
    run(bad.gap === undefined ? bad.name : `${bad.name} (not yet: ${bad.gap})`, () => refused(bad));
  }

  test.each(escapes)('no file comes out by %s', async (path) => {
    const answer = await ask({ path });
    expect([301, 302, 400, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/chartkeeper"|root:|"dependencies"/);
  });

  test('CONNECT opens no way to anywhere', async () => {
    const answer = parseAnswer(
      await sendRaw(server.url, 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: 127.0.0.1:22\r\n\r\n'),
    );
    expect(answer.status).not.toBe(200);
  });

  test.each([
    ['TLS to the plain port', Buffer.from('16030100c8010000c40303', 'hex')],
    ['HL7 v2 in its own framing', Buffer.from('\x0bMSH|^~\\&|A|B\r\x1c\r')],
    ['rubbish', Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 37) % 256))],
  ])('%s', async (_, bytes) => {
    expect([0, 400]).toContain(parseAnswer(await sendRaw(server.url, bytes)).status);
  });
});

describe('memory stays bounded', () => {
  test(
    'when strangers send long bodies of unsaid length',
    async () => {
      const grown = await growthDuring(async () => {
        const body = Buffer.alloc(24 * 1024 * 1024, 'a');
        const headers = { 'content-type': 'application/fhir+json' };
        const request = rawRequest({
          method: 'POST',
          path: '/fhir',
          headers,
          body,
          isChunked: true,
        });
        const all = await Promise.all(
          Array.from({ length: 24 }, async () => parseAnswer(await sendRaw(server.url, request))),
        );
        for (const { status } of all) expect([0, 401, 413]).toContain(status);
      });
      console.info(`24 strangers with 24 MB each: ${grown} MB more memory at most`);
      expect(grown).toBeLessThan(mostGrowthMegabytes);
    },
    patienceMs,
  );

  test(
    `when ${counts.connections} connections stay open and say nothing`,
    async () => {
      const grown = await growthDuring(async () => {
        const idle = Array.from({ length: counts.connections }, () => openRaw(server.url));
        await Promise.all(
          idle.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))),
        );
        expect((await ask({ path: '/api/queues', token })).status).toBe(200);
        for (const { socket } of idle) socket.destroy();
        await Promise.all(idle.map(({ ended }) => ended));
      });
      console.info(`${counts.connections} idle connections: ${grown} MB more memory at most`);
      expect(grown).toBeLessThan(mostGrowthMegabytes);
    },
    patienceMs,
  );

  test(
    'when bodies come byte by byte, others are served meanwhile',
    async () => {
      const heads = [{ 'content-length': '500' }, { 'transfer-encoding': 'chunked' }].map(
        (length) =>
          rawRequest({
            method: 'POST',
            path: '/api/instances',
            token,
            headers: { 'content-type': 'application/json', ...length },
          }),
      );
      const slowBodies = Array.from({ length: 200 }, (_, n) => openRaw(server.url, heads[n % 2]));
      for (const { socket } of slowBodies) socket.write('1\r\n{\r\n');
      const body = JSON.stringify({
        workflow: 'deficiency',
        input: deficiencyInput('meanwhile', false),
      });
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'meanwhile' };
      const started = await ask({ method: 'POST', path: '/api/instances', token, headers, body });
      expect(started.status).toBe(201);
      for (const { socket } of slowBodies) socket.destroy();
      await Promise.all(slowBodies.map(({ ended }) => ended));
    },
    patienceMs,
  );
});

describe('in the end', () => {
  test(
    'headers that never ended were cut off',
    async () => {
      await Promise.all(slow.map(({ ended }) => ended));
      const seconds = Math.round((performance.now() - slowSince) / 1000);
      console.info(`200 slow headers: all cut off after ${seconds} s`);
      expect(seconds).toBeLessThan(60);
    },
    patienceMs,
  );

  test('no answer and no log line had health data or showed our insides', () => {
    const log = server.log.join('\n');
    const refusals = answers.filter((text) => parseAnswer(text).status >= 400);
    expect(refusals.length).toBeGreaterThan(badRequests.length / 2);
    for (const text of [...refusals, log]) expect(text).not.toContain(patientName);
    for (const text of refusals)
      expect(text).not.toMatch(/node_modules|\bat .*:\d+:\d+|\/server\//);
  });

  test('nothing came that the application did not expect', () => {
    expect(server.log.filter((line) => line.includes('"msg":"unexpected"'))).toEqual([]);
  });
});

async function refused({ request, status, code }: BadRequest): Promise<void> {
  const answer = await ask({ token, ...request });
  expect(answer.status).toBe(status);
  if (code === null) return;
  if (answer.contentType.startsWith('application/fhir+json')) {
    // FHIR's own calls answer in FHIR's own words.
    expect(request.path).toMatch(/^\/fhir/);
    expect(JSON.parse(answer.body)).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(answer.body).toMatch(/"(diagnostics|text)":"\S.{15,}[.]/);
    return;
  }
  expect(answer.contentType).toBe('application/problem+json');
  const problem = JSON.parse(answer.body) as { code: string; detail: string; instance: string };
  expect(problem).toMatchObject({
    code,
    status,
    // A sentence that says something, and an id to quote.
    detail: expect.stringMatching(/^\S.{15,}[.]$/s),
    instance: expect.stringMatching(/^urn:request:/),
  });
}

async function ask(request: Parameters<typeof rawRequest>[0]) {
  const text = await sendRaw(server.url, rawRequest(request));
  answers.push(text);
  return parseAnswer(text);
}

/** How many megabytes more the server's process held at most while something went on. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = residentMegabytes(server.pid);
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, residentMegabytes(server.pid));
  }, 50);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.round(Math.max(most, residentMegabytes(server.pid)) - before);
}

function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux')
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4096) / 1024 / 1024;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemUser, type User } from '../engine/model/user.ts';
import type { JobRow } from '../engine/store.ts';
import type { Assembled } from '../server/assemble.ts';
import { createInPageServer } from '../server/in-page.ts';
import { loadNdjson } from '../server/intake/load-ndjson.ts';
import { createSqliteStore } from '../server/store/sqlite/store.ts';
import { endAll, runCommand, startNode, startServer } from './faults/server-process.ts';

const nobody = { facilities: [], practitioners: [], users: [], stays: [] };
const analyst: User = { id: 'ana', name: 'Ana', grants: [{ role: 'analyst', facilities: '*' }] };
let server: Assembled;

beforeEach(async () => {
  server = await createInPageServer({ data: nobody });
});

const patient = (n: number, more: object = {}) => ({
  resourceType: 'Patient',
  id: `p${n}`,
  name: [{ family: `Quill${n}` }],
  ...more,
});
const linesOf = (resources: readonly object[]): string =>
  resources.map((one) => `${JSON.stringify(one)}\n`).join('');

interface Answer {
  readonly status: number;
  readonly body: JobRow & { readonly issue?: readonly { readonly diagnostics?: string }[] };
}

async function call(path: string, init: RequestInit = {}, user = systemUser): Promise<Answer> {
  const { token } = await server.services.auth.issue(user, 600);
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  const response = await server.app.request(path, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

function load(
  body: string | Uint8Array | ReadableStream,
  key = 'load-1',
  user = systemUser,
): Promise<Answer> {
  const headers = { 'content-type': 'application/fhir+ndjson', 'idempotency-key': key };
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  return call('/fhir/$load', init, user);
}

/** Gives a chunk when it is asked for one, and never before. */
function streamOf(
  chunks: Generator<Uint8Array> | AsyncGenerator<Uint8Array>,
): ReadableStream<Uint8Array> {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const { done, value } = await chunks.next();
    if (done) controller.close();
    else controller.enqueue(value);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

function* cut(text: string, size: number): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const refusedRows = () => server.services.store.messages({ outcome: 'refused', limit: 100 });

describe('a Bulk Data file over HTTP', () => {
  test('comes in however it is cut, references by identifier resolved, and is on record as a job', async () => {
    const practitioner = {
      resourceType: 'Practitioner',
      id: 'marsh',
      identifier: [{ system: 'urn:npi', value: '77' }],
    };
    const named = patient(1, {
      name: [{ family: 'Grüße' }],
      generalPractitioner: [{ reference: 'Practitioner?identifier=urn:npi|77' }],
    });
    const text = `\ufeff${linesOf([practitioner, named])}\r\n\n${JSON.stringify(patient(2))}`;
    const { status, body } = await load(streamOf(cut(text, 7)));
    expect([status, body.state, body.taken, body.refused]).toEqual([200, 'done', 3, 0]);
    const row = await server.services.store.resource('Patient', 'p1');
    expect(row?.body).toMatchObject({
      name: [{ family: 'Grüße' }],
      generalPractitioner: [{ reference: 'Practitioner/marsh' }],
    });
    expect((await call('/api/jobs/load-1')).body).toMatchObject({ kind: 'ndjson', taken: 3 });
  });

  test('a resource without an id is made anew', async () => {
    const { id: _, ...unnamed } = patient(1);
    expect((await load(linesOf([unnamed, unnamed]))).body.taken).toBe(2);
    expect(await server.services.store.resources({ type: 'Patient' })).toHaveLength(2);
  });

  test('what cannot be used is kept with its line and reason, the lines around it come in, and it can be tried again', async () => {
    const orphan = patient(3, {
      generalPractitioner: [{ reference: 'Practitioner?identifier=urn:npi|77' }],
    });
    const log = { eventId: 'kickoff', eventDetail: { patient: 'Quill' } };
    const text = `${linesOf([patient(1), log, orphan])}{"resourceType":"Patient","id":"p4"\n${linesOf([patient(5), patient(6, { id: 'no such id' })])}`;
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(text),
      ...[0x7b, 0xff, 0x7d, 0x0a],
      ...new TextEncoder().encode(linesOf([{ resourceType: 'Bundle', type: 'transaction' }])),
    ]);
    const { body } = await load(bytes);
    expect([body.taken, body.refused, body.done]).toEqual([2, 6, bytes.length]);
    const rows = await refusedRows();
    const reasons = rows.map((row) => row.reason ?? '').toReversed();
    expect(reasons).toEqual([
      expect.stringMatching(/^Line 2: resourceType: This is no FHIR resource/),
      expect.stringMatching(/^Line 3: Patient\.generalPractitioner\[0\]\.reference: 0 resources/),
      expect.stringMatching(/^Line 4: The line is not JSON/),
      expect.stringMatching(/^Line 6: Patient\.id: Not a FHIR id/),
      expect.stringMatching(/^Line 7: The line is not UTF-8/),
      expect.stringMatching(/^Line 8: Bundle: A line holds one resource/),
    ]);
    expect(reasons.join()).not.toContain('Quill');
    const practitioner = { resourceType: 'Practitioner', id: 'marsh' };
    await load(
      linesOf([{ ...practitioner, identifier: [{ system: 'urn:npi', value: '77' }] }]),
      'load-2',
    );
    const id = rows.find((row) => row.reason?.startsWith('Line 3'))?.id;
    const again = await call(`/api/messages/${id}/replay`, { method: 'POST' });
    expect(again.body).toMatchObject({ outcome: 'taken' });
    expect(await server.services.store.resource('Patient', 'p3')).toBeDefined();
  });

  test('a line longer than 16 MB is refused and not kept in memory or in the store', async () => {
    async function* chunks() {
      yield* cut(linesOf([patient(1)]), 1000);
      yield new TextEncoder().encode('{"resourceType":"Binary","data":"');
      for (let sent = 0; sent < 40; sent += 1) yield new Uint8Array(1024 * 1024).fill(0x41);
      yield* cut(`"}\n${linesOf([patient(2)])}`, 1000);
    }
    const { body } = await load(streamOf(chunks()));
    expect([body.taken, body.refused]).toEqual([2, 1]);
    const [row] = await refusedRows();
    expect(row?.reason).toMatch(/^Line 2: The line is longer than 16 MB/);
    const kept = await server.services.store.content(row?.contentHash ?? '');
    expect(kept?.length).toBeLessThanOrEqual(2000);
  });

  test('stopped between two pieces it goes on behind the last, and nothing loaded gets a second version', async () => {
    const all = Array.from({ length: 450 }, (_, n) => linesOf([patient(n)]));
    async function* stopping() {
      for (const [n, line] of all.entries()) {
        if (n === 250) await call('/api/jobs/load-1/stop', { method: 'POST' });
        yield new TextEncoder().encode(line);
      }
    }
    const stopped = (await load(streamOf(stopping()))).body;
    expect([stopped.state, stopped.taken]).toEqual(['stopped', 200]);
    const { body } = await load(all.join(''));
    expect([body.state, body.taken, body.refused]).toEqual(['done', 450, 0]);
    const rows = await server.services.store.resources({ type: 'Patient' });
    expect([rows.length, Math.max(...rows.map((row) => row.version))]).toEqual([450, 1]);
    // Known as done: what is sent again is not even read.
    expect((await load(all.join(''))).body.taken).toBe(450);
    expect((await load(all.join(''), 'load-2')).body.taken).toBe(450);
    const again = await server.services.store.resources({ type: 'Patient' });
    expect(Math.max(...again.map((row) => row.version))).toBe(1);
  });

  test('a body that breaks off says so, and the same key goes on', async () => {
    const all = Array.from({ length: 150 }, (_, n) => linesOf([patient(n)]));
    async function* breaking() {
      yield new TextEncoder().encode(all.slice(0, 120).join(''));
      throw new Error('gone');
    }
    const broken = await load(streamOf(breaking()));
    expect([broken.status, JSON.stringify(broken.body)]).toEqual([
      422,
      expect.stringContaining('same Idempotency-Key'),
    ]);
    expect((await call('/api/jobs/load-1')).body).toMatchObject({ state: 'failed', taken: 100 });
    expect((await load(all.join(''))).body).toMatchObject({ state: 'done', taken: 150 });
  });

  test('a key that came with another file, from another sender, or that is no name is refused', async () => {
    await load(linesOf([patient(1)]));
    expect((await load(linesOf([patient(2)]))).status).toBe(422);
    const other = { ...systemUser, id: 'other' };
    expect((await load(linesOf([patient(1)]), 'load-1', other)).status).toBe(422);
    expect((await load(linesOf([patient(1)]), 'a/b')).status).toBe(422);
  });

  test('only feeds and administrators may load', async () => {
    expect((await load(linesOf([patient(1)]), 'load-1', analyst)).status).toBe(403);
    expect(await server.services.store.resource('Patient', 'p1')).toBeUndefined();
  });

  test('no more is read than the piece that is being kept', async () => {
    let pulled = 0;
    async function* chunks() {
      for (; pulled < 1000; pulled += 1)
        yield new TextEncoder().encode(linesOf(Array.from({ length: 50 }, (_, n) => patient(n))));
    }
    let isKept: () => void = () => {};
    const keeping = new Promise<void>((resolve) => {
      isKept = resolve;
    });
    const { services } = server;
    const intake = {
      ...services.intake,
      ndjson: {
        ...services.intake.ndjson,
        group: async () => {
          isKept();
          await new Promise(() => {});
        },
      },
    };
    const start = { id: 'slow', total: null, user: systemUser, from: null };
    void loadNdjson({ ...services, intake }, { ...start, chunks: chunks() });
    await keeping;
    await new Promise((resolve) => setImmediate(resolve));
    expect(pulled).toBeLessThan(5);
  });
});

describe('a Bulk Data file on the command line', () => {
  test('killed in the middle, with the server, the same command goes on: nothing lost, nothing twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-ndjson-'));
    const db = join(folder, 'hospital.db');
    const file = join(folder, 'Patient.000.ndjson');
    const count = 12_000;
    writeFileSync(file, linesOf(Array.from({ length: count }, (_, n) => patient(n))));
    try {
      const running = await startServer({ db });
      const first = startNode(['server/main.ts', 'intake', file, '--db', db]);
      const said: string[] = [];
      for (const stream of [first.stdout, first.stderr])
        stream?.on('data', (text) => said.push(String(text)));
      const over = new Promise((resolve) => first.once('close', resolve));
      const store = createSqliteStore(db);
      while (((await store.jobs(1))[0]?.taken ?? 0) < 1000)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await store.close();
      await running.killNine();
      expect(await over).toBe(1);
      expect(said.join('')).toContain('the same command');
      const again = await runCommand(['intake', file, '--db', db]);
      expect([again.code, again.stdout]).toEqual([
        0,
        expect.stringMatching(/goes on after \d+ taken[\s\S]*12000 taken, 0 refused/),
      ]);
      const after = createSqliteStore(db);
      const rows = await after.resources({ type: 'Patient' });
      expect([rows.length, Math.max(...rows.map((row) => row.version))]).toEqual([count, 1]);
      await after.close();
    } finally {
      endAll();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

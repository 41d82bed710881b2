import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../server/main.ts');
let folder = '';
let db = '';
let server: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartkeeper-cli-'));
  db = join(folder, 'hospital.db');
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function chartkeeper(...args: string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args, '--db', db], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
    });
  });
}

async function start(...args: string[]): Promise<string> {
  const child = spawn(
    process.execPath,
    [main, 'serve', '--db', db, '--port', '0', '--discharges', '0', ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  server = child;
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { url, msg } = JSON.parse(line) as { url?: string; msg: string };
      if (url !== undefined && msg.startsWith('Chartkeeper')) resolve(url);
    });
  });
}

async function stop(): Promise<void> {
  const child = server;
  server = null;
  if (child === null || child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

const discharge = [
  'MSH|^~\\&|EHR|GENERAL|CK|CK|20261109113500||ADT^A03^ADT_A03|C1|P|2.5.1',
  'EVN|A03|20261109113500',
  'PID|1||555^^^GENERAL^MR||Quill^Nora||19700402|F',
  `PV1|1|I|4E^12^A^GENERAL||||77^Marsh^Peter|||MED${'|'.repeat(9)}V900${'|'.repeat(25)}20261103090000|20261109113000`,
].join('\r');

test('files come in with and without a server, a bad one does not stop the others, and queues and instances are shown', async () => {
  const good = join(folder, 'a03.hl7');
  const bad = join(folder, 'bad.json');
  writeFileSync(good, discharge);
  writeFileSync(bad, '{"resourceType":"Patient"}');
  const taken = await chartkeeper('intake', good, bad);
  expect([taken.code, taken.out]).toEqual([
    1,
    expect.stringMatching(
      /taken.*a03\.hl7[\s\S]*refused.*bad\.json[\s\S]*Bundle[\s\S]*1 taken, 1 refused/,
    ),
  ]);
  expect((await chartkeeper('queue')).out).toMatch(/deficiencies\s+2 open/);
  await start('--empty');
  const again = await chartkeeper('intake', good);
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('1 taken, 0 refused')]);
  const list = (await chartkeeper('queue', 'deficiencies')).out;
  expect(list).toMatch(/2026-12-09 .*Discharge summary: missing/);
  const id = /(deficiency\.\S+discharge-summary)\/cure/.exec(list)?.[1] ?? '';
  const shown = (await chartkeeper('show', id)).out;
  expect(shown).toMatch(/state {2}"assigned"/);
  expect(shown).toMatch(/42 CFR 482\.24/);
  expect(shown).toMatch(/1 {2}\S+ {2}start .*because of message:/);
  const nothing = await chartkeeper('show', 'chart.nothing');
  expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('There is no instance')]);
});

test('a backup taken under way is restored and agrees with its history; nothing is overwritten', async () => {
  await start();
  const saved = join(folder, 'saved.db');
  expect((await chartkeeper('backup', saved)).out).toContain('checked whole');
  expect((await chartkeeper('backup', saved)).err).toContain('never overwritten');
  expect((await chartkeeper('restore', saved)).err).toContain('is in use');
  expect((await chartkeeper('verify')).err).toContain('Stop the server');
  await stop();
  const before = (await chartkeeper('queue')).out;
  expect((await chartkeeper('restore', saved)).out).toContain('is restored');
  expect((await chartkeeper('queue')).out).toBe(before);
  expect(await chartkeeper('verify')).toMatchObject({
    code: 0,
    out: expect.stringContaining('what the history makes it'),
  });
  writeFileSync(saved, readFileSync(saved).subarray(0, 20_000));
  expect((await chartkeeper('restore', saved)).code).toBe(1);
  expect((await chartkeeper('queue')).out).toBe(before);
});

test('a token opens the API as the role it names, at the facility it names, and no further', async () => {
  const url = await start();
  const { out } = await chartkeeper(
    'token',
    '--user',
    'x',
    '--role',
    'analyst',
    '--facility',
    'lakeside',
  );
  const response = await fetch(`${url}/api/tasks?queue=chart-analysis&limit=200`, {
    headers: { authorization: `Bearer ${out.trim()}` },
  });
  const { tasks } = (await response.json()) as { tasks: { facility: string }[] };
  expect(new Set(tasks.map((task) => task.facility))).toEqual(new Set(['lakeside']));
  expect((await chartkeeper('token', '--user', 'x', '--role', 'wizard')).code).not.toBe(0);
});

test('the virtual clock moves deadlines only where one was asked for, and goes on from where it was', async () => {
  const url = await start('--clock', '2026-11-24T12:00:00Z');
  const { out } = await chartkeeper('token', '--user', 'x', '--role', 'supervisor');
  const headers = { authorization: `Bearer ${out.trim()}`, 'content-type': 'application/json' };
  const open = async (): Promise<number> => {
    const { queues } = (await (await fetch(`${url}/api/queues`, { headers })).json()) as {
      queues: { queue: string; counts: { open: number } }[];
    };
    return queues.find((one) => one.queue === 'delinquency')?.counts.open ?? 0;
  };
  const before = await open();
  const moved = await fetch(`${url}/api/clock`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ now: '2027-01-15T12:00:00Z' }),
  });
  expect(moved.status).toBe(200);
  expect(await open()).toBeGreaterThan(before + 20);
  const back = await fetch(`${url}/api/clock`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ now: '2026-01-15T12:00:00Z' }),
  });
  expect(back.status).toBe(422);
  await stop();
  const later = await start('--clock', '2026-11-24T12:00:00Z');
  const clock = (await (await fetch(`${later}/api/clock`, { headers })).json()) as { now: string };
  expect(clock.now).toBe('2027-01-15T12:00:00.000Z');
});

test('a taken port and a database of a newer program are told plainly', async () => {
  const url = await start('--empty');
  const port = new URL(url).port;
  const other = join(folder, 'other.db');
  const said = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [main, 'serve', '--db', other, '--port', port, '--empty'],
      (_, __, err) => resolve(err),
    );
  });
  expect(said).toContain(`Port ${port} is taken`);
  await stop();
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(db);
  database.pragma('user_version = 99');
  database.close();
  expect((await chartkeeper('queue')).err).toMatch(/schema version 99.*newer program/);
  expect(existsSync(db)).toBe(true);
});

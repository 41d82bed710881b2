import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createIssuer, sqliteAt } from './databases.ts';
import { deficiencyInput, userOf } from './hospital-load.ts';
import { beginServer, runCommand, type ServerProcess, startServer } from './server-process.ts';
import { describeOnSmallDisk, isMountable, testOnSmallDisk } from './small-disk.ts';

const feed = userOf('feed', ['system']);
const clerk = userOf('clerk', ['analyst']);
test('a small disk can be mounted here, or the run has said that it cannot', () => {
  expect(typeof isMountable()).toBe('boolean');
});

describeOnSmallDisk('while the disk of its database is full', () => {
  testOnSmallDisk(
    'the server says so, stays alive, and takes events again by itself',
    async (disk) => {
      const db = join(disk.folder, 'test.db');
      const server = await startServer({ db });
      const issue = await createIssuer(sqliteAt(db));
      const token = await issue(feed);
      expect((await post(server, token, 'one')).status).toBe(201);
      disk.fill();
      const refused = await postUntilRefused(server, token);
      expect(refused.status).toBe(503);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({
        code: 'read-only',
        detail: expect.stringMatching(/disk of the database is full/),
      });
      const ready = await fetch(`${server.url}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { status: 'not ready', reason: expect.stringMatching(/disk of the database is full/) },
      ]);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      const queues = await fetch(`${server.url}/api/queues`, {
        headers: authorization(await issue(clerk)),
      });
      expect(queues.status).toBe(200);
      disk.free();
      await delay(Number(refused.headers.get('retry-after')) * 1000);
      expect((await post(server, token, 'after')).status).toBe(201);
      expect(await server.stop()).toBe(0);
      expect((await runCommand(['verify', '--db', db])).stdout).toMatch(
        /is what the history makes it/,
      );
    },
  );

  testOnSmallDisk('the server stops as it should while the disk is full', async (disk) => {
    const server = await startServer({ db: join(disk.folder, 'test.db') });
    disk.fill();
    expect(await server.stop()).toBe(0);
  });

  testOnSmallDisk(
    'charts can still be read, and that they were is on record, until the reserve is spent',
    async (disk) => {
      const db = join(disk.folder, 'test.db');
      const server = await startServer({ db });
      const issue = await createIssuer(sqliteAt(db));
      expect((await post(server, await issue(feed), 'one')).status).toBe(201);
      disk.fill();
      const path = `${server.url}/api/instances/deficiency.feed.one`;
      const headers = authorization(await issue(clerk));
      const read = await fetch(path, { headers });
      expect(read.status).toBe(200);
      expect((await post(server, await issue(feed), 'two')).status).toBe(503);
      const auditor = authorization(await issue(userOf('auditor', ['auditor'])));
      const trail = await fetch(`${server.url}/api/audit?user=clerk`, { headers: auditor });
      expect(await trail.json()).toMatchObject({ entries: [{ userId: 'clerk', action: 'view' }] });
      let status = 200;
      for (let n = 0; n < 2000 && status === 200; n += 1)
        status = (await fetch(path, { headers })).status;
      expect(status).toBe(503);
      disk.free();
      await delay(2500);
      expect((await post(server, await issue(feed), 'three')).status).toBe(201);
      expect((await fetch(path, { headers })).status).toBe(200);
      expect(await server.stop()).toBe(0);
    },
  );
});

describeOnSmallDisk('a read-only file system', () => {
  testOnSmallDisk('makes a server say so and end', async (disk) => {
    const db = join(disk.folder, 'test.db');
    expect(await (await startServer({ db })).stop()).toBe(0);
    disk.setReadOnly(true);
    const { child, ready } = beginServer({ db });
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await expect(ready).rejects.toThrow(/\(1\).*test\.db.* may not be written.*\.$/s);
    clearTimeout(patience);
  });
});

function post(server: ServerProcess, token: string, key: string): Promise<Response> {
  return fetch(`${server.url}/api/instances`, {
    method: 'POST',
    headers: {
      ...authorization(token),
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ workflow: 'deficiency', input: deficiencyInput(key, false) }),
  });
}

async function postUntilRefused(server: ServerProcess, token: string): Promise<Response> {
  for (let n = 0; ; n += 1) {
    const response = await post(server, token, `full-${n}`);
    if (response.status !== 201) return response;
  }
}

function authorization(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

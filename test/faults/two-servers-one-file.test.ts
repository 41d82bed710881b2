import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { lockFile } from '../../server/store/sqlite/lock.ts';
import { patienceMs } from './counts.ts';
import { createIssuer, createSqlite, type DatabaseUnderTest, sqliteAt } from './databases.ts';
import { acknowledged, compareLedger } from './ledger.ts';
import { startSenders } from './senders.ts';
import { beginServer, endAll, runCommand, startServer } from './server-process.ts';

let under: DatabaseUnderTest | undefined;

afterEach(async () => {
  endAll();
  await under?.drop();
});

describe('one database file', () => {
  test(
    'a second server refuses to start, names the first, and leaves it at work',
    async () => {
      under = await createSqlite();
      const first = await startServer({ db: under.db });
      const second = await runCommand(['serve', '--db', under.db, '--port', '0', '--empty']);
      expect(second.code).toBe(1);
      expect(second.stderr.trim()).toBe(
        `chartkeeper: ${under.db} is in use by another Chartkeeper server at ${first.url}. Stop it first, or give this one another --db.`,
      );
      expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    },
    patienceMs,
  );

  test(
    'of many servers started at once exactly one gets it',
    async () => {
      under = await createSqlite();
      const { db } = under;
      const begun = Array.from({ length: 6 }, () => beginServer({ db }));
      const results = await Promise.allSettled(begun.map((one) => one.ready));
      const refusals = results.flatMap((one) =>
        one.status === 'rejected' ? [String(one.reason)] : [],
      );
      expect(refusals).toHaveLength(begun.length - 1);
      for (const refusal of refusals) expect(refusal).toMatch(/is in use by another Chartkeeper/);
    },
    patienceMs,
  );

  test(
    'commands find the running server and talk to it; without one they open the file themselves',
    async () => {
      under = await createSqlite();
      const server = await startServer({ db: under.db });
      const asked = await runCommand(['queue', '--db', under.db]);
      expect(asked).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^deficiencies +0 open/m),
      });
      expect(server.log.filter((line) => line.includes('"route":"/api/queues"'))).toHaveLength(1);
      expect(await server.stop()).toBe(0);
      expect(await runCommand(['queue', '--db', under.db])).toMatchObject({
        code: 0,
        stdout: asked.stdout,
      });
    },
    patienceMs,
  );

  test(
    'after kill -9 the file is free at once, for a server and for a command',
    async () => {
      under = await createSqlite();
      await (await startServer({ db: under.db })).killNine();
      expect(await runCommand(['queue', '--db', under.db])).toMatchObject({ code: 0 });
      const next = await startServer({ db: under.db });
      expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
    },
    patienceMs,
  );

  test(
    'the address a killed server left behind is not given out as that of the next',
    async () => {
      under = await createSqlite();
      await (await startServer({ db: under.db })).killNine();
      // The next one holds the lock but does not listen yet.
      const next = lockFile(under.db);
      expect(lockFile(under.db)).toEqual({ heldBy: null });
      if ('release' in next) next.release();
    },
    patienceMs,
  );
});

describe('a backup taken under load', () => {
  test(
    'holds everything acknowledged before it began, and is verified when restored',
    async () => {
      under = await createSqlite();
      const { db } = under;
      await makeLarge(db);
      const server = await startServer({ db });
      const issue = await createIssuer(under);
      const senders = await startSenders({ url: Promise.resolve(server.url) }, issue, 16);
      await senders.afterMore(600);
      const before = structuredClone(senders.ledger);
      const copy = join(db, '../copy.db');
      const restored = join(db, '../restored.db');
      expect(await runCommand(['backup', copy, '--db', db])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/checked whole/),
      });
      await senders.afterMore(100);
      expect(await runCommand(['restore', copy, '--db', db])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/is in use at http.*Stop the server, then restore/),
      });
      await senders.stop();
      expect(senders.ledger.surprises).toEqual([]);
      expect(await server.stop()).toBe(0);

      expect(await runCommand(['restore', copy, '--db', restored])).toMatchObject({ code: 0 });
      expect(await runCommand(['verify', '--db', restored])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/is what the history makes it/),
      });
      // Claims that ended after the copy was made are still in it, so only events and messages are compared.
      const { lost, doubled } = await compareLedger({ ...before, claims: [] }, sqliteAt(restored));
      expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
      expect((await compareLedger(senders.ledger, sqliteAt(restored))).lost).not.toEqual([]);
      console.info(
        `backup under load: ${acknowledged(before)} acknowledged before it, ${acknowledged(senders.ledger)} in the end`,
      );

      // And in the place of a database: what was there is kept.
      expect(await runCommand(['restore', copy, '--db', db])).toMatchObject({ code: 0 });
      expect(await runCommand(['verify', '--db', db])).toMatchObject({ code: 0 });
      expect(existsSync(db)).toBe(true);
      rmSync(copy);
    },
    patienceMs,
  );
});

/** Some 60 MB, so that copying takes longer than the pause between two commits. */
async function makeLarge(db: string): Promise<void> {
  await (await startServer({ db })).stop();
  const database = new Database(db);
  const put = database.prepare('insert into settings (key, value) values (?, ?)');
  database.transaction(() => {
    for (let n = 0; n < 15_000; n += 1) put.run(`filler-${n}`, 'x'.repeat(4000));
  })();
  database.close();
}

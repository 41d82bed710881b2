import { randomUUID } from 'node:crypto';
import { connect as connectTo, createServer, type Socket } from 'node:net';
import { getTableColumns, getTableName, type InferSelectModel, is, Table } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { createEngine, createRegistry, type User } from '../engine/index.ts';
import { startStep } from '../engine/step.ts';
import type { ChangeNotice, Step } from '../engine/store.ts';
import { paperChartLoan } from '../examples/own-workflow/workflow.ts';
import { foundation } from '../server/store/postgres/migrations/0001-foundation.ts';
import { migrations } from '../server/store/postgres/migrations/index.ts';
import {
  createPostgresStore,
  type PostgresStore,
  type PostgresStoreOptions,
} from '../server/store/postgres/store.ts';
import * as postgresTables from '../server/store/postgres/tables.ts';
import * as sqliteTables from '../server/store/sqlite/tables.ts';
import {
  type FreshDatabase,
  freshDatabase,
  type PostgresServer,
  startPostgres,
} from './postgres.ts';
import { describeStore } from './store-conformance.ts';
import { auditRow, messageRow } from './stored-rows.ts';

describeStore('PostgreSQL', async () => {
  const clock = { now: 0 };
  const database = await freshDatabase();
  const store = await createPostgresStore(database.url, { clock: () => clock.now });
  return {
    store,
    setNow: (at) => {
      clock.now = at;
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
});

const start = Date.parse('2026-11-02T15:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;
const clerk: User = {
  id: 'clerk',
  name: 'File Clerk',
  grants: [{ role: 'analyst', facilities: '*' }],
};
const loan = {
  facility: 'north',
  patientId: 'p1',
  zone: 'America/New_York',
  borrower: 'Clinic 4',
  lentAt: start,
  dueWithinDays: 1,
};
const everywhere = {
  queue: 'paper-chart-loans',
  title: '',
  facilities: '*',
  practitioners: null,
} as const;
const registry = createRegistry([paperChartLoan]);
const engineOf = (store: PostgresStore) => createEngine({ registry, store, newId: randomUUID });

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function database(): Promise<FreshDatabase> {
  const fresh = await freshDatabase();
  undo.push(() => fresh.drop());
  return fresh;
}

async function storeOn(url: string, options: PostgresStoreOptions = {}): Promise<PostgresStore> {
  const store = await createPostgresStore(url, options);
  undo.push(() => store.close());
  return store;
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

function lendStep(id: string, dueAt?: number): Step {
  const cause = {
    eventId: randomUUID(),
    at: start,
    userId: 'clerk',
    userName: 'File Clerk',
    role: 'analyst',
    cause: null,
  };
  const step = startStep(paperChartLoan, { id, familyId: null, input: loan }, cause);
  if (dueAt === undefined) return step;
  return { ...step, deadlinesPut: step.deadlinesPut.map((row) => ({ ...row, dueAt })) };
}

describe('two servers on one PostgreSQL', () => {
  const clock = { now: start };
  const twoStores = async () => {
    clock.now = start;
    const { url } = await database();
    const options = { clock: () => clock.now };
    return [await storeOn(url, options), await storeOn(url, options)] as const;
  };

  test('may start at once on an empty database', async () => {
    const { url } = await database();
    const stores = await Promise.all([1, 2, 3, 4].map(() => storeOn(url)));
    await stores[0]?.commit({ steps: [lendStep('a')] });
    expect(await stores[3]?.load('a')).toMatchObject({ version: 1 });
    expect(await ask(url, 'SELECT version FROM schema_version')).toHaveLength(migrations.length);
  });

  test('bring a filled database of the first schema up to date, messages and resources with it', async () => {
    const { url } = await database();
    await ask(url, foundation);
    await ask(
      url,
      `CREATE TABLE schema_version (version bigint PRIMARY KEY, migrated_at timestamptz NOT NULL);
       INSERT INTO schema_version VALUES (1, now());
       INSERT INTO resources VALUES
         ('Patient', 'p1', 1, 1000, NULL, 'p1', NULL, false, '["urn:mrn|1"]', 'm1', '{"active":true}');
       INSERT INTO identifiers VALUES ('Patient', 'urn:mrn|1', 'p1');
       INSERT INTO messages VALUES
         ('m1', 'hl7v2', 'A|B|1', 'h1', 1000, 'feed', 'taken', NULL, 'MSH|as it came', 'MSA|AA'),
         ('m2', 'hl7v2', 'A|B|2', 'h1', 1000, 'feed', 'refused', 'Not taken here.', 'MSH|as it came', 'MSA|AR')`,
    );
    const store = await storeOn(url);
    expect(await store.resource('Patient', 'p1')).toMatchObject({
      version: 1,
      sources: {},
      body: { active: true },
    });
    expect(new TextDecoder().decode(await store.content('h1'))).toBe('MSH|as it came');
    expect(await store.message('m2')).toMatchObject({ outcome: 'refused', cause: 'earlier' });
    await store.commit({ message: messageRow('m3'), audit: [auditRow('after')] });
    expect((await store.messages({ limit: 9 })).map((row) => row.id)).toEqual(['m3', 'm2', 'm1']);
  });

  test('know after a migration which contents the record needs, in every version and place', async () => {
    const { url } = await database();
    const mark = (hash: string) =>
      `"_data":{"extension":[{"url":"https://chartkeeper.dev/fhir/content-hash","valueString":"${hash}"}]}`;
    const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(64));
    for (const migration of migrations.slice(0, 3)) await ask(url, migration);
    await ask(
      url,
      `CREATE TABLE schema_version (version bigint PRIMARY KEY, migrated_at timestamptz NOT NULL);
       INSERT INTO schema_version VALUES (1, now()), (2, now()), (3, now());
       INSERT INTO resource_versions VALUES
         ('DocumentReference', 'd1', 1, 1000, NULL, 'p1', NULL, false, 'm1', '{"content":[{"attachment":{${mark(first ?? '')}}}]}', '{}'),
         ('DocumentReference', 'd1', 2, 1000, NULL, 'p1', NULL, false, 'm1', '{"content":[{"attachment":{}},{"attachment":{${mark(second ?? '')}}},{"attachment":{${mark(first ?? '')}}}]}', '{}');
       INSERT INTO extracts VALUES ('${first}', 'done', '${third}', NULL, 1, 1000, NULL)`,
    );
    await storeOn(url);
    expect(await ask(url, 'SELECT hash FROM record_contents ORDER BY hash')).toEqual(
      [first, second, third].map((hash) => ({ hash })),
    );
  });

  test('drop no content that another message brings at the same moment', async () => {
    const [one, other] = await twoStores();
    const bytes = new TextEncoder().encode('The same bytes');
    const message = (id: string) => ({
      contents: [{ hash: 'h', bytes }],
      message: { ...messageRow(id), controlId: id },
    });
    for (let n = 0; n < 40; n += 1) {
      await one.commit(message(`old-${n}`));
      await Promise.all([
        one.commit({
          contentsDropped: [
            { messageId: `old-${n}`, outcome: 'taken', on: '2027-01-01' },
            { messageId: `new-${n - 1}`, outcome: 'taken', on: '2027-01-01' },
          ],
        }),
        other.commit(message(`new-${n}`)),
      ]);
      expect([n, await one.content('h')]).toEqual([n, bytes]);
    }
    const drop = { messageId: 'new-39', outcome: 'taken', on: '2027-01-01' } as const;
    await other.commit({ contentsDropped: [drop] });
    expect(await one.content('h')).toBeUndefined();
  });

  test('fire each deadline once, also those that a server had leased when it died', async () => {
    const [one, other] = await twoStores();
    const ids = Array.from({ length: 120 }, (_, n) => `loan-${n}`);
    for (const id of ids) await one.commit({ steps: [lendStep(id)] });
    clock.now = start + 3 * dayMs;
    expect(await other.leaseDeadlines(20, 5000)).toHaveLength(20);
    const fireAll = async (store: PostgresStore): Promise<number> => {
      const engine = engineOf(store);
      let fired = 0;
      for (;;) {
        const rows = await store.leaseDeadlines(7, 5000);
        if (rows.length === 0) return fired;
        for (const done of await Promise.all(rows.map((row) => engine.fire(row)))) {
          if (done) fired += 1;
        }
      }
    };
    const first = await Promise.all([fireAll(one), fireAll(other), fireAll(one)]);
    expect(first.reduce((a, b) => a + b)).toBe(100);
    clock.now += 5000;
    const second = await Promise.all([fireAll(one), fireAll(other)]);
    expect(second.reduce((a, b) => a + b)).toBe(20);
    for (const id of ids) {
      expect((await one.history(id)).map(({ type }) => type)).toEqual(['start', 'loan.fallDue']);
    }
  });

  test('hand out each open task to one person', async () => {
    const [one, other] = await twoStores();
    const ids = Array.from({ length: 30 }, (_, n) => `loan-${String(n).padStart(2, '0')}`);
    for (const id of ids) {
      await engineOf(one).start(paperChartLoan.id, loan, { user: clerk, id });
      await engineOf(one).send(id, { type: 'loan.return', isComplete: false }, { user: clerk });
    }
    const handed = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? one : other).claimNext(everywhere, {
          id: `person-${n}`,
          name: 'Somebody',
          leaseMs: 60_000,
          mayTakeOver: false,
        }),
      ),
    );
    const got = handed.flatMap((task) => (task === undefined ? [] : [task.instanceId])).sort();
    expect(got).toEqual(ids);
  });

  test('let one of two claims of a task through, and tell who holds it', async () => {
    const [one, other] = await twoStores();
    await one.commit({ steps: [lendStep('a')] });
    for (let round = 0; round < 20; round += 1) {
      const results = await Promise.allSettled(
        [one, other].map((store, n) =>
          store.claim('a/return', {
            id: `person-${n}`,
            name: `Person ${n}`,
            leaseMs: 1000,
            mayTakeOver: false,
          }),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const lost = results.find((result) => result.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'claimed-by-another' });
      clock.now += 1000;
    }
  });

  test('decide by version: of two writers one wins, and an engine that lost reads again', async () => {
    const [one, other] = await twoStores();
    const step = lendStep('a');
    const results = await Promise.allSettled([
      one.commit({ steps: [step] }),
      other.commit({ steps: [lendStep('a')] }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'already-exists' });
    const lead: User = { ...clerk, grants: [{ role: 'supervisor', facilities: '*' }] };
    const engines = [engineOf(one), engineOf(other)];
    const sent = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        engines[n % 2]?.send('a', { type: 'loan.extend', days: 1 }, { user: lead }),
      ),
    );
    const accepted = sent.filter(({ status }) => status === 'fulfilled').length;
    for (const each of sent) {
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({ code: 'version-conflict' });
    }
    expect(accepted).toBeGreaterThanOrEqual(6);
    expect((await one.load('a'))?.version).toBe(accepted + 1);
    expect(await one.history('a')).toHaveLength(accepted + 1);
  });

  test('let a guard through once, also when nobody has used it before', async () => {
    const [one, other] = await twoStores();
    for (let round = 0; round < 10; round += 1) {
      const guards = [{ key: `family:${round}`, expected: 0 }];
      const results = await Promise.allSettled(
        [one, other, one, other].map((store) => store.commit({ guards })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await one.guard(`family:${round}`)).toBe(1);
    }
  });

  test('tell each other which instances and lists moved, however many', async () => {
    const [one, other] = await twoStores();
    const heard = new Set<string>();
    const remote: boolean[] = [];
    other.subscribe(({ isRemote, instances, queues }: ChangeNotice) => {
      remote.push(isRemote);
      for (const id of [...instances, ...queues.map((each) => each.queue)]) heard.add(id);
    });
    const ids = Array.from({ length: 500 }, () => randomUUID());
    await Promise.all(ids.map((id) => one.commit({ steps: [lendStep(id)] })));
    await vi.waitFor(() => expect(heard.size).toBe(501), { timeout: 5000 });
    expect(remote.every((isRemote) => isRemote)).toBe(true);
    expect([...heard].sort()).toEqual([...ids, 'paper-chart-loans'].sort());
  });

  test('whose own clocks are minutes apart lease no deadline twice or early', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    undo.push(async () => void vi.useRealTimers());
    const { url } = await database();
    vi.setSystemTime(start - 40 * dayMs);
    const slow = await storeOn(url, { elapsed: () => performance.now() - 600_000 });
    vi.setSystemTime(start + 40 * dayMs);
    const fast = await storeOn(url, { elapsed: () => performance.now() + 600_000 });
    expect(Math.abs(slow.now() - fast.now())).toBeLessThan(100);
    const soon = slow.now() + 100;
    for (let n = 0; n < 40; n += 1)
      await slow.commit({ steps: [lendStep(`loan-${n}`, soon + n * 5)] });
    const leased: string[] = [];
    const pollUntilAll = async (store: PostgresStore): Promise<void> => {
      while (leased.length < 40) {
        const rows = await store.leaseDeadlines(3, 60_000);
        const [clock] = await ask<{ at: string }>(
          url,
          'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000) AS at',
        );
        for (const row of rows) {
          expect(row.dueAt).toBeLessThanOrEqual(Number(clock?.at));
          expect(row.dueAt).toBeLessThanOrEqual(store.now());
          leased.push(row.instanceId);
        }
      }
    };
    await Promise.all([pollUntilAll(slow), pollUntilAll(fast)]);
    expect(new Set(leased).size).toBe(40);
    expect(leased).toHaveLength(40);
  });
});

describe('the batch', () => {
  test('refuses what cannot be stored alone, and writes the rest', async () => {
    const { url } = await database();
    const store = await storeOn(url);
    const bad = lendStep('bad');
    const results = await Promise.allSettled([
      store.commit({ steps: [lendStep('a')] }),
      store.commit({ steps: [{ ...bad, instance: { ...bad.instance, facility: 'no\u0000rth' } }] }),
      store.commit({ steps: [lendStep('c')] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const refused = results[1];
    expect(refused?.status === 'rejected' && refused.reason).toMatchObject({
      code: 'invalid-input',
    });
  });

  test('keeps text to the byte where only JSON holds it', async () => {
    const { url } = await database();
    const store = await storeOn(url);
    const step = lendStep('a');
    const context = { odd: '\u0000 \ud800 \u2028 "\\" é 𝒳', b: 1, a: [null, 1e21] };
    await store.commit({ steps: [{ ...step, instance: { ...step.instance, context } }] });
    expect(JSON.stringify((await store.load('a'))?.context)).toBe(JSON.stringify(context));
  });

  test('takes several steps of one instance, each seeing the one before', async () => {
    const { url } = await database();
    const store = await storeOn(url);
    const engine = engineOf(store);
    const lead: User = { ...clerk, grants: [{ role: 'supervisor', facilities: '*' }] };
    await store.commit({ steps: [lendStep('a')] });
    const { step: stepOf } = await import('../engine/step.ts');
    const cause = (eventId: string) => ({
      eventId,
      at: start,
      userId: 'lead',
      userName: 'Lead',
      role: 'supervisor',
      cause: null,
    });
    const zero = await store.load('a');
    if (zero === undefined) throw new Error('no a');
    const extend = { type: 'loan.extend', days: 1 };
    const first = stepOf(paperChartLoan, zero, extend, cause('1'));
    const second = stepOf(paperChartLoan, first.instance, extend, cause('2'));
    const stale = stepOf(paperChartLoan, zero, extend, cause('3'));
    const third = stepOf(
      paperChartLoan,
      second.instance,
      { type: 'loan.return', isComplete: false },
      cause('4'),
    );
    const results = await Promise.allSettled(
      [first, second, stale, third].map((step) => store.commit({ steps: [step] })),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await store.tasksOf('a')).toMatchObject([{ id: 'a/find', openedAt: start }]);
    expect((await store.counts([everywhere.queue])).map(({ count }) => count)).toEqual([1]);
    expect(await store.nextDueAt()).toBeNull();
    await engine.send('a', { type: 'loan.find', note: 'In a drawer' }, { user: lead });
    expect(await store.counts([everywhere.queue])).toEqual([]);
  });

  test('whose answer was lost is looked up, and acknowledged once', async () => {
    const { url } = await database();
    const proxy = await startProxy(url);
    const store = await storeOn(proxy.url);
    await store.commit({ steps: [lendStep('before')] });
    proxy.loseNextAnswer();
    await Promise.all([
      store.commit({ steps: [lendStep('a')] }),
      store.commit({ steps: [lendStep('b')] }),
      expect(store.commit({ steps: [lendStep('before')] })).rejects.toMatchObject({
        code: 'already-exists',
      }),
    ]);
    expect(proxy.lost()).toBe(1);
    expect(await ask(url, 'SELECT instance_id FROM history ORDER BY 1')).toEqual(
      ['a', 'b', 'before'].map((id) => ({ instance_id: id })),
    );
    proxy.loseNextAnswer();
    await store.commit({ audit: [auditRow('only-audit')] });
    expect(proxy.lost()).toBe(2);
    expect(await store.audit({ limit: 5 })).toHaveLength(1);
  });
});

describe('a PostgreSQL that goes away', () => {
  let server: PostgresServer;
  afterAll(() => server?.stop());

  test('loses nothing acknowledged, and is used again by itself when it is back', async () => {
    server = await startPostgres();
    const store = await storeOn(server.url);
    const remote = await storeOn(server.url);
    const heard = new Set<string>();
    remote.subscribe(({ instances }) => {
      for (const id of instances) heard.add(id);
    });
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    let isOver = false;
    const writing = Array.from({ length: 16 }, async () => {
      while (!isOver) {
        const id = randomUUID();
        try {
          await engineOf(store).start(paperChartLoan.id, loan, { user: clerk, id });
          acknowledged.push(id);
        } catch (error) {
          refused.push(error);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    });
    for (let crash = 0; crash < 3; crash += 1) {
      const before = acknowledged.length;
      await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 100), 10_000);
      await server.crash();
      await server.start();
    }
    const before = acknowledged.length;
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 100), 10_000);
    isOver = true;
    await Promise.all(writing);
    for (const error of refused) expect(error).toMatchObject({ code: 'unavailable' });
    const kept = new Set((await store.instances(null, 1_000_000)).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    heard.clear();
    await vi.waitFor(async () => {
      await store.commit({ steps: [lendStep(randomUUID())] });
      expect(heard.size).toBeGreaterThan(0);
    }, 10_000);

    await server.crash();
    await expect(store.commit({ steps: [lendStep('down')] })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(store.load('down')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.ready()).toMatchObject({ ok: false });
    await expect(createPostgresStore(server.url)).rejects.toMatchObject({ code: 'unavailable' });
    await server.start();
    await vi.waitFor(
      async () => expect(await store.ready()).toEqual({ ok: true, reason: null }),
      10_000,
    );
    await store.commit({ steps: [lendStep('up')] });
  });
});

describe('the schema', () => {
  type Rows<Module> = {
    [Name in keyof Module]: Module[Name] extends Table ? InferSelectModel<Module[Name]> : never;
  };
  const tablesOf = (module: object): Table[] =>
    Object.values(module).filter((value): value is Table => is(value, Table));

  test('is one in both dialects', () => {
    expectTypeOf<Rows<typeof postgresTables>>().toEqualTypeOf<Rows<typeof sqliteTables>>();
    const shape = (module: object) =>
      tablesOf(module).map((table) => [
        getTableName(table),
        Object.entries(getTableColumns(table)).map(([field, column]) => [
          field,
          column.name,
          column.notNull,
          column.primary,
        ]),
      ]);
    expect(shape(postgresTables)).toEqual(shape(sqliteTables));
    expect(shape(postgresTables)).toHaveLength(18);
  });

  test('of a migrated database is what the tables say', async () => {
    const { url } = await database();
    await storeOn(url);
    const rows = await ask<{ table: string; column: string; type: string; nullable: boolean }>(
      url,
      `SELECT table_name AS table, column_name AS column, data_type AS type, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_version'`,
    );
    const expected = tablesOf(postgresTables).flatMap((table) =>
      Object.values(getTableColumns(table)).map((column) => ({
        table: getTableName(table),
        column: column.name,
        type: column.getSQLType(),
        nullable: !column.notNull,
      })),
    );
    const inOrder = (all: typeof rows) =>
      all.map((row) => JSON.stringify([row.table, row.column, row.type, row.nullable])).sort();
    expect(inOrder(rows)).toEqual(inOrder(expected));
  });

  test('orders ids as JavaScript does, whatever the language of the database', async () => {
    const { url } = await database();
    const store = await storeOn(url);
    const ids = ['a', 'B', 'á', 'Z', '_', 'a-b', 'ab', '10', '9'];
    for (const id of ids) await store.commit({ steps: [lendStep(id)] });
    expect((await store.instances(null, 100)).map(({ id }) => id)).toEqual([...ids].sort());
    const page = await store.tasks({ scope: everywhere, listState: 'waiting', limit: 100 });
    expect(page.tasks.map(({ id }) => id)).toEqual(ids.map((id) => `${id}/return`).sort());
    const [locale] = await ask<{ differs: boolean }>(url, `SELECT 'a' < 'B' AS differs`);
    expect(locale?.differs).toBe(true);
  });

  test('newer than the program is refused', async () => {
    const { url } = await database();
    await (await createPostgresStore(url)).close();
    await ask(url, 'INSERT INTO schema_version VALUES (99, now())');
    await expect(createPostgresStore(url)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('schema version 99'),
    });
  });
});

/** Stands between store and server, and can swallow the answer to what the next query did. */
async function startProxy(target: string) {
  const upstream = new URL(target);
  let isLosing = false;
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((down) => {
    const up = connectTo(Number(upstream.port), upstream.hostname);
    let isBatch = false;
    sockets.add(down).add(up);
    down.on('data', (bytes) => {
      isBatch = bytes.includes('commit-batch');
      up.write(bytes);
    });
    up.on('data', (bytes) => {
      if (isLosing && isBatch) {
        isLosing = false;
        lost += 1;
        down.destroy();
        up.destroy();
      } else {
        down.write(bytes);
      }
    });
    for (const [from, to] of [
      [down, up],
      [up, down],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const own = new URL(target);
  own.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: own.href,
    loseNextAnswer: () => {
      isLosing = true;
    },
    lost: () => lost,
  };
}

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import { createRegistry } from '../../engine/registry.ts';
import type { Store } from '../../engine/store.ts';
import { workflows } from '../../engine/workflows/index.ts';
import type * as open from '../../server/store/sqlite/open.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { counts, patienceMs } from './counts.ts';
import { createSqlite, type DatabaseUnderTest } from './databases.ts';
import { deficiencyInput, userOf } from './hospital-load.ts';
import { describeOnSmallDisk, testOnSmallDisk } from './small-disk.ts';
import { auditState, differencesOf, type StoredDeadline } from './state-audit.ts';

const registry = createRegistry(workflows);
const feed = userOf('feed', ['system']);
const handles = vi.hoisted((): Database.Database[] => []);
let under: DatabaseUnderTest | undefined;

/** Where nothing can be mounted, SQLite itself is told to find no more room: by the connection of the store. */
vi.mock('../../server/store/sqlite/open.ts', async (importOriginal) => {
  const original = await importOriginal<typeof open>();
  return {
    ...original,
    openDatabase: (...parameters: Parameters<typeof original.openDatabase>) => {
      const database = original.openDatabase(...parameters);
      handles.push(database);
      return database;
    },
  };
});

afterEach(async () => {
  await under?.drop();
  handles.length = 0;
});

/** A way to run out of room, and how it ends. */
interface Shortage {
  readonly name: string;
  readonly sentence: RegExp;
  begin(database: Database.Database): void;
  end(database: Database.Database): void;
}

const shortages: readonly Shortage[] = [
  {
    name: 'SQLite finds no room for one more page',
    sentence: /^The disk of the database is full: .* until space is made\.$/,
    begin: (database) => {
      const pages = Number(database.pragma('page_count', { simple: true }));
      database.pragma(`max_page_count = ${pages + 4}`);
    },
    end: (database) => void database.pragma('max_page_count = 1073741823'),
  },
  {
    name: 'the file may not be written',
    sentence: /^The database file is read-only: .* written again\.$/,
    begin: (database) => void database.pragma('query_only = 1'),
    end: (database) => void database.pragma('query_only = 0'),
  },
];

describe.each(shortages)('$name', ({ sentence, begin, end }) => {
  test(
    'writes are refused with the reason, reads go on, and work goes on by itself afterwards',
    async () => {
      under = await createSqlite();
      const store = createSqliteStore(under.db);
      const [database] = handles as [Database.Database];
      const engine = engineOver(store);
      for (let time = 0; time < Math.ceil(counts.fullDisks / 2); time += 1) {
        const before = await startUntilRefused(engine, `before-${time}`, 8);
        begin(database);
        const refusal = await startUntilRefused(engine, `during-${time}`).then(
          ({ refusal }) => refusal,
        );
        await expectReadOnly(store, refusal, sentence, before.started);
        end(database);
        await delay(retryAfterMs(refusal));
        await engine.start('deficiency', deficiencyInput(`after-${time}`, false), {
          user: feed,
          id: `after-${time}`,
        });
        expect(await store.ready()).toEqual({ ok: true, reason: null });
      }
      await expectWhole(store, database);
      await store.close();
    },
    patienceMs,
  );
});

describeOnSmallDisk('a full disk', () => {
  testOnSmallDisk(
    'nothing is torn in the file, and the store writes again as soon as there is space',
    async (disk) => {
      const store = createSqliteStore(join(disk.folder, 'test.db'));
      const [database] = handles as [Database.Database];
      const engine = engineOver(store);
      let kept = 0;
      for (let time = 0; time < counts.fullDisks; time += 1) {
        const before = await startUntilRefused(engine, `before-${time}`, 8);
        disk.fill();
        const { refusal, started } = await startUntilRefused(engine, `during-${time}`);
        kept += before.started.length + started.length;
        await expectReadOnly(store, refusal, shortages[0]?.sentence ?? /./, [
          ...before.started,
          ...started,
        ]);
        disk.free();
        await delay(retryAfterMs(refusal));
        expect((await startUntilRefused(engine, `after-${time}`, 4)).refusal).toBeNull();
        kept += 4;
      }
      await expectWhole(store, database);
      expect((await store.instances(null, 100_000)).length).toBe(kept);
      await store.close();
      console.info(
        `the disk was full ${counts.fullDisks} times; ${kept} instances kept, none torn`,
      );
    },
  );
});

function engineOver(store: Store): Engine {
  let ids = 0;
  return createEngine({ registry, store, newId: () => `id-${++ids}` });
}

/** Starts deficiencies until one is refused, or as many as wanted. */
async function startUntilRefused(
  engine: Engine,
  name: string,
  most = 100_000,
): Promise<{ started: string[]; refusal: Refusal | null }> {
  const started: string[] = [];
  for (let n = 0; n < most; n += 1) {
    const id = `${name}-${n}`;
    try {
      await engine.start('deficiency', deficiencyInput(id, n % 2 === 0), { user: feed, id });
      started.push(id);
    } catch (error) {
      if (error instanceof Refusal) return { started, refusal: error };
      throw error;
    }
  }
  return { started, refusal: null };
}

async function expectReadOnly(
  store: Store,
  refusal: Refusal | null,
  sentence: RegExp,
  started: readonly string[],
): Promise<void> {
  expect(refusal).toMatchObject({ code: 'read-only', message: expect.stringMatching(sentence) });
  expect(retryAfterMs(refusal)).toBeGreaterThan(0);
  const problem = await store.ready();
  expect(problem).toEqual({ ok: false, reason: refusal?.message });
  await expect(store.commit({ settings: { any: 'thing' } })).rejects.toMatchObject({
    code: 'read-only',
  });
  for (const id of started) {
    expect((await store.load(id))?.id).toBe(id);
    expect(await store.history(id)).toHaveLength(1);
    expect(await store.tasksOf(id)).toHaveLength(1);
  }
}

function retryAfterMs(refusal: Refusal | null): number {
  return Number(refusal?.detail.retryAfterSeconds ?? 0) * 1000;
}

async function expectWhole(store: Store, database: Database.Database): Promise<void> {
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  const deadlines = database.prepare<[], StoredDeadline>('select * from deadlines').all();
  expect(differencesOf(await auditState(registry, store, deadlines))).toEqual([]);
}

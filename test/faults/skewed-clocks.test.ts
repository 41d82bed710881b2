import { afterEach, describe, expect, test } from 'vitest';
import { createEngine } from '../../engine/engine.ts';
import { createRegistry } from '../../engine/registry.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { createPostgresStore } from '../../server/store/postgres/store.ts';
import { type FreshDatabase, freshDatabase } from '../postgres.ts';
import { counts, patienceMs } from './counts.ts';
import { postgresAt } from './databases.ts';
import { userOf } from './hospital-load.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { endAll, startServer } from './server-process.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const spreadMs = 12_000;
let database: FreshDatabase | undefined;
let receiver: Receiver | undefined;

afterEach(async () => {
  endAll();
  await receiver?.close();
  await database?.drop();
});

interface FiredRow {
  readonly instance_id: string;
  readonly at: number;
  readonly due_at: number;
  readonly written_at: number;
}

describe('two servers on one PostgreSQL, their machines’ clocks ten minutes apart', () => {
  test(
    'no deadline fires early by the database’s clock, none twice, none never',
    async () => {
      database = await freshDatabase();
      receiver = await startReceiver(1_000_000);
      const { db, rows } = postgresAt(database.url);
      const env = { CHARTKEEPER_WEBHOOK: receiver.url };
      const nodeArgs = ['--import', './test/faults/shifted-clock.mjs'];
      const servers = await Promise.all(
        [-5, 5].map((minutes) =>
          startServer({
            db,
            nodeArgs,
            env: { ...env, CLOCK_SHIFT_MS: String(minutes * minuteMs) },
          }),
        ),
      );
      const shifts = servers.map(({ log }) => machineTime(log[0] ?? '') - Date.now());
      expect(shifts.map((ms) => Math.round(ms / minuteMs))).toEqual([-5, 5]);
      // The database itself notes when a deadline's event was written, by its own clock.
      await rows(`
      create table fired (instance_id text, at bigint, written_at bigint);
      create function note_fired() returns trigger language plpgsql as $$
        begin
          insert into fired values (new.instance_id, new.at, floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
          return new;
        end $$;
      create trigger note_fired after insert on history for each row when (new.type = 'deficiency.due')
        execute function note_fired()`);
      const due = await startShared(db);

      await expect
        .poll(
          async () => Number((await rows<{ n: number }>('select count(*) as n from fired'))[0]?.n),
          {
            timeout: spreadMs + 60_000,
            interval: 250,
          },
        )
        .toBeGreaterThanOrEqual(due.size);
      const shares = await Promise.all(servers.map(({ url }) => firedBy(url)));
      // Whatever either still holds leased is finished before it ends.
      expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
      const fired = (await rows<Omit<FiredRow, 'due_at'>>('select * from fired')).map((row) => ({
        ...row,
        due_at: due.get(row.instance_id) ?? Number.NaN,
      }));
      const early = fired.filter((row) => row.written_at < row.due_at || row.at < row.due_at);
      const once = new Set(fired.map((row) => row.instance_id));
      const late = Math.max(...fired.map((row) => row.written_at - row.due_at));
      console.info(
        `${due.size} deadlines, ${fired.length} fired (${shares.join(' and ')} by the two servers), ${early.length} early, ` +
          `${fired.length - once.size} twice, the latest ${late} ms after its time; ${receiver.deliveries.size} effects`,
      );
      expect(early).toEqual([]);
      expect(fired).toHaveLength(due.size);
      expect(once.size).toBe(due.size);
      expect(receiver.deliveries.size).toBe(due.size);
      // Both took part, or nothing was tried.
      for (const share of shares) expect(share).toBeGreaterThan(0);
    },
    patienceMs,
  );
});

/** Starts deficiencies that fall due one after the other in the next seconds; their due instants by id. */
async function startShared(db: string): Promise<ReadonlyMap<string, number>> {
  const store = await createPostgresStore(db);
  const registry = createRegistry(workflows);
  let ids = 0;
  const engine = createEngine({ registry, store, newId: () => `id-${++ids}` });
  const user = userOf('feed', ['system']);
  const begin = store.now() + 3000;
  const due = new Map<string, number>();
  await Promise.all(
    Array.from({ length: counts.sharedDeadlines }, async (_, n) => {
      const id = `shared-${n}`;
      const dueAt = begin + Math.floor((n * spreadMs) / counts.sharedDeadlines);
      // A clock of hours ends at the instant itself; the deadline is the millisecond after it.
      due.set(id, dueAt + 1);
      await engine.start('deficiency', inputDueAt(id, dueAt), { user, id });
    }),
  );
  await store.close();
  return due;
}

function inputDueAt(name: string, dueAt: number) {
  return {
    encounterId: `enc-${name}`,
    patientId: `pat-${name}`,
    facility: 'north',
    zone: 'America/New_York',
    finding: {
      key: 'missing-document.history-and-physical',
      kind: 'missing-document',
      documentType: 'history-and-physical',
      documentId: null,
      procedureId: null,
      ownerRole: 'attending',
      ownerId: 'reyes',
      clock: { kind: 'hours', amount: 24, startedAt: dueAt - dayMs, citation: '42 CFR 482.24' },
      rule: { ruleSet: 'load', version: 1, table: 'load', row: 'load', citation: null },
    },
  };
}

/** What the machine's clock said when a line was logged. */
function machineTime(line: string): number {
  return Date.parse(/"time":"([^"]+)"/.exec(line)?.[1] ?? '');
}

async function firedBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^chartkeeper_worker_fired (\d+)/m.exec(text)?.[1] ?? Number.NaN);
}

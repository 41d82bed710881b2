import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { User } from '../../engine/model/user.ts';
import type { Store } from '../../engine/store.ts';
import { createAuthenticator } from '../../server/auth.ts';
import { createPostgresStore } from '../../server/store/postgres/store.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { type BenchServer, startServer } from './bench-server.ts';
import { facilities, fillPostgres, fillSqlite, queue } from './million-tasks.ts';
import { type Line, p95 } from './table.ts';

const rounds = 60;
const scopes = [1, 7, 50] as const;

/** Queue pages of 50 rows and the counts, through HTTP, warm, at a thousand and at a million open tasks. */
export async function queuePages(
  postgresUrl: (name: string) => Promise<string>,
  most: number,
): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const lines: Line[] = [];
  for (const kind of ['SQLite', 'PostgreSQL'] as const) {
    const open = async (count: number): Promise<{ server: BenchServer; store: Store }> => {
      const db =
        kind === 'SQLite' ? join(folder, `${count}.db`) : await postgresUrl(`pages_${count}`);
      const store = kind === 'SQLite' ? createSqliteStore(db) : await createPostgresStore(db);
      await store.commit({ settings: { 'signing-key': Buffer.alloc(32, 7).toString('base64') } });
      await store.close();
      if (kind === 'SQLite') fillSqlite(db, count);
      else await fillPostgres(db, count);
      return { server: await startServer(db), store };
    };
    const small = await open(1000);
    const large = await open(most);
    for (const held of scopes) {
      const token = await tokenFor(facilities.slice(0, held));
      const at = [small, large].map(({ server }) => pageWalk(server.url, token));
      for (const what of ['first', 'deep', 'counts'] as const) {
        const [few = 0, many = 0] = await interleaved(at.map((walk) => walk[what]));
        lines.push({
          what: `${kind}: ${what === 'counts' ? 'counts' : `${what} page`}, ${held} ${held === 1 ? 'facility' : 'facilities'}`,
          value: `${many.toFixed(1)} ms at ${most.toLocaleString('en')}, ${few.toFixed(1)} ms at 1,000`,
          ratio: many / few,
          bar: '≤ 3',
          isMet: many / few <= 3,
        });
      }
    }
    if (kind === 'SQLite') {
      const rss = large.server.rssMb();
      lines.push({
        what: 'Memory while serving them on SQLite',
        value: `${rss.toFixed(0)} MB`,
        bar: '< 400 MB',
        isMet: rss < 400,
      });
    }
    await small.server.stop();
    await large.server.stop();
  }
  rmSync(folder, { recursive: true });
  return lines;
}

interface Walk {
  first(): Promise<number>;
  deep(): Promise<number>;
  counts(): Promise<number>;
}

/** Pages as a person scrolls: the first, and those that follow a jump to the middle. */
function pageWalk(url: string, token: string): Walk {
  let cursor: string | null = null;
  const ask = async (
    path: string,
  ): Promise<{
    ms: number;
    body: { next?: string | null; queues?: { counts: { open: number } }[] };
  }> => {
    const started = performance.now();
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = (await response.json()) as { next?: string | null };
    const ms = performance.now() - started;
    if (!response.ok) throw new Error(JSON.stringify(body));
    return { ms, body };
  };
  const path = `/api/tasks?queue=${queue}&limit=50`;
  return {
    first: async () => (await ask(path)).ms,
    deep: async () => {
      if (cursor === null) {
        const { body } = await ask('/api/queues');
        const open = body.queues?.reduce((sum, one) => sum + one.counts.open, 0) ?? 0;
        const jump = await ask(`${path}&offset=${Math.floor(open / 2)}`);
        cursor = jump.body.next ?? null;
      }
      const { ms, body } = await ask(cursor === null ? path : `${path}&after=${cursor}`);
      cursor = body.next ?? null;
      return ms;
    },
    counts: async () => (await ask('/api/queues')).ms,
  };
}

/** Both sizes in turn, so that a noisy moment of the machine falls on both. */
async function interleaved(walks: readonly (() => Promise<number>)[]): Promise<number[]> {
  const times = walks.map((): number[] => []);
  for (let n = 0; n < rounds + 10; n += 1) {
    for (const [index, walk] of walks.entries()) {
      const ms = await walk();
      if (n >= 10) times[index]?.push(ms);
    }
  }
  return times.map(p95);
}

async function tokenFor(held: readonly string[]): Promise<string> {
  const auth = createAuthenticator({
    secret: Buffer.alloc(32, 7),
    issuers: [],
    demoUsers: null,
    now: Date.now,
  });
  const user: User = {
    id: 'bench',
    name: 'Bench',
    grants: [{ role: 'analyst', facilities: [...held] }],
  };
  return (await auth.issue(user, 3600)).token;
}

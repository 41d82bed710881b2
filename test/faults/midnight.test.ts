import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createRegistry } from '../../engine/registry.ts';
import { levelReached } from '../../engine/workflows/chart-completion/events.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { letterIdOf } from '../../server/letters/ids.ts';
import { countFor, counts, isSoak, patienceMs } from './counts.ts';
import { askOnce, askUntilAnswered, type Entrance, quantile } from './crowd.ts';
import { createIssuer, type DatabaseUnderTest, databaseKinds } from './databases.ts';
import { userOf } from './hospital-load.ts';
import {
  facility,
  isOwnedBy,
  loadDepartment,
  type People,
  recordsEach,
  startPeople,
} from './midnight-load.ts';
import { endAll, type ServerProcess, startServer } from './server-process.ts';
import { auditState, differencesOf, type StoredDeadline } from './state-audit.ts';

const zone = 'America/New_York';
const physicians = 6;
const analysts = 4;
const minuteMs = 60_000;

/** Day 15 after the discharge begins at the midnight of a day on which the clocks change. */
const nights = [
  {
    name: 'the clocks go back, users at work',
    dischargedAt: '2026-10-17T14:00:00Z',
    midnight: '2026-11-01T04:00:00Z',
    on: '2026-11-01',
    isKilled: false,
  },
  {
    name: 'the clocks go forward, users at work, the server killed in between',
    dischargedAt: '2027-02-27T15:00:00Z',
    midnight: '2027-03-14T05:00:00Z',
    on: '2027-03-14',
    isKilled: true,
  },
] as const;

let under: DatabaseUnderTest | undefined;

afterEach(async () => {
  endAll();
  await under?.drop();
});

/** In the soak every night on every database, else one each. */
const cases = databaseKinds.flatMap((kind, n) =>
  nights
    .filter((_, m) => isSoak || m !== n)
    .map((night) => ({ ...night, kind, name: `${kind.name}, ${night.name}` })),
);

describe('a level that all reach at one midnight', () => {
  test.each(cases)(
    '$name: every letter is written once',
    async ({ kind, dischargedAt, midnight, on, isKilled }) => {
      under = await kind.create();
      const { db, rows } = under;
      const midnightAt = Date.parse(midnight);
      const loadedAt = Date.parse(dischargedAt) + 24 * 60 * minuteMs;
      const practitioners = countFor(kind.name, counts.practitioners);
      const loadBegan = performance.now();
      await loadDepartment({
        db,
        zone,
        practitioners,
        physicians,
        dischargedAt: Date.parse(dischargedAt),
        loadedAt,
      });
      const loadTook = performance.now() - loadBegan;
      const options = { db, args: ['--clock', new Date(loadedAt).toISOString()] };
      let server: ServerProcess = await startServer(options);
      const door: Entrance = { url: Promise.resolve(server.url) };
      const issue = await createIssuer(under);
      const manager = await issue(userOf('manager', ['manager']));
      const move = (at: number) =>
        askUntilAnswered(door, {
          token: manager,
          path: '/api/clock',
          body: { now: new Date(at).toISOString() },
        });
      const countLetters = async (): Promise<number> => {
        const query = `select count(*) as n from instances where id > 'letter.2' and id < 'letter.3'`;
        return Number((await rows<{ n: number }>(query))[0]?.n);
      };
      await startLetters(door, manager);
      await move(midnightAt - 1);
      expect(await countLetters()).toBe(0);

      const people = await startPeople(door, issue, { analysts, physicians });
      await delay(1000);
      const before = people.took.length;
      const began = performance.now();
      let moved = isKilled ? null : move(midnightAt);
      if (isKilled) {
        // Its answer dies with the server.
        const asked = { token: manager, path: '/api/clock', body: { now: midnight } };
        void askOnce(server.url, asked).catch(() => {});
        await until(async () => (await countLetters()) >= practitioners / 2, 100);
        let open: (url: string) => void = () => {};
        door.url = new Promise((resolve) => {
          open = resolve;
        });
        await server.killNine();
        server = await startServer(options);
        open(server.url);
        // Past the leases of the dead.
        moved = move(midnightAt + 2 * minuteMs);
      }
      await until(async () => (await countLetters()) >= practitioners, 500);
      const lastLetter = performance.now() - began;
      const answer = await moved;
      expect(answer?.status).toBe(200);
      const settled = performance.now() - began;
      const during = people.took.slice(before);
      await people.stop();
      await move(midnightAt + 3 * minuteMs);
      expect(await server.stop()).toBe(0);

      const keys = await keysReached(rows);
      const letters = await lettersIn(rows);
      console.info(
        `midnight of ${on}, ${kind.name}${isKilled ? ', one kill -9' : ''}: ${practitioners * recordsEach} records of ${practitioners} practitioners loaded in ${seconds(loadTook)}; ` +
          `${letters.length} letters, the last stored after ${seconds(lastLetter)}, nothing left after ${seconds(settled)}; ` +
          `${during.length} requests of ${analysts + physicians} users meanwhile, p50 ${Math.round(quantile(during, 0.5))} ms, p95 ${Math.round(quantile(during, 0.95))} ms, most ${Math.round(Math.max(...during))} ms; ${people.signed.length} signed`,
      );
      expect(people.failures).toEqual([]);
      expect(letters.map(({ id }) => id).sort()).toEqual([...keys].sort());
      expect(letters).toHaveLength(practitioners);
      expect(new Set(letters.map(({ context }) => context.on))).toEqual(new Set([on]));
      expect(incomplete(letters, people)).toEqual([]);
      const waiting = 'select key from effects where done_at is null';
      expect(await rows(waiting)).toEqual([]);
      expect(await rows(`select 1 from deadlines where due_at <= ${midnightAt}`)).toEqual([]);
      const store = await under.openStore(() => midnightAt);
      const deadlines = await rows<StoredDeadline>('select * from deadlines');
      const audit = await auditState(createRegistry(workflows), store, deadlines);
      await store.close();
      expect(differencesOf(audit)).toEqual([]);
      // A test that never met what it is about proves nothing.
      expect(people.signed.length).toBeGreaterThan(0);
    },
    patienceMs,
  );
});

async function startLetters(door: Entrance, token: string): Promise<void> {
  const counted = await askUntilAnswered(door, {
    token,
    path: '/api/letters/dry-count',
    body: { facility },
  });
  expect(counted.status).toBe(200);
  const { instanceId, count } = JSON.parse(counted.text);
  const started = await askUntilAnswered(door, {
    token,
    path: `/api/instances/${encodeURIComponent(instanceId)}/events`,
    body: { type: 'letters.start', countId: count.id },
  });
  expect(started.status).toBe(200);
}

interface Letter {
  readonly id: string;
  readonly practitionerId: string;
  readonly context: {
    readonly on: string;
    readonly items: readonly { readonly deficiencyId: string }[];
  };
}

async function lettersIn(rows: DatabaseUnderTest['rows']): Promise<readonly Letter[]> {
  const found = await rows<{ id: string; practitioner_id: string; context: unknown }>(
    `select id, practitioner_id, context from instances where workflow = 'letter'`,
  );
  return found.map(({ id, practitioner_id, context }) => ({
    id,
    practitionerId: practitioner_id,
    context: parsed(context) as Letter['context'],
  }));
}

/** Ids of the letters that the levels asked for. */
async function keysReached(rows: DatabaseUnderTest['rows']): Promise<ReadonlySet<string>> {
  const asked = await rows<{ params: unknown }>(
    `select params from effects where type = 'deficiency.level-reached'`,
  );
  const ids = await Promise.all(
    asked.flatMap(({ params }) => {
      const { letter, practitionerId: owner, ...reached } = levelReached.parse(parsed(params));
      if (letter === null || owner === null) return [];
      return [letterIdOf({ ...reached, practitionerId: owner, template: letter })];
    }),
  );
  return new Set(ids);
}

/** Records that stand on no letter of their practitioner and were not signed either. */
function incomplete(letters: readonly Letter[], { signed }: People): readonly string[] {
  return letters.flatMap((letter) => {
    const named = letter.context.items.map(({ deficiencyId }) => deficiencyId);
    const own = signed.filter((id) => isOwnedBy(letter.practitionerId, id));
    const all = new Set([...named, ...own]);
    return all.size === recordsEach && new Set(named).size === named.length ? [] : [letter.id];
  });
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

async function until(isSo: () => Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await isSo())) await delay(everyMs);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

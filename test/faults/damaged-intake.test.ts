import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { auditLog } from '../../engine/insight/audit-log.ts';
import { systemUser } from '../../engine/model/user.ts';
import { createRegistry } from '../../engine/registry.ts';
import { workflows } from '../../engine/workflows/index.ts';
import type { Assembled } from '../../server/assemble.ts';
import { createInPageServer } from '../../server/in-page.ts';
import { silentLog } from '../../server/log.ts';
import { wire } from '../../server/wire.ts';
import { chooseSeed, damagedCount, patienceMs } from './counts.ts';
import { type Damaged, damaged } from './damage.ts';
import { createSqlite, type DatabaseUnderTest } from './databases.ts';
import { marker } from './intake-samples.ts';

const clock = Date.parse('2026-03-10T15:00:00Z');
/** One server's share: what it keeps must not hide what it leaks. */
const perServer = 2500;
const mostGrowthBytes = 64 * 1024 * 1024;
let under: DatabaseUnderTest | undefined;
let server: Assembled | undefined;

afterEach(async () => {
  await server?.close();
  await under?.drop();
  [server, under] = [undefined, undefined];
});

const kinds = [
  {
    name: 'memory',
    share: 0.9,
    open: () =>
      createInPageServer({
        data: { facilities: [], practitioners: [], users: [], stays: [] },
        clock: () => clock,
      }),
  },
  {
    name: 'SQLite',
    share: 0.1,
    open: async () => {
      under = await createSqlite();
      const rest = { allowedOrigins: [], issuers: [], defaultFacility: 'main', demoUsers: null };
      return wire({
        ...rest,
        db: under.db,
        clockStart: clock,
        requestsPerMinute: Number.POSITIVE_INFINITY,
        log: silentLog,
      });
    },
  },
] as const;

describe.each(kinds)('damaged messages and resources, over $name', ({ name, share, open }) => {
  test(
    'always have an answer, tell no health data, fill no memory and leave the log as it must be',
    async () => {
      const seed = chooseSeed();
      const total = Math.ceil(damagedCount * share);
      const tally = { sent: 0, taken: 0, refused: 0 };
      let baseline = 0;
      let growth = 0;
      for (let done = 0; done < total; done += perServer) {
        const opened = await open();
        server = opened;
        const { token } = await opened.services.auth.issue(systemUser, 3600);
        await fc.assert(
          fc.asyncProperty(damaged, async (one) => {
            const isTaken = await answered(opened, token, one);
            tally.sent += 1;
            if (isTaken) tally.taken += 1;
            else tally.refused += 1;
          }),
          { numRuns: Math.min(perServer, total - done), seed: seed + done, endOnFailure: true },
        );
        const { differing, unattended } = await auditLog(
          createRegistry(workflows),
          opened.engine.store,
        );
        expect({ seed, differing, unattended }).toEqual({ seed, differing: [], unattended: [] });
        for (const { reason } of await opened.engine.store.messages({
          outcome: 'refused',
          limit: perServer * 10,
        }))
          expect(reason).not.toContain(marker);
        await opened.close();
        await under?.drop();
        server = undefined;
        const heap = heapInUse();
        baseline ||= heap;
        growth = Math.max(growth, heap - baseline);
      }
      console.info(
        `${name}: seed ${seed}; ${tally.sent} damaged requests, ${tally.taken} taken, ${tally.refused} refused; heap grew by ${Math.round(growth / 1024 / 1024)} MB at most`,
      );
      expect(growth).toBeLessThan(mostGrowthBytes);
      // A fuzz that is always refused, or always taken, proves nothing.
      expect(Math.min(tally.taken, tally.refused)).toBeGreaterThan(tally.sent / 20);
    },
    patienceMs,
  );
});

/** True when it was taken. Fails where there is no answer, or one that must not be. */
async function answered({ app }: Assembled, token: string, one: Damaged): Promise<boolean> {
  const response = await app.request(one.path, {
    method: one.method,
    body: one.body as Uint8Array<ArrayBuffer>,
    headers: { authorization: `Bearer ${token}`, 'content-type': one.contentType },
  });
  const text = await response.text();
  if (response.status >= 500) throw new Error(`${one.path}: ${response.status} ${text}`);
  if (one.path === '/hl7v2') return answeredInHl7(text);
  const body = JSON.parse(text) as {
    readonly resourceType?: string;
    readonly refused?: number;
    readonly issue?: readonly unknown[];
  };
  if (response.ok) return body.refused === undefined || body.refused === 0;
  if (body.resourceType !== 'OperationOutcome' || body.issue?.length === 0)
    throw new Error(`${one.path}: ${response.status} without an outcome`);
  expect(text).not.toContain(marker);
  return false;
}

/** Each message has its acknowledgment, or none where damage made it ask for none (MSH-15 and MSH-16: NE). */
function answeredInHl7(text: string): boolean {
  const lines = text.split('\r');
  if (text !== '' && !/^(MSH|BHS|FHS)/.test(text)) throw new Error('no acknowledgment');
  const told = lines.filter((line) => /^(MSA|ERR)/.test(line));
  for (const line of told.filter((one) => one.startsWith('ERR')))
    expect(line).not.toContain(marker);
  const codes = told.flatMap((line) => /^MSA.(..)/.exec(line)?.[1] ?? []);
  return codes.every((code) => code === 'AA' || code === 'CA');
}

function heapInUse(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLog } from '../../engine/insight/audit-log.ts';
import type { Store } from '../../engine/store.ts';
import { createPostgresStore } from '../../server/store/postgres/store.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { engineOver, engineSender, floorSender, registry, sendFor } from './lives.ts';
import { type Line, median } from './table.ts';

const senders = 32;
/** More than any store here takes from one sender in a second. */
const mostPerSender = 1500;

export interface RateOptions {
  readonly rounds: number;
  readonly ms: number;
}

interface Kind {
  readonly name: string;
  open(file: string, mostTogether?: number): Promise<Store>;
  readonly floorBar: number;
  readonly togetherBar: number;
}

/** Events a second through `engine.send`, against the same rows made beforehand, and against a commit for each event. */
export async function engineRates(
  postgresUrl: (name: string) => Promise<string>,
  { rounds, ms }: RateOptions,
): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const kinds: Kind[] = [
    {
      name: 'SQLite, FULL',
      open: async (name, mostTogether) =>
        createSqliteStore(join(folder, `${name}.db`), mostTogether ? { mostTogether } : {}),
      floorBar: 0.6,
      togetherBar: 4,
    },
    {
      name: 'PostgreSQL',
      open: async (name, mostTogether) =>
        createPostgresStore(
          await postgresUrl(name.replaceAll('-', '_')),
          mostTogether ? { mostTogether } : {},
        ),
      floorBar: 0.5,
      togetherBar: 3,
    },
  ];
  const lines: Line[] = [];
  for (const kind of kinds) lines.push(...(await ratesOf(kind, { rounds, ms })));
  rmSync(folder, { recursive: true });
  return lines;
}

async function ratesOf(kind: Kind, { rounds, ms }: RateOptions): Promise<Line[]> {
  const shared = await kind.open('shared');
  const alone = await kind.open('alone', 1);
  const floor = await kind.open('floor');
  const together = engineSender(engineOver(shared), senders);
  const oneByOne = engineSender(engineOver(alone), senders);
  const rates: { engine: number; floor: number; alone: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = floorSender(floor, senders, Math.ceil((ms / 1000) * mostPerSender));
    rates.push({
      engine: (await sendFor(ms, senders, together)).eventsPerSecond,
      floor: (await sendFor(ms, senders, bare)).eventsPerSecond,
      alone: (await sendFor(ms, senders, oneByOne)).eventsPerSecond,
    });
  }
  const ofFloor = median(rates.map((one) => one.engine / one.floor));
  const ofAlone = median(rates.map((one) => one.engine / one.alone));
  const engineRate = median(rates.map((one) => one.engine));
  const audit = await auditRate(shared);
  await Promise.all([shared.close(), alone.close(), floor.close()]);
  const value = (rate: number): string => `${Math.round(rate).toLocaleString('en')} events/s`;
  const isAuditGood = audit >= 80_000 || audit >= 3 * engineRate;
  return [
    {
      what: `${kind.name}, 32 senders: engine against the bare floor`,
      value: `${value(engineRate)} of ${value(median(rates.map((one) => one.floor)))}`,
      ratio: ofFloor,
      bar: `≥ ${kind.floorBar}`,
      isMet: ofFloor >= kind.floorBar,
    },
    {
      what: `${kind.name}, 32 senders: engine against a commit for each event`,
      value: `${value(engineRate)} against ${value(median(rates.map((one) => one.alone)))}`,
      ratio: ofAlone,
      bar: `≥ ${kind.togetherBar}`,
      isMet: ofAlone >= kind.togetherBar,
    },
    {
      what: `${kind.name}: replay audit of the whole log`,
      value: value(audit),
      ratio: audit / engineRate,
      bar: '80,000/s or ≥ 3',
      isMet: isAuditGood,
    },
  ];
}

async function auditRate(store: Store): Promise<number> {
  const started = performance.now();
  const { events, differing, unattended } = await auditLog(registry, store);
  if (differing.length + unattended.length > 0) throw new Error('the log and the state differ');
  return events / ((performance.now() - started) / 1000);
}

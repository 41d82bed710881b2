import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replay } from '../../engine/insight/replay.ts';
import { createMemoryStore } from '../../engine/memory-store.ts';
import { compileTable, evaluate } from '../../engine/rules/evaluate.ts';
import { DecisionTable } from '../../engine/rules/table.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { startServer } from './bench-server.ts';
import { createEffectlessWorker } from './idle-worker.ts';
import { engineOver, longLife, registry } from './lives.ts';
import { type Line, median } from './table.ts';

const rounds = 7;

/** What is measured once and small: replay of one life, rules over many charts, an idle server, start and memory. */
export async function smallFigures(): Promise<Line[]> {
  return [await replayOfOne(), rulesOverCharts(), await idleQueries(), ...(await startAndMemory())];
}

async function replayOfOne(): Promise<Line> {
  const store = createMemoryStore();
  const engine = engineOver(store);
  await longLife(engine, 'one-0', 1000);
  const entries = await store.history('one-0');
  const ms = median(
    Array.from({ length: rounds }, () => timed(() => replay(registry, entries, null))),
  );
  return {
    what: `Replay of one instance with ${entries.length} events`,
    value: `${ms.toFixed(1)} ms`,
    bar: '< 50 ms',
    isMet: ms < 50,
  };
}

function rulesOverCharts(): Line {
  const table = compileTable(
    DecisionTable.parse({
      id: 'thirty-rows',
      title: 'Thirty rows',
      hitPolicy: 'collect',
      inputs: [
        { name: 'class', label: 'Class', kind: 'string' },
        { name: 'service', label: 'Service', kind: 'string' },
        { name: 'losHours', label: 'Hours', kind: 'number' },
        { name: 'disposition', label: 'Disposition', kind: 'string' },
        { name: 'hasOperation', label: 'Operation', kind: 'boolean' },
        { name: 'dischargedOn', label: 'Discharged', kind: 'date' },
      ],
      outputs: [{ name: 'document', label: 'Document', kind: 'string' }],
      rows: Array.from({ length: 30 }, (_, n) => ({
        id: `row-${n}`,
        when: {
          class: n % 2 === 0 ? '"IMP","OBSENC"' : 'not("AMB")',
          service: n % 3 === 0 ? '"MED"' : '',
          losHours: `[${n}..${n + 60}]`,
          ...(n % 5 === 0 ? { hasOperation: 'true' } : {}),
          ...(n % 7 === 0 ? { dischargedOn: '>= date("2026-01-01")' } : {}),
        },
        // biome-ignore lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.
        then: { document: `document-${n}` },
      })),
    }),
  );
  const charts = Array.from({ length: 100_000 }, (_, n) => ({
    class: ['IMP', 'AMB', 'EMER', 'OBSENC'][n % 4] ?? null,
    service: ['MED', 'SUR', null][n % 3] ?? null,
    losHours: n % 200,
    disposition: '01',
    hasOperation: n % 6 === 0,
    dischargedOn: '2026-11-02',
  }));
  const ms = median(
    Array.from({ length: rounds }, () =>
      timed(() => charts.map((facts) => evaluate(table, facts))),
    ),
  );
  return {
    what: '100,000 charts through a decision table of 30 rows',
    value: `${ms.toFixed(0)} ms`,
    bar: '< 1 s',
    isMet: ms < 1000,
  };
}

async function idleQueries(): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const store = createSqliteStore(join(folder, 'idle.db'));
  const perSecond = await createEffectlessWorker(store, 10_000);
  await store.close();
  rmSync(folder, { recursive: true });
  return {
    what: 'Queries of an idle server',
    value: `${perSecond.toFixed(2)} a second`,
    bar: '≤ 1',
    isMet: perSecond <= 1,
  };
}

async function startAndMemory(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const db = join(folder, 'demo.db');
  const first = await startServer(db, ['--discharges', '0']);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const rss = first.rssMb();
  await first.stop();
  const again = await startServer(db, ['--discharges', '0']);
  await again.stop();
  rmSync(folder, { recursive: true });
  const slowest = Math.max(first.startedInMs, again.startedInMs);
  return [
    {
      what: 'First answer after start (demo data loading, and again)',
      value: `${first.startedInMs.toFixed(0)} ms, ${again.startedInMs.toFixed(0)} ms`,
      bar: '< 3 s',
      isMet: slowest < 3000,
    },
    {
      what: 'Memory once the demo data is in',
      value: `${rss.toFixed(0)} MB`,
      bar: '< 150 MB',
      isMet: rss < 150,
    },
  ];
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

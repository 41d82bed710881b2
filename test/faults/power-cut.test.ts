import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createEngine } from '../../engine/engine.ts';
import { createRegistry } from '../../engine/registry.ts';
import type { HistoryEntry } from '../../engine/store.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { chooseSeed, counts, createRandom, patienceMs } from './counts.ts';
import { createDiskImage } from './disk-image.ts';
import { deficiencyInput, userOf } from './hospital-load.ts';
import { buildRecorder, type DiskOperation, readRecording } from './power-recorder.ts';
import { endAll, exitOf, startNode } from './server-process.ts';
import { auditState, differencesOf, type StoredDeadline } from './state-audit.ts';

const rounds = 12;
const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-power-'));
const recorder = buildRecorder(folder);
if (recorder === null)
  console.info('Power cuts not run: no C compiler. The write-ahead log is cut instead.');
else describePowerCuts(recorder);

afterEach(endAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function describePowerCuts(recorder: string): void {
  describe('a power cut of the SQLite file', () => {
    test(
      'loses nothing acknowledged, at whatever write it comes',
      async () => {
        const found = await cutPower('FULL', recorder);
        console.info(report('FULL', found));
        expect({ seed: found.seed, problems: found.problems }).toEqual({
          seed: found.seed,
          problems: [],
        });
        expect(found.acknowledged).toBeGreaterThan(0);
      },
      patienceMs,
    );

    test(
      'is told apart from one that loses events: with synchronous=NORMAL it does',
      async () => {
        const found = await cutPower('NORMAL', recorder);
        console.info(report('NORMAL', found));
        expect(found.cutsWithLoss).toBeGreaterThan(0);
      },
      patienceMs,
    );
  });
}

test(
  'a write-ahead log torn behind the last acknowledgement gives back everything before it',
  async () => {
    const seed = chooseSeed();
    const random = createRandom(seed);
    const place = join(folder, 'torn');
    mkdirSync(place);
    const db = join(place, 'test.db');
    const store = createSqliteStore(db);
    const engine = createEngine({
      registry: createRegistry(workflows),
      store,
      newId: () => `id-${random()}`,
    });
    const user = userOf('feed', ['system']);
    const acknowledged: string[] = [];
    for (let cut = 0; cut < counts.powerCuts; cut += 1) {
      const startAll = (name: string) =>
        Promise.all(
          Array.from({ length: 4 }, (_, n) => {
            const id = `${name}-${cut}-${n}`;
            const input = deficiencyInput(id, false);
            return engine.start('deficiency', input, { user, id, eventId: 'start' });
          }),
        );
      const sent = await startAll('kept');
      acknowledged.push(...sent.map(({ instance }) => `${instance.id} start`));
      const [main, log] = [readFileSync(db), readFileSync(`${db}-wal`)];
      await startAll('torn');
      const longer = readFileSync(`${db}-wal`);
      // A log begun anew after a checkpoint has other frames in the old places: nothing to tear there.
      const isContinued = longer.subarray(0, log.length).equals(log);
      const tail = isContinued ? longer.subarray(log.length) : Buffer.alloc(0);
      const end = Math.floor(random() * tail.length);
      const torn = Buffer.from(tail.subarray(0, end));
      for (let at = 0; at < end; at += 512)
        if (random() < 0.3) torn.fill(0, at, Math.min(end, at + 512));
      const files = new Map([
        ['test.db', main],
        ['test.db-wal', Buffer.concat([log, torn])],
      ]);
      const { lost, wrong } = await examine(files, acknowledged);
      expect({ seed, cut, lost, wrong }).toEqual({ seed, cut, lost: [], wrong: [] });
    }
    await store.close();
  },
  patienceMs,
);

interface Found {
  readonly seed: number;
  readonly cuts: number;
  readonly operations: number;
  readonly syncs: number;
  /** Acknowledgements before the cut, summed over all cuts. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly cutsWithLoss: number;
  readonly problems: readonly string[];
}

async function cutPower(synchronous: 'FULL' | 'NORMAL', library: string): Promise<Found> {
  const seed = chooseSeed();
  const random = createRandom(seed);
  const operations = await recordWork(synchronous, library);
  const moments = Array.from({ length: counts.powerCuts }, () =>
    Math.floor(random() * operations.length),
  ).sort((a, b) => a - b);
  const image = createDiskImage();
  const acknowledged: string[] = [];
  const totals = { acknowledged: 0, lost: 0, cutsWithLoss: 0 };
  const problems: string[] = [];
  let next = 0;
  for (const moment of moments) {
    for (; next < moment; next += 1) {
      const operation = operations[next] as DiskOperation;
      if (basename(operation.path) === notesName)
        acknowledged.push(...operation.data.toString().trim().split('\n'));
      else image.apply(operation);
    }
    const { lost, wrong } = await examine(image.cut(random), acknowledged);
    totals.acknowledged += acknowledged.length;
    totals.lost += lost.length;
    totals.cutsWithLoss += lost.length > 0 ? 1 : 0;
    problems.push(...[...lost, ...wrong].map((one) => `cut at operation ${moment}: ${one}`));
  }
  const syncs = operations.filter((one) => one.kind === 'sync').length;
  return {
    seed,
    cuts: moments.length,
    operations: operations.length,
    syncs,
    ...totals,
    problems: problems.slice(0, 20),
  };
}

const notesName = 'acknowledgements';

/** Lets a process work on a database and returns everything it wrote, its acknowledgements in between. */
async function recordWork(synchronous: string, library: string): Promise<DiskOperation[]> {
  const place = join(folder, synchronous);
  mkdirSync(place);
  const log = join(folder, `${synchronous}.log`);
  const writer = join(import.meta.dirname, 'power-cut-writer.ts');
  const child = startNode(
    [writer, join(place, 'test.db'), synchronous, String(rounds), join(place, notesName)],
    { LD_PRELOAD: library, RECORD_PREFIX: place, RECORD_LOG: log },
  );
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  child.stdout?.resume();
  if ((await exitOf(child)) !== 0) throw new Error(`The writer failed:\n${said}`);
  return readRecording(log).filter((one) => !one.path.endsWith('-shm'));
}

/** What the next start finds: the file whole, every acknowledged event there, the state what its history makes it. */
async function examine(
  files: ReadonlyMap<string, Buffer>,
  acknowledged: readonly string[],
): Promise<{ lost: string[]; wrong: string[] }> {
  const place = mkdtempSync(join(folder, 'cut-'));
  for (const [path, content] of files) {
    // A log of no bytes and no log are the same to SQLite.
    if (content.length > 0) writeFileSync(join(place, basename(path)), content);
  }
  const db = join(place, 'test.db');
  const wrong: string[] = [];
  let stored = new Set<string>();
  try {
    const store = createSqliteStore(db);
    const reader = new Database(db, { readonly: true });
    const verdict = reader.pragma('integrity_check', { simple: true });
    if (verdict !== 'ok') wrong.push(`integrity_check: ${verdict}`);
    const deadlines = reader.prepare<[], StoredDeadline>('select * from deadlines').all();
    reader.close();
    const entries: HistoryEntry[] = await store.log(null, 1_000_000);
    stored = new Set(entries.map((entry) => `${entry.instanceId} ${entry.eventId}`));
    wrong.push(...differencesOf(await auditState(createRegistry(workflows), store, deadlines)));
    await store.close();
  } catch (error) {
    wrong.push(`cannot be opened: ${(error as Error).message}`);
  }
  rmSync(place, { recursive: true });
  return { lost: acknowledged.filter((one) => !stored.has(one)), wrong };
}

function report(synchronous: string, found: Found): string {
  const { seed, cuts, operations, syncs, acknowledged, lost, cutsWithLoss } = found;
  return (
    `synchronous=${synchronous}: seed ${seed}; ${operations} writes and syncs (${syncs} syncs) recorded, ${cuts} cuts, ` +
    `${acknowledged} acknowledgements before them; ${lost} lost, in ${cutsWithLoss} of the cuts`
  );
}

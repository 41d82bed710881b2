import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { createMemoryStore } from '../../engine/memory-store.ts';
import { systemUser } from '../../engine/model/user.ts';
import { createRegistry } from '../../engine/registry.ts';
import type { Change, DeadlineRow, Store } from '../../engine/store.ts';
import { workflows } from '../../engine/workflows/index.ts';
import { paperChartLoan } from '../../examples/own-workflow/workflow.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { chooseSeed, counts, mutantRuns, patienceMs } from './counts.ts';
import { clockStart, userOf } from './hospital-load.ts';
import { createOracle, type Subject } from './model.ts';
import { commandsFor, createRealEngine, type Mutation, type Tally } from './model-commands.ts';
import { subjects } from './model-subjects.ts';

interface OpenedStore {
  readonly store: Store;
  reopen(): Promise<Store>;
  drop(): Promise<void>;
}

/** What restarts are tried on: memory keeps its data, SQLite opens its file again. */
const storeKinds: readonly { name: string; open(clock: () => number): OpenedStore }[] = [
  {
    name: 'memory',
    open: (clock) => {
      const store = createMemoryStore(clock);
      return { store, reopen: async () => store, drop: () => store.close() };
    },
  },
  { name: 'SQLite', open: openSqlite },
];

const none: Mutation = (engine) => engine;

/** Engines with one mistake each. */
const mutants: Readonly<Record<string, Mutation>> = {
  'fires a due deadline without asking whether it still stands': (engine) => ({
    ...engine,
    fire: async (row) => row.dueAt <= engine.store.now() && fireUnasked(engine, row),
  }),
  'fires a deadline that stands before its time': (engine) => ({
    ...engine,
    fire: async (row) => {
      const due = await engine.fire(row);
      return due || fireUnasked(engine, row);
    },
  }),
  'fires the same deadline as another event each time': (engine) => ({
    ...engine,
    fire: async (row) => {
      await engine.send(row.instanceId, row.event, { user: systemUser });
      return true;
    },
  }),
  'takes an event id it knows for a new one': (engine) => ({
    ...engine,
    send: (id, event, { eventId: _, ...options }) => engine.send(id, event, options),
  }),
};

async function fireUnasked(engine: Engine, row: DeadlineRow): Promise<boolean> {
  const eventId = `deadline/${row.key}/${row.armedSeq}/${row.dueAt}`;
  const sent = await engine.send(row.instanceId, row.event, { user: systemUser, eventId });
  return !sent.wasKnown;
}

const registry = createRegistry([...workflows, paperChartLoan]);

for (const { name, open } of storeKinds) {
  describe.each(subjects)(
    `the engine over ${name} and a live XState actor, $workflow.id`,
    (subject) => {
      test(
        'agree on state, context, deadlines and effects',
        async () => {
          const seed = chooseSeed();
          const tally = newTally();
          await fc.assert(property(subject, open, none, tally), {
            seed,
            numRuns: counts.modelRuns,
          });
          console.info(
            `${subject.workflow.id} over ${name}: seed ${seed}; ${counts.modelRuns} runs, ${tally.checks} checks, ` +
              `${tally.fired} deadlines fired, ${tally.restarts} restarts, ${tally.doubled} second deliveries`,
          );
          // A clock that never rang or a server that never stopped would prove nothing.
          for (const times of Object.values(tally)) expect(times).toBeGreaterThan(0);
        },
        patienceMs,
      );
    },
  );
}

describe('the comparison finds out an engine that', () => {
  test.each(Object.entries(mutants))(
    '%s',
    async (_, mutation) => {
      await expectKilled(mutation, (store) => store);
    },
    patienceMs,
  );

  test(
    'writes each effect twice',
    async () => {
      await expectKilled(none, (store) => ({
        ...store,
        commit: (change) => store.commit(withEffectsTwice(change)),
      }));
    },
    patienceMs,
  );
});

async function expectKilled(mutation: Mutation, wrap: (store: Store) => Store): Promise<void> {
  const seed = chooseSeed();
  const open = (clock: () => number): OpenedStore => {
    const store = wrap(createMemoryStore(clock));
    return { store, reopen: async () => store, drop: () => store.close() };
  };
  const runs = await Promise.all(
    subjects.map(async (subject) => {
      const options = { seed, numRuns: mutantRuns, endOnFailure: true };
      const result = await fc.check(property(subject, open, mutation, newTally()), options);
      return result.failed ? result.numRuns : null;
    }),
  );
  console.info(`seed ${seed}: found out on run ${runs.map((n) => n ?? 'never').join(' / ')}`);
  expect(runs.some((n) => n !== null)).toBe(true);
}

function property(
  subject: Subject,
  open: (clock: () => number) => OpenedStore,
  mutation: Mutation,
  tally: Tally,
) {
  return fc.asyncProperty(commandsFor(subject), async (commands) => {
    const clock = { now: clockStart };
    const opened = open(() => clock.now);
    const { store, reopen } = opened;
    const base = { registry, mutation, clock, tally, store, reopen, leased: [], accepted: [] };
    const real = { ...base, nextEvent: 0, engine: createRealEngine({ ...base, nextEvent: 0 }) };
    const user = userOf('starter', ['system', 'analyst']);
    await real.engine.start(subject.workflow.id, subject.input, { user, id: 'model' });
    const oracle = createOracle(subject.workflow, subject.input, clockStart);
    try {
      await fc.asyncModelRun(() => ({ model: { oracle, subject }, real }), commands);
    } finally {
      oracle.stop();
      await opened.drop();
    }
  });
}

function openSqlite(clock: () => number): OpenedStore {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-model-'));
  const file = join(folder, 'test.db');
  let store = createSqliteStore(file, { clock });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = createSqliteStore(file, { clock });
      return store;
    },
    drop: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function withEffectsTwice(change: Change): Change {
  const steps = change.steps?.map((step) => ({
    ...step,
    effects: step.effects.flatMap((effect) => [effect, { ...effect, key: `${effect.key}/again` }]),
  }));
  return { ...change, ...(steps === undefined ? {} : { steps }) };
}

function newTally(): Tally {
  return { checks: 0, fired: 0, restarts: 0, doubled: 0 };
}

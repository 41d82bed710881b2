import { randomUUID } from 'node:crypto';
import { createEngine, createRegistry, type User } from '../../engine/index.ts';
import { startStep, step } from '../../engine/step.ts';
import type { Step } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';
import { paperChartLoan } from '../../examples/own-workflow/workflow.ts';
import { createPostgresStore, type PostgresStore } from '../../server/store/postgres/store.ts';

export interface Load {
  readonly seconds: number;
  readonly senders: number;
}

/** Events a second: of the bare batch writer, of the whole engine, and of the engine with a commit per event. */
export interface PostgresFloor {
  /** Steps computed beforehand, sent through the same batches: what the engine could reach at most. */
  runFloor(load: Load): Promise<number>;
  runEngine(load: Load): Promise<number>;
  runCommitPerEvent(load: Load): Promise<number>;
  close(): Promise<void>;
}

const lead: User = {
  id: 'lead',
  name: 'Lead',
  grants: [{ role: 'supervisor', facilities: '*' }],
};
const registry = createRegistry([paperChartLoan]);
const extend = { type: 'loan.extend', days: 1 };
const eventsPerLoan = 12;

/** Every loan lives the same life in each run: a start, then extensions, each of which moves a task, a deadline and two counters. */
export async function postgresFloor(url: string): Promise<PostgresFloor> {
  const together = await createPostgresStore(url);
  const oneByOne = await createPostgresStore(url, { mostTogether: 1 });
  return {
    runFloor: ({ seconds, senders }) => {
      // What is computed is enough for 20,000 events a second; fewer is noticed below.
      const prepared = Array.from({ length: Math.ceil((seconds * 20_000) / eventsPerLoan) }, () =>
        lifeOf(randomUUID(), together.now()),
      );
      return race({ seconds, senders }, async (count) => {
        const life = prepared.pop();
        if (life === undefined) throw new Error('More steps are needed than were prepared.');
        for (const one of life) {
          await together.commit({ steps: [one] });
          if (!count()) return;
        }
      });
    },
    runEngine: (load) => race(load, oneLoan(together)),
    runCommitPerEvent: (load) => race(load, oneLoan(oneByOne)),
    close: async () => {
      await together.close();
      await oneByOne.close();
    },
  };
}

function oneLoan(store: PostgresStore): (count: () => boolean) => Promise<void> {
  const engine = createEngine({ registry, store, newId: randomUUID });
  return async (count) => {
    const { instance } = await engine.start(paperChartLoan.id, loanAt(store.now()), { user: lead });
    if (!count()) return;
    for (let n = 1; n < eventsPerLoan; n += 1) {
      await engine.send(instance.id, extend, { user: lead });
      if (!count()) return;
    }
  };
}

function lifeOf(id: string, at: number): readonly Step[] {
  const cause = () => ({
    eventId: randomUUID(),
    at,
    userId: lead.id,
    userName: lead.name,
    role: 'supervisor',
    cause: null,
  });
  const first = startStep(paperChartLoan, { id, familyId: null, input: loanAt(at) }, cause());
  const steps = [first];
  let instance: Instance = first.instance;
  while (steps.length < eventsPerLoan) {
    const next = step(paperChartLoan, instance, extend, cause());
    steps.push(next);
    instance = next.instance;
  }
  return steps;
}

function loanAt(lentAt: number) {
  return {
    facility: 'north',
    patientId: 'p1',
    zone: 'America/New_York',
    borrower: 'Clinic 4',
    lentAt,
    dueWithinDays: 1,
  };
}

/** Closed loop: each sender starts its next loan when its last has ended; `count` is false when time is up. */
async function race(
  { seconds, senders }: Load,
  run: (count: () => boolean) => Promise<void>,
): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let events = 0;
  const count = (): boolean => {
    events += 1;
    return performance.now() < end;
  };
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (performance.now() < end) await run(count);
    }),
  );
  return (events * 1000) / (performance.now() - start);
}

import { v7 as newId } from 'uuid';
import { createEngine, type Engine } from '../../engine/engine.ts';
import type { User } from '../../engine/model/user.ts';
import { createRegistry } from '../../engine/registry.ts';
import { type Cause, startStep, step } from '../../engine/step.ts';
import type { Change, Step, Store } from '../../engine/store.ts';
import type { WorkflowEvent } from '../../engine/workflow.ts';
import { deficiency } from '../../engine/workflows/chart-completion/workflow.ts';
import { workflows } from '../../engine/workflows/index.ts';

/** The work of the engine benchmarks: deficiencies that live twelve events each, from found to verified. */
const everyone: User = {
  id: 'bench',
  name: 'Bench',
  practitionerId: 'reyes',
  grants: ['analyst', 'physician', 'system'].map((role) => ({
    role: role as 'analyst',
    facilities: '*',
  })),
};
const dischargedAt = Date.parse('2026-11-02T15:00:00Z');
const input = {
  encounterId: 'e1',
  patientId: 'p1',
  facility: 'north',
  zone: 'America/New_York',
  finding: {
    key: 'missing-document.discharge-summary',
    kind: 'missing-document',
    documentType: 'discharge-summary',
    documentId: null,
    procedureId: null,
    ownerRole: 'attending',
    ownerId: 'reyes',
    clock: {
      kind: 'days',
      amount: 30,
      startedAt: dischargedAt,
      citation: '42 CFR 482.24(c)(4)(viii)',
    },
    rule: {
      ruleSet: 'chart-completion',
      version: 1,
      table: 'required-documents',
      row: 'discharge-summary',
      citation: null,
    },
  },
};
const reason = 'for the bench';
const later: readonly WorkflowEvent[] = [
  { type: 'deficiency.start', progress: 'dictated' },
  { type: 'deficiency.start', progress: 'transcribed' },
  { type: 'deficiency.start', progress: 'awaiting-signature' },
  { type: 'deficiency.decline', reason },
  { type: 'deficiency.refuse-decline', reason },
  { type: 'deficiency.start', progress: 'dictated' },
  { type: 'deficiency.complete', reason },
  { type: 'deficiency.reject', reason },
  { type: 'deficiency.assign', practitionerId: 'reyes' },
  { type: 'deficiency.complete', reason },
  { type: 'deficiency.verify' },
];

export const registry = createRegistry(workflows);

export function engineOver(store: Store): Engine {
  return createEngine({ registry, store, newId });
}

export interface Rate {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Each sender sends its next event when the last is acknowledged. */
export async function sendFor(
  ms: number,
  senders: number,
  act: (sender: number) => Promise<unknown>,
): Promise<Rate> {
  const until = performance.now() + ms;
  const started = performance.now();
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: senders }, async (_, sender) => {
      while (performance.now() < until) {
        const before = performance.now();
        await act(sender);
        latencies.push(performance.now() - before);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { eventsPerSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Through the engine: each sender lives one deficiency after the other. */
export function engineSender(
  engine: Engine,
  senders: number,
): (sender: number) => Promise<unknown> {
  const lives = Array.from({ length: senders }, () => ({ id: '', next: later.length }));
  return async (sender) => {
    const life = lives[sender] ?? { id: '', next: 0 };
    const event = later[life.next];
    if (event !== undefined) {
      life.next += 1;
      return engine.send(life.id, event, { user: everyone });
    }
    life.id = `deficiency.${newId()}`;
    life.next = 0;
    return engine.start('deficiency', input, { user: everyone, id: life.id });
  };
}

/** The same lives made beforehand, straight into the store: what the engine cannot be faster than. */
export function floorSender(
  store: Store,
  senders: number,
  perSender: number,
): (sender: number) => Promise<unknown> {
  const ready = Array.from({ length: senders }, () => readyChanges(perSender));
  const at = new Array<number>(senders).fill(0);
  return (sender) => {
    const change = ready[sender]?.[at[sender] ?? 0];
    at[sender] = (at[sender] ?? 0) + 1;
    if (change === undefined) throw new Error('Too few changes were made beforehand.');
    return store.commit(change);
  };
}

function readyChanges(count: number): Change[] {
  const changes: Change[] = [];
  while (changes.length < count) {
    const id = `deficiency.${newId()}`;
    let made: Step = startStep(deficiency, { id, familyId: null, input }, cause());
    changes.push({ steps: [made], audit: [] });
    for (const event of later) {
      made = step(deficiency, made.instance, event, cause());
      changes.push({ steps: [made], audit: [] });
    }
  }
  return changes;
}

/** One instance with this many events in its history. */
export async function longLife(engine: Engine, id: string, events: number): Promise<void> {
  await engine.start('deficiency', input, { user: everyone, id });
  for (let n = 1; n < events; n += 1) {
    await engine.send(id, { type: 'deficiency.start', progress: 'dictated' }, { user: everyone });
  }
}

function cause(): Cause {
  return {
    eventId: `~${newId()}`,
    at: dischargedAt,
    userId: everyone.id,
    userName: everyone.name,
    role: 'analyst',
    cause: null,
  };
}

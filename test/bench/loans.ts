import { randomUUID } from 'node:crypto';
import { createEngine, type Engine } from '../../engine/engine.ts';
import type { User } from '../../engine/model/user.ts';
import { createRegistry } from '../../engine/registry.ts';
import { type Cause, startStep, step } from '../../engine/step.ts';
import type { Change, Step, Store } from '../../engine/store.ts';
import type { WorkflowEvent } from '../../engine/workflow.ts';
import { paperChartLoan } from '../../examples/own-workflow/workflow.ts';

/** The work of the engine benchmarks: loans that are extended over and over, each changing a task, two counts and a deadline. */
const lead: User = { id: 'lead', name: 'Lead', grants: [{ role: 'supervisor', facilities: '*' }] };
const lentAt = Date.parse('2026-11-02T15:00:00Z');
const input = {
  facility: 'north',
  patientId: 'p1',
  zone: 'America/New_York',
  borrower: 'Clinic 4',
  lentAt,
  dueWithinDays: 1,
};
const extend: WorkflowEvent = { type: 'loan.extend', days: 1 };

export const registry = createRegistry([paperChartLoan]);

export function engineOver(store: Store): Engine {
  return createEngine({ registry, store, newId: randomUUID });
}

export async function startLoans(engine: Engine, count: number, prefix: string): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
  for (let n = 0; n < ids.length; n += 200) {
    await Promise.all(
      ids
        .slice(n, n + 200)
        .map((id) => engine.start('paper-chart-loan', input, { user: lead, id })),
    );
  }
  return ids;
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

/** Through the engine, each sender walking its own instances. */
export function engineSender(
  engine: Engine,
  ids: readonly string[],
  senders: number,
): (sender: number) => Promise<unknown> {
  const turn = new Array<number>(senders).fill(0);
  const each = Math.floor(ids.length / senders);
  return (sender) => {
    const at = turn[sender] ?? 0;
    turn[sender] = at + 1;
    const id = ids[sender * each + (at % each)] ?? '';
    return engine.send(id, extend, { user: lead });
  };
}

/** The same rows made beforehand, straight into the store: what the engine cannot be faster than. */
export function readyChanges(
  prefix: string,
  senders: number,
  perSender: number,
  instances: number,
): Change[][] {
  return Array.from({ length: senders }, (_, sender) => {
    const changes: Change[] = [];
    const latest = new Map<string, Step>();
    for (let n = 0; n < perSender; n += 1) {
      const id = `${prefix}-${sender}-${n % instances}`;
      const before = latest.get(id);
      const made =
        before === undefined
          ? startStep(paperChartLoan, { id, familyId: null, input }, cause())
          : step(paperChartLoan, before.instance, extend, cause());
      latest.set(id, made);
      changes.push({ steps: [made], audit: [] });
    }
    return changes;
  });
}

function cause(): Cause {
  return {
    eventId: randomUUID(),
    at: lentAt,
    userId: lead.id,
    userName: lead.name,
    role: 'supervisor',
    cause: null,
  };
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnswerLine } from './app.ts';
import type { Live } from './live.ts';
import type { Worker } from './worker.ts';

export interface Metrics {
  answered(line: AnswerLine): void;
  readonly mllp: MllpMetrics;
  /** Adds the figures of a worker and its listeners, and gives what prints them all. */
  watch(parts: { readonly worker: Worker; readonly live: Live }): () => Promise<string>;
}

export interface MllpMetrics {
  /** What became of a message. */
  message(outcome: 'taken' | 'refused'): void;
  problem(kind: string): void;
  /** Counts the open connections from now on. */
  listening(connections: () => number): void;
}

/** Figures for operators. Labels are route patterns and status codes: never an id, never a name. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: 'chartkeeper_http_answer_seconds',
    help: 'Duration of answers by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const refused = new Counter({
    name: 'chartkeeper_http_refused_total',
    help: 'Answers of 400 and above',
    registers: [registry],
  });
  return {
    mllp: createMllpMetrics(registry),
    answered: ({ method, route, status, durationMs }) => {
      answers.observe({ method, route, status }, durationMs / 1000);
      if (status >= 400) refused.inc();
    },
    watch: ({ worker, live }) => {
      for (const name of ['fired', 'performed', 'failed', 'dead'] as const) {
        new Gauge({
          name: `chartkeeper_worker_${name}`,
          help: `Deadlines or effects ${name} since start`,
          registers: [registry],
          collect() {
            this.set(worker.counts[name]);
          },
        });
      }
      new Gauge({
        name: 'chartkeeper_live_listeners',
        help: 'Open change streams',
        registers: [registry],
        collect() {
          this.set(live.listeners());
        },
      });
      return () => registry.metrics();
    },
  };
}

function createMllpMetrics(registry: Registry): MllpMetrics {
  const messages = new Counter({
    name: 'chartkeeper_mllp_messages_total',
    help: 'HL7 v2 messages over MLLP by what became of them',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const problems = new Counter({
    name: 'chartkeeper_mllp_problems_total',
    help: 'Connections that went wrong, by kind',
    labelNames: ['kind'],
    registers: [registry],
  });
  const listeners: (() => number)[] = [];
  new Gauge({
    name: 'chartkeeper_mllp_connections',
    help: 'Open MLLP connections',
    registers: [registry],
    collect() {
      this.set(listeners.reduce((sum, connections) => sum + connections(), 0));
    },
  });
  return {
    message: (outcome) => messages.inc({ outcome }),
    problem: (kind) => problems.inc({ kind }),
    listening: (connections) => {
      listeners.push(connections);
    },
  };
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnswerLine } from './app.ts';
import type { Live } from './live.ts';
import type { Worker } from './worker.ts';

export interface Metrics {
  answered(line: AnswerLine): void;
  /** Adds the figures of a worker and its listeners, and gives what prints them all. */
  watch(parts: { readonly worker: Worker; readonly live: Live }): () => Promise<string>;
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

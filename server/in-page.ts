import { v7 as uuidv7 } from 'uuid';
import { createMemoryStore } from '../engine/memory-store.ts';
import type { Registered } from '../engine/workflow.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type Assembled, assemble } from './assemble.ts';
import { type DemoData, demoUsers } from './demo/demo-data.ts';
import { loadDemo } from './demo/load-demo.ts';
import { recordOnly } from './effects.ts';

export interface InPageOptions {
  readonly data: DemoData;
  readonly workflows?: readonly Registered[];
  readonly clock?: () => number;
  /** Told of what fails in the background. */
  readonly onError?: (error: unknown) => void;
}

/**
 * The real server over the memory store, without Node and without a network: for a page that shows the
 * widgets with nothing installed, and for tests. Widgets reach it by `fetch: server.app.request`.
 */
export async function createInPageServer({
  data,
  clock,
  ...options
}: InPageOptions): Promise<Assembled> {
  const assembled = assemble({
    store: createMemoryStore(clock),
    workflows: options.workflows ?? workflows,
    newId: uuidv7,
    secret: crypto.getRandomValues(new Uint8Array(32)),
    issuers: [],
    demoUsers: demoUsers(data),
    allowedOrigins: [],
    defaultFacility: 'main',
    handlerOf: () => recordOnly,
    onError: options.onError ?? (() => {}),
  });
  await loadDemo(assembled.services, data);
  // What fell due before it was loaded has happened.
  await assembled.worker.drain();
  return assembled;
}

import type { Registry } from '../engine/registry.ts';
import type { Store } from '../engine/store.ts';

/** Enough to meet a chart, which every database with work in it has. */
const sample = 500;

/**
 * Whether this program can go on with what the database holds.
 * @throws Error naming the workflow and what to do, before anything is changed
 */
export async function assertKnownVersions(store: Store, registry: Registry): Promise<void> {
  for (const { workflow, workflowVersion } of await store.instances(null, sample)) {
    if (registry.runs(workflow, workflowVersion)) continue;
    throw new Error(
      `The database holds instances of ${workflow} version ${workflowVersion}, which this program does not run. Start the program that wrote it, or begin with another database (--db).`,
    );
  }
}

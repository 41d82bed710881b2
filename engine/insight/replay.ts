import { Refusal } from '../errors.ts';
import type { Registry } from '../registry.ts';
import { startStep, step } from '../step.ts';
import type { HistoryEntry } from '../store.ts';
import type { Instance, WorkflowEvent } from '../workflow.ts';

/**
 * The instance as its history alone makes it: what is stored must equal this byte for byte.
 * Rules are not asked again; their findings are in the events.
 * @throws Refusal `not-found` when there is no history
 */
export function replay(
  registry: Registry,
  entries: readonly HistoryEntry[],
  familyId: string | null,
): Instance {
  let instance: Instance | undefined;
  for (const entry of entries) {
    const workflow = registry.workflow(entry.workflow, entry.workflowVersion);
    const made =
      instance === undefined
        ? startStep(workflow, { id: entry.instanceId, familyId, input: entry.payload }, entry)
        : step(workflow, instance, eventOf(entry), entry);
    instance = made.instance;
  }
  if (instance === undefined) throw new Refusal('not-found', 'There is no history to replay.');
  return instance;
}

function eventOf({ type, payload }: HistoryEntry): WorkflowEvent {
  return { ...(payload as Readonly<Record<string, unknown>>), type };
}

import type { AnyMachineSnapshot } from 'xstate';
import { Refusal } from '../errors.ts';
import type { Registry } from '../registry.ts';
import { runnerOf } from '../runner.ts';
import { instanceOf } from '../step.ts';
import type { HistoryEntry } from '../store.ts';
import type { Instance, Workflow } from '../workflow.ts';

/**
 * The instance as its history alone makes it: what is stored must equal this byte for byte.
 * Rules are not asked again, their findings are in the events; what each step changed around the state is not needed.
 * @throws Refusal `not-found` when there is no history
 */
export function replay(
  registry: Registry,
  entries: readonly HistoryEntry[],
  familyId: string | null,
): Instance {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) {
    throw new Refusal('not-found', 'There is no history to replay.');
  }
  const workflowOf = (entry: HistoryEntry): Workflow =>
    registry.workflow(entry.workflow, entry.workflowVersion);
  let workflow = workflowOf(first);
  let [snapshot] = runnerOf(workflow.machine).initial(first.payload);
  for (const entry of entries.slice(1)) {
    const present = workflowOf(entry);
    if (present !== workflow) snapshot = carriedOver(present, snapshot);
    workflow = present;
    [snapshot] = runnerOf(workflow.machine).next(snapshot, eventOf(entry));
  }
  const identity = { id: first.instanceId, familyId, startedAt: first.at, version: last.seq };
  return instanceOf(workflow, identity, snapshot, last.at);
}

/** A snapshot of one version of a machine as its next version reads it. */
function carriedOver(
  { machine }: Workflow,
  { value, context }: AnyMachineSnapshot,
): AnyMachineSnapshot {
  return runnerOf(machine).resolve(value, context);
}

function eventOf({ type, payload, at, userId, userName }: HistoryEntry): { type: string } {
  const by = { id: userId, name: userName };
  return { ...(payload as Readonly<Record<string, unknown>>), type, at, by } as { type: string };
}

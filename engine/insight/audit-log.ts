import type { Registry } from '../registry.ts';
import { projectedTasks, standingDeadlines } from '../step.ts';
import type { HistoryEntry, Store } from '../store.ts';
import type { Instance } from '../workflow.ts';
import { replay } from './replay.ts';

/** What a replay of the whole log found. */
export interface LogAudit {
  readonly instances: number;
  readonly events: number;
  /** Ids whose stored state is not what their history makes. */
  readonly differing: readonly string[];
  /** Open instances with neither a task nor a deadline: nobody would ever look at them. */
  readonly unattended: readonly string[];
}

const pageSize = 2000;

/** Replays every instance and compares it with what is stored. */
export async function auditLog(registry: Registry, store: Store): Promise<LogAudit> {
  const differing: string[] = [];
  const unattended: string[] = [];
  let instances = 0;
  let events = 0;
  for await (const { stored, entries } of histories(store)) {
    instances += 1;
    events += entries.length;
    const replayed = replay(registry, entries, stored.familyId);
    if (JSON.stringify(ordered(replayed)) !== JSON.stringify(ordered(stored)))
      differing.push(stored.id);
    const workflow = registry.workflow(stored.workflow, stored.workflowVersion);
    const hasTask = projectedTasks(workflow, replayed).length > 0;
    if (stored.isOpen && !hasTask && standingDeadlines(workflow, replayed).length === 0)
      unattended.push(stored.id);
  }
  return { instances, events, differing, unattended };
}

async function* histories(
  store: Store,
): AsyncGenerator<{ stored: Instance; entries: HistoryEntry[] }> {
  let afterId: string | null = null;
  let position: { instanceId: string; seq: number } | null = null;
  let buffer: HistoryEntry[] = [];
  for (;;) {
    const page = await store.instances(afterId, pageSize);
    if (page.length === 0) return;
    for (const stored of page) {
      const entries: HistoryEntry[] = [];
      while (entries.length < stored.version) {
        if (buffer.length === 0) {
          buffer = await store.log(position, pageSize);
          const last = buffer.at(-1);
          if (last === undefined) break;
          position = { instanceId: last.instanceId, seq: last.seq };
          buffer.reverse();
        }
        const entry = buffer.pop();
        if (entry !== undefined && entry.instanceId === stored.id && entry.seq <= stored.version)
          entries.push(entry);
      }
      afterId = stored.id;
      yield { stored, entries };
    }
  }
}

/** The stored columns in one order, whichever store they came from. */
function ordered(instance: Instance): unknown[] {
  return [
    instance.id,
    instance.workflow,
    instance.workflowVersion,
    instance.version,
    instance.facility,
    instance.patientId,
    instance.encounterId,
    instance.practitionerId,
    instance.isOpen,
    instance.startedAt,
    instance.updatedAt,
    instance.state,
    instance.context,
  ];
}

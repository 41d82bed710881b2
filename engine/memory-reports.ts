import type { HistoryEntry, ListedTask, PractitionerCount, ReportReads } from './store.ts';
import type { Instance } from './workflow.ts';

export interface MemoryRows {
  readonly tasks: () => readonly ListedTask[];
  readonly instances: ReadonlyMap<string, Instance>;
  readonly entries: ReadonlyMap<string, readonly HistoryEntry[]>;
}

/** What reports read, of the store in memory. */
export function createMemoryReports({ tasks, instances, entries }: MemoryRows): ReportReads {
  return {
    practitionerCounts: async (queue, facilities, at) => {
      const counts = new Map<string, PractitionerCount>();
      for (const { practitionerId, facility, listState, dueAt, ...task } of tasks()) {
        if (task.queue !== queue || practitionerId === null) continue;
        if (facilities !== '*' && !facilities.includes(facility)) continue;
        const key = JSON.stringify([practitionerId, listState]);
        const known = counts.get(key);
        counts.set(key, {
          practitionerId,
          listState,
          count: (known?.count ?? 0) + 1,
          overdue: (known?.overdue ?? 0) + (dueAt < at ? 1 : 0),
          earliestDueAt: Math.min(known?.earliestDueAt ?? dueAt, dueAt),
        });
      }
      return [...counts.values()];
    },
    heldTasks: async () => tasks().filter(({ claim }) => claim !== null),
    acts: async ({ type, fromAt, toAt, after, limit }) =>
      [...entries.values()]
        .flat()
        .filter(
          (entry) =>
            entry.type === type &&
            entry.userId !== 'system' &&
            entry.at >= fromAt &&
            entry.at < toAt &&
            (after === undefined || compare(entry, after) > 0),
        )
        .sort(compare)
        .slice(0, limit)
        .flatMap(({ instanceId, seq, at, userId, userName }) => {
          const instance = instances.get(instanceId);
          if (instance === undefined) return [];
          const { facility, patientId, encounterId, practitionerId } = instance;
          const subject = { facility, patientId, encounterId, practitionerId };
          return [{ instanceId, seq, type, at, userId, userName, ...subject }];
        }),
    instancesOfEncounters: async (encounterIds) =>
      [...instances.values()].filter(({ encounterId }) => isOneOf(encounterId, encounterIds)),
    tasksOfEncounters: async (encounterIds, queues) =>
      tasks().filter(
        ({ instanceId, queue }) =>
          queues.includes(queue) &&
          isOneOf(instances.get(instanceId)?.encounterId ?? null, encounterIds),
      ),
  };
}

type Place = Pick<HistoryEntry, 'at' | 'instanceId' | 'seq'>;

function compare(a: Place, b: Place): number {
  return (
    a.at - b.at ||
    (a.instanceId < b.instanceId ? -1 : a.instanceId > b.instanceId ? 1 : a.seq - b.seq)
  );
}

function isOneOf(encounterId: string | null, encounterIds: readonly string[]): boolean {
  return encounterId !== null && encounterIds.includes(encounterId);
}

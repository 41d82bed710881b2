import { noDueAt } from '../../engine/store.ts';
import type { Figure, Report } from './report.ts';
import { taskRows } from './task-rows.ts';

const queue = 'deficiencies';

/** How much waits for each practitioner, the most overdue first. */
export const workloadByPhysician: Report = {
  id: 'workload-by-physician',
  title: 'Workload by physician',
  figures: async (ask) => {
    const { store, names, policies } = ask.services;
    const counted = await store.practitionerCounts(queue, ask.facilities, ask.at);
    const totals = counted.filter(({ listState }) => listState === 'open');
    const subjects = totals.map(({ practitionerId }) => ({
      practitionerId,
      patientId: null,
      encounterId: null,
    }));
    const joined = await names.join(subjects, await policies.zoneOf(null));
    const sorted = totals.toSorted(
      (a, b) =>
        b.overdue - a.overdue ||
        b.count - a.count ||
        (a.practitionerId < b.practitionerId ? -1 : 1),
    );
    return sorted.flatMap(({ practitionerId, count, overdue, earliestDueAt }): Figure[] => {
      const which = { practitioner: practitionerId };
      const label = joined.practitioner(practitionerId)?.name ?? practitionerId;
      const earliest = earliestDueAt === noDueAt ? null : new Date(earliestDueAt).toISOString();
      return [
        { id: 'physician-open', which, label, value: count, count, earliestDueAt: earliest },
        { id: 'physician-overdue', which, label, value: overdue, count: overdue },
      ];
    });
  },
  rows: (ask, id, { practitioner }) => {
    if (practitioner === undefined) return null;
    const asked = { queues: [queue], listStates: ['open'], practitionerId: practitioner };
    if (id === 'physician-open') return taskRows(ask, asked);
    return id === 'physician-overdue' ? taskRows(ask, asked, ({ dueAt }) => dueAt < ask.at) : null;
  },
};

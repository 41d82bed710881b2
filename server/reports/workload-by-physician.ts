import { noDueAt, type PractitionerCount } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import { type Ask, type Figure, isAsked, type Report } from './report.ts';
import { taskRows } from './task-rows.ts';

const queue = 'deficiencies';

/** How much waits for each practitioner, the most overdue first. */
export const workloadByPhysician: Report = {
  id: 'workload-by-physician',
  title: 'Workload by physician',
  figures: async (ask) => {
    const { store, names, policies } = ask.services;
    const counted = (await store.practitionerCounts(queue, ask.at)).filter(
      ({ listState, facility }) => listState === 'open' && isAsked(ask, facility),
    );
    const totals = [...byPractitioner(counted)].map(([practitionerId, rows]) => ({
      practitionerId,
      open: rows.reduce((sum, one) => sum + one.count, 0),
      overdue: rows.reduce((sum, one) => sum + one.overdue, 0),
      first: rows.toSorted((a, b) => a.earliestDueAt - b.earliestDueAt)[0],
    }));
    const subjects = totals.map(({ practitionerId }) => ({
      practitionerId,
      patientId: null,
      encounterId: null,
    }));
    const joined = await names.join(subjects, await policies.zoneOf(null));
    const sorted = totals.toSorted(
      (a, b) =>
        b.overdue - a.overdue || b.open - a.open || (a.practitionerId < b.practitionerId ? -1 : 1),
    );
    const figures = sorted.map(async ({ practitionerId, open, overdue, first }) => {
      const which = { practitioner: practitionerId };
      const label = joined.practitioner(practitionerId)?.name ?? practitionerId;
      const earliestDueOn = first === undefined ? null : await dueOn(ask, first);
      return [
        { id: 'physician-open', which, label, value: open, count: open, earliestDueOn },
        { id: 'physician-overdue', which, label, value: overdue, count: overdue },
      ] satisfies Figure[];
    });
    return (await Promise.all(figures)).flat();
  },
  rows: (ask, id, { practitioner }) => {
    if (practitioner === undefined) return null;
    const asked = { queues: [queue], listStates: ['open'], practitionerId: practitioner };
    if (id === 'physician-open') return taskRows(ask, asked);
    return id === 'physician-overdue' ? taskRows(ask, asked, ({ dueAt }) => dueAt < ask.at) : null;
  },
};

async function dueOn(
  { services: { policies } }: Ask,
  { earliestDueAt, facility }: PractitionerCount,
): Promise<string | null> {
  if (earliestDueAt === noDueAt) return null;
  return localDateOf(earliestDueAt, await policies.zoneOf(facility));
}

function byPractitioner(
  counts: readonly PractitionerCount[],
): ReadonlyMap<string, readonly PractitionerCount[]> {
  const groups = new Map<string, PractitionerCount[]>();
  for (const one of counts) {
    const group = groups.get(one.practitionerId) ?? [];
    group.push(one);
    groups.set(one.practitionerId, group);
  }
  return groups;
}

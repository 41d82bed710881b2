import type { FamilyMember, ListedTask, Store } from '../engine/store.ts';

/** What the deficiencies of one chart come to. */
export interface ChartDeficiencies {
  readonly open: number;
  readonly total: number;
  /** With whom the oldest open one rests. */
  readonly oldestOwnerId: string | null;
}

/** Of the charts among the tasks, by task: one question for the whole page, none where no chart is in it. */
export async function chartDeficiencies(
  store: Store,
  tasks: readonly ListedTask[],
): Promise<ReadonlyMap<string, ChartDeficiencies>> {
  const charts = tasks.filter(({ workflow }) => workflow === 'chart');
  if (charts.length === 0) return new Map();
  const ids = [...new Set(charts.map(({ instanceId }) => instanceId))];
  const byChart = new Map<string | null, FamilyMember[]>();
  for (const member of await store.familyMembers(ids, 'deficiency')) {
    const known = byChart.get(member.familyId);
    if (known === undefined) byChart.set(member.familyId, [member]);
    else known.push(member);
  }
  return new Map(charts.map(({ id, instanceId }) => [id, summed(byChart.get(instanceId) ?? [])]));
}

function summed(members: readonly FamilyMember[]): ChartDeficiencies {
  const open = members.filter(({ isOpen }) => isOpen);
  const oldest = open.find(({ practitionerId }) => practitionerId !== null);
  return {
    open: open.length,
    total: members.length,
    oldestOwnerId: oldest?.practitionerId ?? null,
  };
}

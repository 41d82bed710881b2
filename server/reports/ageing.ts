import type { ListedTask, SearchCursor } from '../../engine/store.ts';
import { addDays, daysBetween, localDateOf, startOfLocalDay } from '../../engine/time/zone.ts';
import { encounterSummary } from '../interop/summaries.ts';
import { type Bucket, settings } from './definitions.ts';
import { type Ask, type Figure, isAsked, type Report, type Row } from './report.ts';
import { countIn, tasksIn, toRow } from './task-rows.ts';

const { ageingBuckets: buckets, openDeficiencyQueues: queues } = settings;
const pageSize = 500;
const inHouse = 'in-house';
const last = buckets.at(-1);

/**
 * Open deficiencies by days since discharge. Encounters that ended lately are looked at one by one; whatever else is
 * open belongs to the last bucket, so a backlog of years costs nothing to count.
 */
export const ageing: Report = {
  id: 'ageing',
  title: 'Ageing of open deficiencies',
  figures: async (ask) => {
    const recent = await recentTasks(ask);
    const total = await countIn(ask, { queues });
    const younger = [...recent.values()].filter(({ bucket }) => bucket !== last?.id).length;
    const countOf = (id: string): number =>
      id === last?.id
        ? total - younger
        : [...recent.values()].filter(({ bucket }) => bucket === id).length;
    const inHouseCount = countOf(inHouse);
    return [
      ...buckets.map(({ id }): Figure => {
        const count = countOf(id);
        return {
          id: 'open-by-age',
          which: { bucket: id },
          label: `${id} days`,
          value: count,
          count,
        };
      }),
      {
        id: 'open-in-house',
        which: {},
        label: 'Not discharged',
        value: inHouseCount,
        count: inHouseCount,
      },
    ];
  },
  rows: (ask, id, { bucket }) => {
    if (id === 'open-in-house') return recentRows(ask, inHouse);
    if (id !== 'open-by-age' || !buckets.some((one) => one.id === bucket)) return null;
    return bucket === last?.id ? oldRows(ask) : recentRows(ask, bucket ?? '');
  },
};

interface Aged {
  readonly task: ListedTask;
  readonly bucket: string;
}

/** The open deficiencies of encounters that have not ended, or not before the last bucket begins. */
async function recentTasks(ask: Ask): Promise<ReadonlyMap<string, Aged>> {
  const { store, policies } = ask.services;
  const aged = new Map<string, Aged>();
  for await (const ended of recentEncounters(ask)) {
    const tasks = await store.tasksOfEncounters([...ended.keys()], queues);
    for (const task of tasks) {
      if (!isAsked(ask, task.facility)) continue;
      const endedAt = ended.get(task.encounterId ?? '') ?? null;
      const zone = await policies.zoneOf(task.facility);
      aged.set(task.id, { task, bucket: bucketOf(endedAt, ask.at, zone) });
    }
  }
  return aged;
}

/** Pages of encounters with the instant of their end, null for those that go on. */
async function* recentEncounters(ask: Ask): AsyncGenerator<ReadonlyMap<string, number | null>> {
  const { store, policies } = ask.services;
  const firstOn = addDays(localDateOf(ask.at, 'UTC'), -(last?.from ?? 0) - 2);
  const range = { from: new Date(startOfLocalDay(firstOn, 'UTC')).toISOString(), to: '~' };
  let after: SearchCursor | null = null;
  do {
    const page = await store.search({
      type: 'Encounter',
      where: [{ param: 'date:end', ranges: [range] }],
      limit: pageSize,
      ...(after === null ? {} : { after }),
    });
    const ended = page.rows.map(async (row) => {
      const { dischargedAt } = encounterSummary(row, await policies.zoneOf(row.facility));
      return [row.id, dischargedAt === null ? null : Date.parse(dischargedAt)] as const;
    });
    yield new Map(await Promise.all(ended));
    after = page.next;
  } while (after !== null);
}

function bucketOf(endedAt: number | null, at: number, zone: string): string {
  if (endedAt === null) return inHouse;
  const days = Math.max(0, daysBetween(localDateOf(endedAt, zone), localDateOf(at, zone)));
  const isIn = ({ from, to }: Bucket): boolean => days >= from && (to === null || days <= to);
  return buckets.find(isIn)?.id ?? '';
}

async function* recentRows(ask: Ask, bucket: string): AsyncGenerator<Row> {
  for (const aged of (await recentTasks(ask)).values())
    if (aged.bucket === bucket) yield toRow(aged.task);
}

async function* oldRows(ask: Ask): AsyncGenerator<Row> {
  const recent = await recentTasks(ask);
  for await (const task of tasksIn(ask, { queues }))
    if ((recent.get(task.id)?.bucket ?? last?.id) === last?.id) yield toRow(task);
}

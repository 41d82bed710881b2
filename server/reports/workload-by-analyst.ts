import type { Act, ListedTask } from '../../engine/store.ts';
import { addDays, localDateOf } from '../../engine/time/zone.ts';
import { actsOn, toActRow } from './acts.ts';
import { settings } from './definitions.ts';
import { type Ask, type Figure, isAsked, type Report, type Row } from './report.ts';
import { toRow } from './task-rows.ts';

const days = { 'done-today': 1, 'done-7-days': 7 } as const;

/** What each person of the department has in hand and has done; holds are no work in hand. */
export const workloadByAnalyst: Report = {
  id: 'workload-by-analyst',
  title: 'Workload by analyst',
  figures: async (ask) => {
    const held = await heldTasks(ask);
    const [today, week] = await Promise.all([doneIn(ask, 1), doneIn(ask, 7)]);
    const names = new Map([
      ...week.map((act) => [act.userId, act.userName] as const),
      ...held.flatMap(({ claim }) => (claim ? [[claim.holderId, claim.holderName] as const] : [])),
    ]);
    return [...names].toSorted(byName).flatMap(([user, label]): Figure[] => {
      const figure = (id: string, count: number): Figure => ({
        id,
        which: { user },
        label,
        value: count,
        count,
      });
      const of = (acts: readonly Act[]): number =>
        acts.filter(({ userId }) => userId === user).length;
      return [
        figure('claimed-open', held.filter(({ claim }) => claim?.holderId === user).length),
        figure('done-today', of(today)),
        figure('done-7-days', of(week)),
      ];
    });
  },
  rows: (ask, id, { user }) => {
    if (user === undefined) return null;
    if (id === 'claimed-open') return heldRows(ask, user);
    return id === 'done-today' || id === 'done-7-days' ? doneRows(ask, days[id], user) : null;
  },
};

async function heldTasks(ask: Ask): Promise<readonly ListedTask[]> {
  const held = await ask.services.store.heldTasks();
  return held.filter(
    ({ facility, listState }) => listState !== 'on-hold' && isAsked(ask, facility),
  );
}

async function* heldRows(ask: Ask, user: string): AsyncGenerator<Row> {
  for (const task of await heldTasks(ask)) if (task.claim?.holderId === user) yield toRow(task);
}

async function* doneRows(ask: Ask, within: number, user: string): AsyncGenerator<Row> {
  for (const act of await doneIn(ask, within)) if (act.userId === user) yield toActRow(act);
}

/** On the present date at each facility and so many dates before it. */
async function doneIn(ask: Ask, within: number): Promise<readonly Act[]> {
  const { policies } = ask.services;
  const around = localDateOf(ask.at, 'UTC');
  const span = { fromOn: addDays(around, -within - 1), toOn: addDays(around, 1) };
  const done: Act[] = [];
  for await (const act of actsOn(ask, settings.doneActs, span)) {
    const zone = await policies.zoneOf(act.facility);
    const today = localDateOf(ask.at, zone);
    const on = localDateOf(act.at, zone);
    if (on <= today && on > addDays(today, -within)) done.push(act);
  }
  return done;
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] < b[0] ? -1 : 1;
}

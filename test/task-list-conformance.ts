import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { QueueScope } from '../engine/access.ts';
import type { Store, TaskCursor, TaskRow } from '../engine/store.ts';
import { localDateOf } from '../engine/time/zone.ts';
import { atFacility, countTasks, type DueWindow, listTasks } from '../server/task-list.ts';
import type { StoreUnderTest } from './store-conformance.ts';
import { taskStep } from './stored-rows.ts';

const start = Date.parse('2026-11-02T15:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;
/** As far apart as zones are: the same instant is two dates. */
const zones = {
  north: 'America/New_York',
  south: 'Pacific/Kiritimati',
  west: 'Pacific/Pago_Pago',
} as const;
const everywhere: QueueScope = {
  queue: 'deficiencies',
  title: '',
  facilities: '*',
  practitioners: null,
};

/** Lists narrowed to facilities and due windows, over any store. */
export function describeTaskLists(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`lists over the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;
    let rows: readonly TaskRow[];
    beforeEach(async () => {
      under = await open();
      store = under.store;
      under.setNow(start);
      const steps = Array.from({ length: 300 }, (_, n) => {
        const facility = (['north', 'south', 'west'] as const)[n % 3] ?? 'north';
        const dueAt = start + ((n * 37) % 101) * (dayMs / 4);
        return taskStep(`t-${String(n).padStart(3, '0')}`, {
          facility,
          dueAt,
          dueOn: n % 29 === 0 ? '' : localDateOf(dueAt, zones[facility]),
          rank: -(n % 4),
          practitionerId: n % 2 === 0 ? 'd1' : 'd2',
        });
      });
      await store.commit({ steps });
      rows = steps
        .flatMap((step) => step.tasksPut)
        .toSorted((a, b) => a.rank - b.rank || a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
    });
    afterEach(() => under.close());

    const windows: readonly DueWindow[] = [
      { from: '2026-11-05', to: '2026-11-09' },
      { from: '2026-11-08', to: '2026-11-08' },
      { from: null, to: '2026-11-04' },
      { from: '2026-11-20', to: null },
      { from: '2027-01-01', to: null },
      { from: '2026-11-09', to: '2026-11-05' },
    ];
    const idsIn = ({ from, to }: DueWindow, isShown: (row: TaskRow) => boolean): string[] =>
      rows
        .filter(({ dueOn }) => dueOn !== '' && dueOn >= (from ?? '') && dueOn <= (to ?? '9'))
        .filter(isShown)
        .map(({ id }) => id);

    test('a due window shows the tasks of these local dates, in the published order, page by page and counted', async () => {
      const two = { ...everywhere, facilities: ['north', 'west'] };
      const own = {
        ...everywhere,
        practitioners: [{ practitionerId: 'd1', facilities: ['south', 'west'] }],
      };
      const lists: readonly [QueueScope, (row: TaskRow) => boolean][] = [
        [everywhere, () => true],
        [atFacility(everywhere, 'south'), ({ facility }) => facility === 'south'],
        [two, ({ facility }) => facility !== 'south'],
        [atFacility(two, 'south'), () => false],
        [own, (row) => row.practitionerId === 'd1' && row.facility !== 'north'],
        [atFacility(own, 'west'), (row) => row.practitionerId === 'd1' && row.facility === 'west'],
        [atFacility(own, 'north'), () => false],
      ];
      for (const due of windows)
        for (const [scope, isShown] of lists) {
          const whole = idsIn(due, isShown);
          const list = { scope, listState: 'open' };
          const ids: string[] = [];
          let after: TaskCursor | undefined;
          do {
            const query = { ...list, limit: 7, ...(after ? { after } : {}) };
            const page = await listTasks(store, query, due);
            ids.push(...page.tasks.map(({ id }) => id));
            after = page.next ?? undefined;
          } while (after !== undefined);
          expect(ids).toEqual(whole);
          expect(await countTasks(store, { ...list, limit: 1000 }, due)).toBe(whole.length);
          expect(await countTasks(store, { ...list, limit: 3 }, due)).toBe(
            Math.min(3, whole.length),
          );
          const jumped = await listTasks(store, { ...list, limit: 4, offset: 5 }, due);
          expect(jumped.tasks.map(({ id }) => id)).toEqual(whole.slice(5, 9));
        }
    });

    test('what lies outside the window is jumped over: few reads, however long the list is', async () => {
      let reads = 0;
      const counted: Store = {
        ...store,
        tasks: (query) => {
          reads += 1;
          return store.tasks(query);
        },
      };
      const query = { scope: everywhere, listState: 'open', limit: 50 };
      const due = { from: '2026-11-20', to: '2026-11-20' };
      const page = await listTasks(counted, query, due);
      expect(page.tasks.map(({ id }) => id)).toEqual(idsIn(due, () => true));
      // Of each of four ranks: which it is, its stretch, and what comes next.
      expect(reads).toBeLessThanOrEqual(4 * 3);
    });
  });
}

import type { Arrangement, View } from '../shared/saved-view.ts';

export type QueueLook = ReturnType<typeof createQueueLook>;

const published: Arrangement = { sort: [], groupBy: 'none', columns: [] };

/** The saved views of the reader, which of them is chosen, and how the rows are arranged now. */
export function createQueueLook() {
  let views: readonly View[] = [];
  let chosen = '';
  let arrangement = published;

  return {
    get views() {
      return views;
    },
    /** The chosen view, whether or not the list is still as it says. */
    get view(): View | undefined {
      return views.find(({ id }) => id === chosen);
    },
    get arrangement() {
      return arrangement;
    },
    of: (queue: string): readonly View[] => views.filter((one) => one.queue === queue),
    /** With which view the queue opens for this reader. */
    defaultOf: (queue: string): View | undefined => {
      const defaults = views.filter((one) => one.queue === queue && one.isDefault);
      return defaults.find((one) => one.sharedWith === null) ?? defaults[0];
    },
    learn(found: readonly View[]): void {
      views = found;
    },
    /** Takes a view with its arrangement; without one the columns stay as the reader keeps them. */
    choose(view: View | undefined, queue: string): void {
      chosen = view?.id ?? '';
      const own = views.find((one) => one.queue === queue && one.isDefault);
      const { sort, groupBy, columns } = view ?? { ...published, columns: own?.columns ?? [] };
      arrangement = { sort, groupBy, columns };
    },
    arrange(change: Partial<Arrangement>): void {
      const { sort, groupBy, columns } = { ...arrangement, ...change };
      arrangement = { sort, groupBy, columns };
    },
  };
}

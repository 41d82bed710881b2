import { lazyPart } from './parts.ts';
import type { Drawn, QueueHost } from './queue-host.ts';

export type QueueExtras = ReturnType<typeof createQueueExtras>;

/** What of a list is loaded only when it is needed: the table, the filters, what acts on many, the dialogs. */
export function createQueueExtras(host: QueueHost) {
  const redraw = (): void => host.redraw();
  const made = new Map<string, Drawn>();
  const table = lazyPart(() => import('./table.ts'), redraw);
  const filters = lazyPart(() => import('./filter-bar.ts'), redraw);
  const dialogs = {
    columns: lazyPart(async () => (await import('./columns-dialog.ts')).columnsDialog, redraw),
    view: lazyPart(async () => (await import('./view-dialog.ts')).viewDialog, redraw),
    bulk: lazyPart(async () => (await import('./bulk.ts')).bulkActs, redraw),
    look: lazyPart(async () => (await import('./last-look.ts')).lastLook, redraw),
    keys: lazyPart(async () => (await import('./keys-dialog.ts')).keysDialog, redraw),
  };

  function drawn(name: string, make: ((host: QueueHost) => Drawn) | undefined): Drawn | undefined {
    if (make !== undefined && !made.has(name)) made.set(name, make(host));
    return made.get(name);
  }

  return {
    host,
    table,
    filterBar: (): unknown => drawn('filters', filters.now?.filterBar)?.render(),
    /** The bar of what is marked, with the results of the last act. */
    bulkBar: (isMarking: boolean): unknown =>
      drawn('bulk', isMarking ? dialogs.bulk.now : undefined)?.render(),
    /** What is late, due soon, and new since the reader last looked. */
    look: () => drawn('look', dialogs.look.now),
    dialogs: (): unknown => {
      const open = ['columns', 'view', 'keys'].map((name) => made.get(name));
      return open.map((one) => one?.render());
    },
    async open(name: keyof typeof dialogs, detail?: string): Promise<void> {
      const make = await dialogs[name].get();
      drawn(name, make)?.open?.(detail);
    },
  };
}

import type { Arrangement } from '../shared/saved-view.ts';
import { type Lines, plainLines } from './lines.ts';
import { ordered as inOrder, type Ordered } from './order.ts';
import type { QueueSource } from './queue-source.ts';
import { t } from './queue-text.ts';
import type { TaskList } from './task-list.ts';

/** How many rows a reader may sort or group; the published order of longer lists is the server's. */
export const mostArranged = 2000;

export type QueueLines = ReturnType<typeof createQueueLines>;

/** Keeps the order of the lines. It is made once for each arrangement: what changes meanwhile moves nothing. */
export function createQueueLines(options: {
  readonly source: QueueSource;
  /** The list cannot be arranged: it is shown in the published order. */
  giveUp(): void;
  redraw(): void;
}) {
  const { source, giveUp, redraw } = options;
  const closed = new Set<string>();
  let key = '';
  let ofList: TaskList | undefined;
  let ordered: Ordered | undefined;
  let lines: Lines | undefined;

  async function arrange(list: TaskList, arrangement: Arrangement, asked: string): Promise<void> {
    const isAll = await list.loadAll(mostArranged);
    if (asked !== key || ofList !== list) return;
    if (!isAll) {
      if (!list.hasFailed)
        source.say({ tone: 'info', words: t('queue.tooMany', { n: mostArranged }) });
      // Asked again it is tried again.
      key = '';
      giveUp();
    }
    ordered = isAll ? inOrder(list, arrangement) : undefined;
    lines = ordered?.lines(closed);
    redraw();
  }

  return {
    of(list: TaskList, arrangement: Arrangement): Lines {
      const { sort, groupBy } = arrangement;
      const wanted = JSON.stringify({ sort, groupBy });
      if (wanted !== key || ofList !== list) {
        key = wanted;
        ofList = list;
        ordered = undefined;
        lines = undefined;
        closed.clear();
        void arrange(list, arrangement, wanted);
      }
      return lines ?? plainLines(list);
    },
    toggle(group: string): void {
      if (!closed.delete(group)) closed.add(group);
      lines = ordered?.lines(closed);
      redraw();
    },
  };
}

import { t } from '../shared/text.ts';
import type { Arrangement } from '../shared/view-calls.ts';
import { type Lines, noLines, plainLines } from './lines.ts';
import type { Ordered } from './order.ts';
import type { Part } from './parts.ts';
import type { QueueSource } from './queue-source.ts';
import type { TaskList } from './task-list.ts';

/** How many rows a reader may sort or group; the published order of longer lists is the server's. */
export const mostArranged = 2000;

export type QueueLines = ReturnType<typeof createQueueLines>;

/** Keeps the order of the lines. It is made once for each arrangement: what changes meanwhile moves nothing. */
export function createQueueLines(options: {
  readonly source: QueueSource;
  readonly order: Part<typeof import('./order.ts')>;
  /** The list cannot be arranged: it is shown in the published order. */
  giveUp(): void;
  redraw(): void;
}) {
  const { source, order, giveUp, redraw } = options;
  const closed = new Set<string>();
  let key = '';
  let ofList: TaskList | undefined;
  let ordered: Ordered | undefined;
  let lines: Lines | undefined;

  async function arrange(list: TaskList, arrangement: Arrangement, asked: string): Promise<void> {
    const [module, isAll] = await Promise.all([order.get(), list.loadAll(mostArranged)]);
    if (asked !== key || ofList !== list) return;
    if (!isAll) {
      if (!list.hasFailed)
        source.say({ tone: 'info', words: t('queue.tooMany', { n: mostArranged }) });
      giveUp();
    }
    ordered = isAll ? module.ordered(list, arrangement) : undefined;
    lines = ordered?.lines(closed);
    redraw();
  }

  return {
    of(list: TaskList | undefined, arrangement: Arrangement): Lines {
      if (list === undefined) return noLines;
      const { sort, groupBy } = arrangement;
      const wanted = JSON.stringify({ sort, groupBy });
      if (wanted !== key || ofList !== list) {
        key = wanted;
        ofList = list;
        ordered = undefined;
        lines = undefined;
        closed.clear();
        if (sort.length > 0 || groupBy !== 'none') void arrange(list, arrangement, wanted);
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

import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import type { Lines } from './lines.ts';
import { createQueueActs } from './queue-acts.ts';
import type { QueueChoice } from './queue-choice.ts';
import { createQueueExtras } from './queue-extras.ts';
import type { QueueHost } from './queue-host.ts';
import { createQueueInput, type QueueInputOptions } from './queue-input.ts';
import { createQueueLines } from './queue-lines.ts';
import { createQueueSource } from './queue-source.ts';

type FromElement =
  | 'root'
  | 'look'
  | 'selection'
  | 'shown'
  | 'isTable'
  | 'keys'
  | 'redraw'
  | 'focus'
  | 'fire';

export interface QueueDeskOptions
  extends Pick<QueueHost, FromElement>,
    Omit<QueueInputOptions, 'host' | 'acts' | 'toggleGroup'> {
  readonly app: App;
  readonly choice: QueueChoice;
}

export type QueueDesk = ReturnType<typeof createQueueDesk>;

/** What stands behind a list as long as its app is there: what it reads, what is done, and the parts that come later. */
export function createQueueDesk(options: QueueDeskOptions) {
  const { app, choice, root, look, selection, shown, isTable, keys, redraw, focus, fire } = options;
  const source = createQueueSource(app, look, redraw);
  const acts = createQueueActs({ app, source, fire, queue: () => shown().queue });

  const host: QueueHost = {
    ...{ app, source, look, selection, root, shown, isTable, keys, redraw, focus, fire },
    lines,
    taskAt,
    targets,
    choose: choice.choose,
    arrange: (change) => {
      choice.arrange(app, change);
      redraw();
    },
    open: (part, detail) => void extras.open(part, detail),
  };
  const extras = createQueueExtras(host);
  const order = createQueueLines({
    source,
    order: extras.order,
    giveUp: () => look.arrange({ sort: [], groupBy: 'none' }),
    redraw,
  });
  const input = createQueueInput({ ...options, host, acts, toggleGroup: order.toggle });

  return { host, source, acts, extras, order, input, taskAt };

  function lines(): Lines {
    return order.of(source.list, look.arrangement);
  }

  /** The task on a line, if it is still on the list. */
  function taskAt(line: number): Task | undefined {
    const at = lines().at(line);
    const row = 'place' in at ? source.list?.at(at.place) : undefined;
    return row?.gone === null ? row.task : undefined;
  }

  function targets(): readonly Task[] {
    const { list } = source;
    const active = taskAt(options.active());
    if (selection.size === 0) return active ? [active] : [];
    return [...selection.ids].flatMap((id) => list?.at(list.placeOf(id) ?? -1)?.task ?? []);
  }
}

import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import { type Lines, noLines, plainLines } from './lines.ts';
import { lazyPart } from './parts.ts';
import type { QueueChoice } from './queue-choice.ts';
import { createQueueExtras } from './queue-extras.ts';
import type { QueueHost } from './queue-host.ts';
import type { QueueInputOptions } from './queue-input.ts';
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
  /** Only a reader with an order of their own needs it. */
  const order = lazyPart(async () => {
    const { createQueueLines } = await import('./queue-lines.ts');
    const giveUp = (): void => look.arrange({ sort: [], groupBy: 'none' });
    return createQueueLines({ source, giveUp, redraw });
  }, redraw);
  /** What a reader can do: it comes beside the first rows, not before them. */
  const hands = lazyPart(async () => {
    const [{ createQueueActs }, { createQueueInput }] = await Promise.all([
      import('./queue-acts.ts'),
      import('./queue-input.ts'),
    ]);
    const acts = createQueueActs({ app, source, fire, queue: () => shown().queue });
    const input = createQueueInput({
      ...options,
      host,
      acts,
      toggleGroup: (key) => order.now?.toggle(key),
    });
    return { acts, input };
  }, redraw);
  void hands.get();

  return { host, source, hands, extras, taskAt };

  function lines(): Lines {
    const { list } = source;
    const { sort, groupBy } = look.arrangement;
    if (list === undefined) return noLines;
    if (sort.length === 0 && groupBy === 'none') return plainLines(list);
    return order.now?.of(list, look.arrangement) ?? plainLines(list);
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

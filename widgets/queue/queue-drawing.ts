import { html, nothing, type TemplateResult } from 'lit';
import type { ListState } from '../shared/connection.ts';
import { queueBars } from './queue-bars.ts';
import { queueBody, queueNotices } from './queue-body.ts';
import type { QueueChoice } from './queue-choice.ts';
import type { QueueDesk } from './queue-desk.ts';
import { queueGrid } from './queue-grid.ts';
import type { QueueAct } from './queue-keys.ts';
import type { QueueLook } from './queue-look.ts';
import type { RowScroll } from './row-scroll.ts';
import { isNarrowed, noFilters, type ShownList } from './shown-list.ts';
import type { TaskList } from './task-list.ts';

export interface QueueDrawing {
  /** Undefined while no app is there. */
  readonly desk: QueueDesk | undefined;
  readonly element: {
    readonly queue: string;
    readonly show: ListState;
    readonly openTask: string;
    readonly fixed: boolean;
    takeNext(): Promise<void>;
  };
  readonly look: QueueLook;
  readonly shown: ShownList;
  readonly keys: Readonly<Record<QueueAct, readonly string[]>>;
  readonly active: number;
  readonly isTable: boolean;
  readonly isFiltering: boolean;
  readonly isOffline: boolean;
  readonly rowHeight: number;
  readonly scroll: RowScroll;
  readonly choose: QueueChoice['choose'];
  retry(): void;
  showNew(): void;
  toggleFilters(): void;
}

/** The whole of a list: its bars, what there is to say, the rows, and what opened above them. */
export function drawQueue(drawing: QueueDrawing): TemplateResult {
  const { desk, element, isFiltering } = drawing;
  const extras = desk?.extras;
  return html`
    ${queueBars({
      ...drawing,
      source: desk?.source,
      isFixed: element.fixed,
      next: () => void element.takeNext(),
      showKeys: () => void extras?.open('keys'),
    })}
    ${extras?.look()?.render()} ${isFiltering ? extras?.filterBar() : nothing} ${desk && extras?.bulkBar(desk.host.selection.size > 0)}
    ${desk ? queueNotices(desk.source, drawing.isOffline, drawing.retry) : nothing}
    <div class="body">${desk ? body(drawing, desk) : nothing}</div>
    ${extras?.dialogs()}
  `;
}

function body(drawing: QueueDrawing, desk: QueueDesk): unknown {
  const { element, shown, choose, rowHeight, retry, showNew } = drawing;
  return queueBody({
    ...{ rowHeight, retry, showNew },
    source: desk.source,
    queue: element.queue,
    show: element.show,
    isNarrowed: isNarrowed(shown.filters),
    showOpen: () => choose({ show: 'open', filters: noFilters }),
    grid: (list, title) => grid(drawing, desk, { list, title }),
  });
}

function grid(
  { element, look, active, isTable, rowHeight, scroll }: QueueDrawing,
  { extras, hands, host, source }: QueueDesk,
  given: { readonly list: TaskList; readonly title: string },
): TemplateResult | typeof nothing {
  const lines = host.lines();
  /** What comes before the hands waits for them; an event forgets its target as soon as it has passed. */
  const inHand = (act: 'pressed' | 'clicked') => (event: Event) => {
    const [target] = event.composedPath();
    if (hands.now) hands.now.input[act](event as never, target as Element);
    else void hands.get().then(({ input }) => input[act](event as never, target as Element));
  };
  const options = {
    ...given,
    ...{ lines, active, rowHeight },
    rows: scroll.rows(lines.total, active),
    openTask: element.openTask,
    isOwn: source.current?.own === true,
    isGrouped: look.arrangement.groupBy !== 'none',
    mark: extras.look()?.mark,
    isMarked: host.selection.has,
    isSkipped: (taskId: string) => hands.now?.acts.isSkipped(taskId) === true,
    pressed: inHand('pressed'),
    clicked: inHand('clicked'),
    scrolled: scroll.scrolled,
  };
  if (!isTable) return queueGrid(options);
  return extras.table.now?.tableGrid(options, host) ?? nothing;
}

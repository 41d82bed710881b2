import { html, nothing, type TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import type { ListState, Task } from '../shared/connection.ts';
import { controls } from '../shared/controls.ts';
import { type Changes, HimElement } from '../shared/element.ts';
import { keySheet, keySheetStyles } from '../shared/key-sheet.ts';
import { stateStyles } from '../shared/states.ts';
import { tokens } from '../shared/tokens.ts';
import { queueStyles } from './queue.styles.ts';
import { createQueueActs, type QueueActs } from './queue-acts.ts';
import { keyLines, queueBars } from './queue-bars.ts';
import './queue-events.ts';
import { queueBody, queueNotices } from './queue-body.ts';
import { queueGrid, rowHeights } from './queue-grid.ts';
import { movedTo, type QueueAct, type QueueKeys, queueAct } from './queue-keys.ts';
import { createQueueSource, type QueueSource } from './queue-source.ts';
import { createRowScroll } from './row-scroll.ts';
import type { TaskList } from './task-list.ts';

/**
 * A work list: the tasks of one queue in the server's order, with claim, next and live changes.
 *
 * @tagname him-queue
 * @attr queue - which queue; the first one open to the user when left out
 * @attr show - `open`, `mine`, `on-hold` or `waiting`
 * @attr open-task - id of the task the host shows beside the list; its row is marked
 * @attr fixed - hides the queue chooser
 * @attr claim-on-open - opening a free task claims it too
 * @attr density - `two-line`, `comfortable`, `cosy`, `compact`
 * @fires him-task-open - a task is to be shown; detail: `{taskId, instanceId, queue}`
 * @fires him-task-claim - before a claim is sent; cancelable; same detail
 * @fires him-task-unclaim - before a task is given back; cancelable; same detail
 * @fires him-queue-next - before the next task is taken; cancelable; detail: `{queue}`
 * @fires him-queue-change - the reader chose another list; detail: `{queue, show}`
 * @slot toolbar-start - before the list chooser
 * @slot toolbar-end - after the "Take next" button
 * @slot empty - instead of our words when the list is empty
 * @slot error - instead of our words when the list could not be loaded
 * @csspart header - the bar with the name of the queue
 * @csspart title - the name, or the chooser of queues
 * @csspart position - which row of how many
 * @csspart toolbar - the bar with the list chooser
 * @csspart notice - no connection, or an answer to what the reader just did
 * @csspart new - the button that shows what came since
 * @csspart grid - the list
 * @csspart row - a row of it
 * @csspart status - how a task stands
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimQueue extends HimElement {
  static override properties = {
    ...HimElement.properties,
    queue: { reflect: true },
    show: { reflect: true },
    openTask: { attribute: 'open-task' },
    fixed: { type: Boolean },
    claimOnOpen: { type: Boolean, attribute: 'claim-on-open' },
    keys: { attribute: false },
  };
  static override styles = [tokens, controls, stateStyles, keySheetStyles, queueStyles];

  declare queue: string;
  declare show: ListState;
  declare openTask: string;
  declare fixed: boolean;
  declare claimOnOpen: boolean;
  /** Other keys for what the list can do, or `off` for no single-letter keys. */
  declare keys: QueueKeys | 'off';

  #source: QueueSource | undefined;
  #acts: QueueActs | undefined;
  #active = 0;
  #refreshTimer = 0;
  #scroll = createRowScroll({
    element: () => this.renderRoot.querySelector<HTMLElement>('[part="grid"]'),
    rowHeight: () => this.#rowHeight,
    onMove: () => this.requestUpdate(),
    onRest: () => this.#want(),
    onPrint: () => {
      this.requestUpdate();
      this.performUpdate();
    },
  });

  constructor() {
    super();
    this.queue = '';
    this.show = 'open';
    this.openTask = '';
    this.fixed = false;
    this.claimOnOpen = false;
    this.keys = {};
  }

  /** Takes and opens the first free task of the queue: what the button and N do. */
  async takeNext(): Promise<void> {
    const task = await this.#acts?.next();
    if (task === undefined) return;
    const place = this.#source?.list?.placeOf(task.id);
    if (place !== undefined) this.#activate(place);
    this.#open(task);
  }

  /** Puts the focus on the active row. */
  override focus(): void {
    void this.afterRender(() => this.#focusActive());
  }

  protected override start(app: App): void {
    this.#source?.close();
    const source = createQueueSource(app, () => this.requestUpdate());
    this.#source = source;
    this.#acts = createQueueActs({
      app,
      source,
      fire: (name, detail) => this.fire(name, detail),
      queue: () => this.queue,
    });
    void this.#load(source);
  }

  async #load(source: QueueSource): Promise<void> {
    if (this.queue !== '') this.#openList();
    await source.loadQueues();
    const first = source.queues?.[0]?.queue;
    // Setting the property opens the list.
    if (this.queue === '' && first !== undefined) this.queue = first;
  }

  protected override changed(notice: Notice): void {
    const isOurs = notice === null || notice.queues.some((one) => one.queue === this.queue);
    window.clearTimeout(this.#refreshTimer);
    this.#refreshTimer = window.setTimeout(() => {
      void this.#source?.loadQueues();
      if (isOurs) this.#source?.refresh();
    }, 200);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#refreshTimer);
    this.#scroll.stop();
    this.#source?.close();
    this.#source = undefined;
  }

  override willUpdate(changed: Changes<this>): void {
    const isOther = changed.has('queue') || changed.has('show');
    if (isOther && this.hasUpdated && this.queue !== '') this.#openList();
  }

  override updated(): void {
    this.#scroll.observe(this);
  }

  #openList(): void {
    this.#active = 0;
    this.#scroll.toStart();
    this.#source?.open(this.queue, this.show);
  }

  get #rowHeight(): number {
    return rowHeights[this.density] ?? 60;
  }
  get #activeTask(): Task | undefined {
    const row = this.#source?.list?.at(this.#active);
    return row?.gone === null ? row.task : undefined;
  }

  #open(task: Task): void {
    if (this.#acts?.open(task)) this.openTask = task.id;
  }

  #choose = (queue: string, show: ListState): void => {
    this.queue = queue;
    this.show = show;
    this.fire('him-queue-change', { queue, show });
  };

  #showNew = (): void => {
    this.#openList();
    void this.#source?.loadQueues();
    this.focus();
  };

  #retry = (): void => {
    if (this.#source?.list?.isLoaded) this.#source.refresh();
    else if (this.app !== undefined) this.start(this.app);
    this.requestUpdate();
  };

  #showKeys = (): void => {
    this.renderRoot.querySelector<HTMLDialogElement>('#keys')?.showModal();
  };

  #pressed = (event: KeyboardEvent): void => {
    const act = queueAct(event, this.keys);
    const total = this.#source?.list?.total ?? 0;
    if (act === undefined || total === 0) return;
    event.preventDefault();
    const target = movedTo({ act, from: this.#active, total, page: this.#scroll.page });
    if (target === undefined) this.#do(act);
    else {
      this.#activate(target);
      this.focus();
    }
  };

  #do(act: QueueAct): void {
    const task = this.#activeTask;
    if (act === 'next') void this.takeNext();
    if (act === 'help') this.#showKeys();
    if (act === 'open' && task) this.#choseTask(task);
    if (act === 'claim' && task) void this.#acts?.claim(task);
    if (act === 'unclaim' && task) void this.#acts?.unclaim(task);
  }

  #clicked = (event: MouseEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    if (row === null) return;
    this.#active = Number(row.dataset.index);
    this.requestUpdate();
    const task = this.#activeTask;
    if (task) this.#choseTask(task);
  };

  #choseTask(task: Task): void {
    this.#open(task);
    if (this.claimOnOpen && task.claim === null) void this.#acts?.claim(task);
  }

  /** Makes a row the active one and brings it into view, wherever the focus is. */
  #activate(index: number): void {
    this.#active = index;
    this.#scroll.bring(index);
    this.requestUpdate();
  }

  #focusActive(): void {
    this.renderRoot
      .querySelector<HTMLElement>(`.row[data-index="${this.#active}"]`)
      ?.focus({ preventScroll: true });
  }

  #want(): void {
    const list = this.#source?.list;
    if (list === undefined || list.total === 0) return;
    const { first, last } = this.#scroll.window(list.total);
    list.want(first, last);
  }

  override render(): TemplateResult {
    const source = this.#source;
    return html`
      ${queueBars({
        source,
        queue: this.queue,
        show: this.show,
        active: this.#active,
        isFixed: this.fixed,
        keys: this.keys,
        choose: this.#choose,
        next: () => void this.takeNext(),
        showKeys: this.#showKeys,
      })}
      ${source ? queueNotices(source, this.app?.liveState === 'offline', this.#retry) : nothing}
      <div class="body">${source ? this.#body(source) : nothing}</div>
      ${keySheet(keyLines(this.keys))}
    `;
  }

  #body(source: QueueSource): unknown {
    return queueBody({
      source,
      queue: this.queue,
      show: this.show,
      rowHeight: this.#rowHeight,
      retry: this.#retry,
      showOpen: () => this.#choose(this.queue, 'open'),
      showNew: this.#showNew,
      grid: (list, title) => this.#grid(list, title),
    });
  }

  #grid(list: TaskList, title: string): TemplateResult {
    return queueGrid({
      list,
      title,
      rows: this.#scroll.rows(list.total, this.#active),
      active: this.#active,
      openTask: this.openTask,
      isOwn: this.#source?.current?.own === true,
      rowHeight: this.#rowHeight,
      pressed: this.#pressed,
      clicked: this.#clicked,
      scrolled: this.#scroll.scrolled,
    });
  }
}

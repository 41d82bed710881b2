import { html, nothing, type TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import type { ListState, Task } from '../shared/connection.ts';
import { controls } from '../shared/controls.ts';
import { type Changes, HimElement } from '../shared/element.ts';
import { stateStyles } from '../shared/states.ts';
import { tokens } from '../shared/tokens.ts';
import type { Filters } from '../shared/view-calls.ts';
import type { Lines } from './lines.ts';
import { queueStyles } from './queue.styles.ts';
import { createQueueActs, type QueueActs } from './queue-acts.ts';
import { queueBars } from './queue-bars.ts';
import './queue-events.ts';
import { queueBody, queueNotices } from './queue-body.ts';
import { createQueueChoice } from './queue-choice.ts';
import { createQueueExtras, type QueueExtras } from './queue-extras.ts';
import { queueGrid, rowHeights, tableRowHeights } from './queue-grid.ts';
import type { QueueHost } from './queue-host.ts';
import { createQueueInput, type QueueInput } from './queue-input.ts';
import { keysNow, type QueueAct, type QueueKeys } from './queue-keys.ts';
import { createQueueLines, type QueueLines } from './queue-lines.ts';
import { createQueueLook } from './queue-look.ts';
import { createQueueSource, type QueueSource } from './queue-source.ts';
import { createRowScroll } from './row-scroll.ts';
import { createSelection } from './selection.ts';
import { isNarrowed, noFilters, paramsOf, type ShownList } from './shown-list.ts';
import type { TaskList } from './task-list.ts';

/**
 * A work list: the tasks of one queue in the server's order, with claim, next and live changes.
 *
 * @tagname him-queue
 * @attr queue - which queue; the first one open to the user when left out
 * @attr show - `open`, `mine`, `on-hold` or `waiting`
 * @attr open-task - id of the task the host shows beside the list; its row is marked
 * @attr view - id of the saved view that is shown; the reader's default one when left out
 * @attr layout - `table` or `list`; by the width when left out
 * @attr fixed - hides the queue chooser
 * @attr claim-on-open - opening a free task claims it too
 * @attr density - `two-line`, `comfortable`, `cosy`, `compact`
 * @fires him-task-open - a task is to be shown; detail: `{taskId, instanceId, queue}`
 * @fires him-task-claim - before a claim is sent; cancelable; same detail
 * @fires him-task-unclaim - before a task is given back; cancelable; same detail
 * @fires him-queue-next - before the next task is taken; cancelable; detail: `{queue}`
 * @fires him-tasks-act - before one act is sent to several tasks; cancelable; detail: `{type, instanceIds, queue}`
 * @fires him-queue-change - the reader chose another list; detail: `{queue, show}`
 * @fires him-view-change - the reader chose another view, filter or order; ids and words of filters only
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
 * @csspart filters - the bar of filters and saved views
 * @csspart marked - the bar of what is marked, and what became of it
 * @csspart grid - the list
 * @csspart row - a row of it
 * @csspart group - the head of a group of rows
 * @csspart status - how a task stands
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimQueue extends HimElement {
  static override properties = {
    ...HimElement.properties,
    queue: { reflect: true },
    show: { reflect: true },
    view: { reflect: true },
    filters: { attribute: false },
    layout: { reflect: true },
    openTask: { attribute: 'open-task' },
    fixed: { type: Boolean },
    claimOnOpen: { type: Boolean, attribute: 'claim-on-open' },
    keys: { attribute: false },
  };
  static override styles = [tokens, controls, stateStyles, queueStyles];

  declare queue: string;
  declare show: ListState;
  declare view: string;
  /** What of the list is shown: by practitioner, facility, and when it is due. */
  declare filters: Filters;
  declare layout: 'table' | 'list' | '';
  declare openTask: string;
  declare fixed: boolean;
  declare claimOnOpen: boolean;
  /** Other keys for what the list can do, or `off` for no single-letter keys. */
  declare keys: QueueKeys | 'off';

  #source: QueueSource | undefined;
  #acts: QueueActs | undefined;
  #extras: QueueExtras | undefined;
  #lines: QueueLines | undefined;
  #look = createQueueLook();
  #selection = createSelection(() => this.requestUpdate());
  #input: QueueInput | undefined;
  #choice = createQueueChoice({
    element: this,
    look: this.#look,
    fire: (name, detail) => this.fire(name, detail),
    openList: () => this.#openList(),
  });
  #active = 0;
  #opened = '';
  #isFiltering = false;
  #refreshTimer = 0;
  #scroll = createRowScroll({
    element: () => this.renderRoot.querySelector<HTMLElement>('[part="grid"]'),
    rowHeight: () => this.#rowHeight,
    headHeight: () => (this.#isTable ? 33 : 0),
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
    this.view = '';
    this.filters = noFilters;
    this.layout = '';
    this.openTask = '';
    this.fixed = false;
    this.claimOnOpen = false;
    this.keys = {};
  }

  /** Takes and opens the first free task of the list: what the button and N do. */
  async takeNext(): Promise<void> {
    const task = await this.#acts?.next(this.#shown, this.#allLines);
    if (task === undefined) return;
    const place = this.#source?.list?.placeOf(task.id);
    const line = place === undefined ? undefined : this.#allLines?.lineOf(place);
    if (line !== undefined) this.#activate(line);
    this.#open(task);
  }

  /** Puts the focus on the active row. */
  override focus(): void {
    void this.afterRender(() => {
      const row = `.row[data-index="${this.#active}"]`;
      this.renderRoot.querySelector<HTMLElement>(row)?.focus({ preventScroll: true });
    });
  }

  protected override start(app: App): void {
    this.#source?.close();
    const source = createQueueSource(app, this.#look, () => this.requestUpdate());
    this.#source = source;
    this.#acts = createQueueActs({
      app,
      source,
      fire: (name, detail) => this.fire(name, detail),
      queue: () => this.queue,
    });
    const host = this.#host(app, source);
    this.#extras = createQueueExtras(host);
    this.#input = createQueueInput({
      host,
      acts: this.#acts,
      active: () => this.#active,
      activate: (line) => this.#activate(line),
      page: () => this.#scroll.page,
      chose: (task) => this.#choseTask(task),
      takeNext: () => void this.takeNext(),
      toggleGroup: (key) => this.#lines?.toggle(key),
      toggleFilters: this.#toggleFilters,
    });
    this.#lines = createQueueLines({
      source,
      order: this.#extras.order,
      redraw: () => this.requestUpdate(),
    });
    this.#opened = '';
    void this.#load(source);
  }

  async #load(source: QueueSource): Promise<void> {
    if (this.queue !== '' && this.view === '') this.#openList();
    await source.loadQueues();
    const first = source.queues?.[0]?.queue;
    if (this.queue === '' && first !== undefined) this.queue = first;
    this.#choice.begin();
    this.#openList();
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
    if (!this.hasUpdated || this.queue === '' || this.#source?.queues === undefined) return;
    if (changed.has('view') && this.view !== (this.#look.view?.id ?? '')) this.#choice.useView();
    if (['queue', 'show', 'view', 'filters'].some((name) => changed.has(name as 'queue')))
      this.#openList();
  }

  override updated(): void {
    this.#scroll.observe(this);
  }

  /** Reads the list from its start, unless it is the one that is read already. */
  #openList(): void {
    const params = JSON.stringify(paramsOf(this.#shown, this.#look.view));
    this.requestUpdate();
    if (this.queue === '' || params === this.#opened) return;
    this.#opened = params;
    this.#active = 0;
    this.#selection.clear();
    this.#scroll.toStart();
    this.#source?.open(this.#shown);
  }

  get #shown(): ShownList {
    const { queue, show, filters } = this;
    return { queue, show, filters };
  }
  get #isTable(): boolean {
    return this.layout === 'table' || (this.layout !== 'list' && this.clientWidth >= 720);
  }
  get #rowHeight(): number {
    return (this.#isTable ? tableRowHeights : rowHeights)[this.density] ?? 60;
  }
  get #keys(): Record<QueueAct, readonly string[]> {
    return keysNow(this.app?.keymap.of('queue') ?? {}, this.keys);
  }
  get #allLines(): Lines | undefined {
    const list = this.#source?.list;
    return list && this.#lines?.of(list, this.#look.arrangement);
  }

  /** The task on a line, if it is still on the list. */
  #taskAt(line: number): Task | undefined {
    const at = this.#allLines?.at(line);
    const row = at && 'place' in at ? this.#source?.list?.at(at.place) : undefined;
    return row?.gone === null ? row.task : undefined;
  }

  #targets(): readonly Task[] {
    const { list } = this.#source ?? {};
    const active = this.#taskAt(this.#active);
    if (this.#selection.size === 0) return active ? [active] : [];
    return [...this.#selection.ids].flatMap((id) => list?.at(list.placeOf(id) ?? -1)?.task ?? []);
  }

  #host(app: App, source: QueueSource): QueueHost {
    return {
      app,
      source,
      look: this.#look,
      selection: this.#selection,
      root: this.renderRoot as ShadowRoot,
      shown: () => this.#shown,
      lines: () => this.#allLines as Lines,
      isTable: () => this.#isTable,
      keys: () => this.#keys,
      choose: (change) => this.#choice.choose(change),
      arrange: (change) => {
        this.#choice.arrange(app, change);
        this.requestUpdate();
      },
      open: (part, detail) => void this.#extras?.open(part, detail),
      redraw: () => this.requestUpdate(),
      focus: () => this.focus(),
      taskAt: (line) => this.#taskAt(line),
      targets: () => this.#targets(),
      fire: (name, detail) => this.fire(name, detail),
    };
  }

  #open(task: Task): void {
    if (this.#acts?.open(task)) this.openTask = task.id;
  }

  #showNew = (): void => {
    this.#opened = '';
    this.#openList();
    void this.#source?.loadQueues();
    this.focus();
  };

  #retry = (): void => {
    if (this.#source?.list?.isLoaded) this.#source.refresh();
    else if (this.app !== undefined) this.start(this.app);
    this.requestUpdate();
  };

  #toggleFilters = (): void => {
    this.#isFiltering = !this.#isFiltering;
    this.requestUpdate();
  };

  #choseTask(task: Task): void {
    this.#open(task);
    if (this.claimOnOpen && task.claim === null) void this.#acts?.claim(task);
  }

  /** Makes a line the active one and brings it into view, wherever the focus is. */
  #activate(line: number): void {
    this.#active = line;
    this.#scroll.bring(line);
    this.requestUpdate();
  }

  #want(): void {
    const list = this.#source?.list;
    if (list === undefined || list.total === 0 || this.#lines?.isArranged) return;
    const { first, last } = this.#scroll.window(list.total);
    list.want(first, last);
  }

  override render(): TemplateResult {
    const source = this.#source;
    const isMarking = this.#selection.size > 0;
    const isFiltering = this.#isFiltering || isNarrowed(this.filters);
    return html`
      ${queueBars({
        source,
        look: this.#look,
        shown: this.#shown,
        active: this.#active,
        isFixed: this.fixed,
        isFiltering,
        keys: this.#keys,
        choose: this.#choice.choose,
        next: () => void this.takeNext(),
        toggleFilters: this.#toggleFilters,
        showKeys: () => void this.#extras?.open('keys'),
      })}
      ${isFiltering ? this.#extras?.filterBar() : nothing} ${this.#extras?.bulkBar(isMarking)}
      ${source ? queueNotices(source, this.app?.liveState === 'offline', this.#retry) : nothing}
      <div class="body">${source ? this.#body(source) : nothing}</div>
      ${this.#extras?.dialogs()}
    `;
  }

  #body(source: QueueSource): unknown {
    return queueBody({
      source,
      queue: this.queue,
      show: this.show,
      isNarrowed: isNarrowed(this.filters),
      rowHeight: this.#rowHeight,
      retry: this.#retry,
      showOpen: () => this.#choice.choose({ show: 'open', filters: noFilters }),
      showNew: this.#showNew,
      grid: (list, title) => this.#grid(list, title),
    });
  }

  #grid(list: TaskList, title: string): TemplateResult | typeof nothing {
    const lines = this.#allLines;
    if (lines === undefined) return nothing;
    const options = {
      list,
      lines,
      title,
      rows: this.#scroll.rows(lines.total, this.#active),
      active: this.#active,
      openTask: this.openTask,
      isOwn: this.#source?.current?.own === true,
      isGrouped: this.#look.arrangement.groupBy !== 'none',
      rowHeight: this.#rowHeight,
      isMarked: this.#selection.has,
      isSkipped: (id: string) => this.#acts?.isSkipped(id) === true,
      pressed: (event: KeyboardEvent) => this.#input?.pressed(event),
      clicked: (event: MouseEvent) => this.#input?.clicked(event),
      scrolled: this.#scroll.scrolled,
    };
    if (!this.#isTable) return queueGrid(options);
    return this.#extras?.table.now?.tableGrid(options, this.#extras.host) ?? nothing;
  }
}

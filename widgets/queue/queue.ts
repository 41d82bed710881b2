import type { nothing, TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import type { ListState, Task } from '../shared/connection.ts';
import { controls } from '../shared/controls.ts';
import { type Changes, HimElement } from '../shared/element.ts';
import type { Filters } from '../shared/saved-view.ts';
import { stateStyles } from '../shared/states.ts';
import { tokens } from '../shared/tokens.ts';
import { queueStyles } from './queue.styles.ts';
import { createQueueChoice } from './queue-choice.ts';
import { createQueueDesk, type QueueDesk } from './queue-desk.ts';
import { drawQueue } from './queue-drawing.ts';
import './queue-events.ts';
import { rowHeights, tableRowHeights } from './queue-grid.ts';
import { keysNow, type QueueAct, type QueueKeys } from './queue-keys.ts';
import { createQueueLook } from './queue-look.ts';
import type { QueueSource } from './queue-source.ts';
import { createRowScroll } from './row-scroll.ts';
import { createSelection } from './selection.ts';
import { isNarrowed, noFilters, paramsOf, type ShownList } from './shown-list.ts';

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
 * @csspart counts - what is late, due soon, and new since the last look
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

  #desk: QueueDesk | undefined;
  #look = createQueueLook();
  #selection = createSelection(() => this.requestUpdate());
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
    const { hands, host, source } = this.#desk ?? {};
    const task = await (await hands?.get())?.acts.next(this.#shown, host?.lines());
    if (task === undefined) return;
    const line = host?.lines().lineOf(source?.list?.placeOf(task.id) ?? -1);
    if (line !== undefined) this.#activate(line);
    this.#open(task);
  }

  /** Puts the focus on the active row. */
  override focus(): void {
    const row = `.row[data-index="${this.#active}"]`;
    const act = (): void =>
      this.renderRoot.querySelector<HTMLElement>(row)?.focus({ preventScroll: true });
    // Whoever types next is heard.
    void this.#desk?.hands.get().then(() => this.afterRender(act));
  }

  protected override start(app: App): void {
    this.#desk?.source.close();
    this.#desk = createQueueDesk({
      app,
      choice: this.#choice,
      root: this.renderRoot as ShadowRoot,
      look: this.#look,
      selection: this.#selection,
      shown: () => this.#shown,
      isTable: () => this.#isTable,
      keys: () => this.#keys,
      redraw: () => this.requestUpdate(),
      focus: () => this.focus(),
      fire: (name, detail) => this.fire(name, detail),
      active: () => this.#active,
      activate: (line) => this.#activate(line),
      page: () => this.#scroll.page,
      chose: (task) => this.#choseTask(task),
      takeNext: () => void this.takeNext(),
      toggleFilters: this.#toggleFilters,
    });
    this.#opened = '';
    void this.#load(this.#desk.source);
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
      void this.#desk?.source.loadQueues();
      if (isOurs) this.#desk?.source.refresh();
    }, 200);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#refreshTimer);
    this.#scroll.stop();
    this.#desk?.source.close();
    this.#desk = undefined;
  }

  override willUpdate(changed: Changes<this>): void {
    if (!this.hasUpdated || this.queue === '' || this.#desk?.source.queues === undefined) return;
    const isNamed = ['show', 'view', 'filters'].some((name) => changed.has(name as 'queue'));
    if (changed.get('queue') && !isNamed) this.#choice.beginAnew();
    if (changed.has('view') && this.view !== (this.#look.view?.id ?? '')) this.#choice.useView();
    if (isNamed || changed.has('queue')) this.#openList();
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
    this.#desk?.source.open(this.#shown);
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

  #open(task: Task): void {
    if (this.#desk?.hands.now?.acts.open(task)) this.openTask = task.id;
  }

  #showNew = (): void => {
    this.#opened = '';
    this.#openList();
    void this.#desk?.source.loadQueues();
    this.focus();
  };

  #retry = (): void => {
    if (this.#desk?.source.list?.isLoaded) this.#desk.source.refresh();
    else if (this.app !== undefined) this.start(this.app);
    this.requestUpdate();
  };

  #toggleFilters = (): void => {
    this.#isFiltering = !this.#isFiltering;
    this.requestUpdate();
  };

  #choseTask(task: Task): void {
    this.#open(task);
    if (this.claimOnOpen && task.claim === null) void this.#desk?.hands.now?.acts.claim(task);
  }

  /** Makes a line the active one and brings it into view, wherever the focus is. */
  #activate(line: number): void {
    this.#active = line;
    this.#scroll.bring(line);
    this.requestUpdate();
  }

  #want(): void {
    const { host, source } = this.#desk ?? {};
    const lines = host?.lines();
    if (lines === undefined || lines.total === 0) return;
    const { first, last } = this.#scroll.window(lines.total);
    const shown = Array.from({ length: last - first + 1 }, (_, i) => lines.at(first + i));
    source?.list?.want(shown.flatMap((line) => ('place' in line ? [line.place] : [])));
  }

  override render(): TemplateResult | typeof nothing {
    const desk = this.#desk;
    return drawQueue({
      desk,
      element: this,
      look: this.#look,
      shown: this.#shown,
      keys: this.#keys,
      active: this.#active,
      isTable: this.#isTable,
      isFiltering: this.#isFiltering || isNarrowed(this.filters),
      isOffline: this.app?.liveState === 'offline',
      rowHeight: this.#rowHeight,
      scroll: this.#scroll,
      choose: this.#choice.choose,
      retry: this.#retry,
      showNew: this.#showNew,
      toggleFilters: this.#toggleFilters,
    });
  }
}

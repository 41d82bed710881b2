import type { nothing, TemplateResult } from 'lit';
import type { HimRecord } from '../record/record.ts';
import type { Notice } from '../shared/app-context.ts';
import type { Action, Instance, Task } from '../shared/connection.ts';
import { type Changes, HimElement } from '../shared/element.ts';
import { createKeyDialog } from '../shared/key-dialog.ts';
import { actionFor, actionsNow, actionTitle, arranged, isSignature } from './actions.ts';
import { type ClaimKeeper, createClaimKeeper } from './claim-keeper.ts';
import { createPanelWidth } from './panel-width.ts';
import { reviewStyles } from './review.styles.ts';
import { createReviewActions, type ReviewActions, type Sent } from './review-actions.ts';
import type { Tab } from './review-bars.ts';
import { t } from './review-text.ts';
import './review-events.ts';
import { type DeskAct, type DeskKeys, deskKeysNow } from './desk-keys.ts';
import { focusDesk } from './focus-desk.ts';
import { deskAct, deskKeySheet } from './review-keys.ts';
import { type Note, noDesk, reviewLayout } from './review-layout.ts';
import {
  createReviewSource,
  documentAbout,
  instanceOf,
  type ReviewSource,
  taskOf,
} from './review-source.ts';

/**
 * One task on the desk: whose chart, what is due and why, the documents, and what may be done now.
 *
 * @tagname him-review
 * @attr task-id - id of the task
 * @attr instance-id - id of its instance; taken from the task's id when left out
 * @fires him-action - before an action is sent; cancelable; detail: `{taskId, instanceId, type}`
 * @fires him-task-done - nothing is due on the task any more; detail: `{taskId, instanceId, type}`
 * @fires him-task-next - the reader asked for the next task; detail: `{taskId, instanceId}`
 * @fires him-task-close - back to the list; detail: `{taskId}`
 * @fires him-task-open - another member of the chart was chosen; detail: `{taskId, instanceId, queue}`
 * @slot empty - instead of our words when no task is chosen
 * @csspart identity - who the patient is
 * @csspart actions - what may be done now
 * @csspart document - the pane of the document
 * @csspart document-toolbar - what can be done with the document
 * @csspart sheet - the page the document is on
 * @csspart panel - what is due, the chart or the history
 * @csspart notice - an answer to what the reader just did
 * @csspart dialog - the form of an action, or a question
 * @csspart status - how the task stands
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimReview extends HimElement {
  static override properties = {
    ...HimElement.properties,
    taskId: { attribute: 'task-id' },
    instanceId: { attribute: 'instance-id' },
  };

  static override styles = reviewStyles;

  declare taskId: string;
  declare instanceId: string;

  #source: ReviewSource | undefined;
  #tab: Tab = 'due';
  #documentId = '';
  #actions: ReviewActions | undefined;
  #claims: ClaimKeeper | undefined;
  #note: Note | undefined;
  #wantsFocus = false;
  #isTakenUp = false;
  readonly #keyDialog = createKeyDialog(this);
  readonly #panelWidth = createPanelWidth(() => this.requestUpdate());
  #changeTimer = 0;

  constructor() {
    super();
    this.taskId = '';
    this.instanceId = '';
    this.addEventListener('keydown', (event) => this.#pressed(event));
  }

  protected override start(): void {
    this.#close();
    this.#open();
  }

  protected override changed(notice: Notice): void {
    const id = this.#source?.instanceId ?? '';
    if (notice !== null && !notice.instances.includes(id)) return;
    window.clearTimeout(this.#changeTimer);
    this.#changeTimer = window.setTimeout(() => void this.#source?.load(), 200);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  override willUpdate(changed: Changes<this>): void {
    const isOther = changed.has('taskId') || changed.has('instanceId');
    if (isOther && this.app !== undefined) this.#open();
    if (this.app?.liveState === 'live') this.#actions?.lineIsBack();
  }

  /** Puts the focus on the title of the document, or on the panel where that has no room; when it is there. */
  override focus(): void {
    this.#wantsFocus = true;
    this.requestUpdate();
  }

  override updated(): void {
    this.#panelWidth.apply(this.renderRoot);
    if (this.#wantsFocus && this.#source?.instance) this.#wantsFocus = !focusDesk(this.renderRoot);
    this.renderRoot.querySelector<HTMLDialogElement>('dialog.modal:not([open])')?.showModal();
  }

  /** Closes what was open before: its texts must not outlive it on the page. */
  #close(): void {
    window.clearTimeout(this.#changeTimer);
    this.#claims?.stop();
    this.#source?.close();
    this.#source = undefined;
    this.#actions = undefined;
    this.#note = undefined;
    this.#isTakenUp = false;
    this.#documentId = '';
  }

  #open(): void {
    const id = this.instanceId || instanceOf(this.taskId);
    if (this.app === undefined || (this.#source?.instanceId === id && id !== '')) return;
    this.#close();
    if (id === '') return;
    const source = createReviewSource(this.app, id, () => this.#arrived());
    this.#source = source;
    const warn = (words: string): void => {
      if (source === this.#source) this.#say({ tone: 'warn', words });
    };
    const shared = { app: this.app, source, onChange: () => this.requestUpdate(), onRefused: warn };
    this.#claims = createClaimKeeper(shared);
    this.#actions = createReviewActions({
      ...shared,
      reading: () => source.reading(this.#documentId, this.#record?.shownHash ?? null),
      mayAct: (type) => this.fire('him-action', { ...this.#ids(), type }),
      // The reader may have gone on meanwhile; then the list shows what became of it.
      onSent: (sent) => source === this.#source && this.#sent(sent),
    });
    void source.load();
  }

  /** Some part has come. The first document is put on the desk as soon as the chart is known. */
  #arrived(): void {
    const { instance, chart } = this.#source ?? {};
    if (instance && chart && !chart.documents.some((one) => one.id === this.#documentId)) {
      const first = documentAbout(instance, chart) ?? chart.documents[0];
      if (first) this.#showDocument(first.id);
    }
    this.#claims?.keep(this.#task);
    if (instance && !this.#isTakenUp) void this.#actions?.takeUp(actionsNow(instance));
    this.#isTakenUp ||= instance !== undefined;
    this.requestUpdate();
  }

  #showDocument = (documentId: string): void => {
    this.#documentId = documentId;
    if (this.#tab === 'chart' && this.clientWidth < 720) this.#tab = 'document';
    this.requestUpdate();
  };

  #opened = ({ detail }: CustomEvent<{ readonly documentId: string }>): void => {
    // The record says it while it is put in its place; what is known already draws nothing anew.
    if (detail.documentId === this.#documentId) return;
    this.#documentId = detail.documentId;
    this.requestUpdate();
  };

  get #record(): HimRecord | null {
    return this.renderRoot.querySelector('him-record');
  }

  get #keys(): DeskKeys {
    return deskKeysNow(this.app?.keymap.of('review') ?? {});
  }

  get #task(): Task | undefined {
    const instance = this.#source?.instance;
    return instance && taskOf(instance, this.taskId);
  }

  #ids(): { taskId: string; instanceId: string } {
    return { taskId: this.#task?.id ?? this.taskId, instanceId: this.#source?.instanceId ?? '' };
  }

  #say(note: Note | undefined): void {
    this.#note = note;
    if (note) this.app?.announce(note.words);
    this.requestUpdate();
  }

  #sent({ answer, action, goesOn }: Sent): void {
    const ids = this.#ids();
    const isDone = !answer.tasks.some((one) => one.id === ids.taskId);
    this.#source?.take(answer);
    void this.#source?.load();
    this.#say({
      tone: 'info',
      words: t(isDone && goesOn ? 'task.sentNext' : 'task.sent', { action: actionTitle(action) }),
    });
    if (!isDone) return;
    this.app?.completed(ids.taskId);
    this.fire('him-task-done', { ...ids, type: action.type });
    if (goesOn) this.fire('him-task-next', ids);
  }

  #begin = (action: Action | undefined, goesOn: boolean): boolean => {
    if (action === undefined) return false;
    this.#note = undefined;
    if (isSignature(action) && this.#showToSign()) return true;
    this.#actions?.begin(action, goesOn);
    return true;
  };

  /** Puts the document that is to be signed before the reader. False when it is there already, or there is none. */
  #showToSign(): boolean {
    const { instance, chart } = this.#source ?? {};
    const about = instance && chart && documentAbout(instance, chart);
    const isSeen = this.#record?.checkVisibility() === true;
    if (about === undefined || (about.id === this.#documentId && isSeen)) return false;
    if (!isSeen) this.#tab = 'document';
    this.#showDocument(about.id);
    this.#say({ tone: 'info', words: t('task.readFirst') });
    return true;
  }

  #chooseTab = (tab: Tab): void => {
    this.#tab = tab;
    this.requestUpdate();
  };

  #back = (): void => {
    this.fire('him-task-close', { taskId: this.taskId });
  };

  #openMember = (instanceId: string): void => {
    if (!this.fire('him-task-open', { taskId: '', instanceId, queue: null })) return;
    this.taskId = '';
    this.instanceId = instanceId;
  };

  #pressed(event: KeyboardEvent): void {
    const instance = this.#source?.instance;
    const act = deskAct(event, this.#keys);
    if (act === undefined || instance === undefined || this.#actions?.form !== undefined) return;
    const allowed = actionsNow(instance);
    const acts: Readonly<Record<DeskAct, () => unknown>> = {
      complete: () => this.#begin(arranged(allowed, this.#task?.key).primary, true),
      back: this.#back,
      claim: () => this.#task?.claim === null && void this.#claims?.claim(this.#task),
      help: () => this.app && void this.#keyDialog.open(deskKeySheet(this.app)),
      nextDocument: () => this.#record?.stepDocument(1),
      documentBefore: () => this.#record?.stepDocument(-1),
      hold: () => this.#begin(actionFor(allowed, 'hold'), false),
      return: () => this.#begin(actionFor(allowed, 'return'), false),
    };
    if (acts[act]() === false) return;
    // A letter that opened a form must not be typed into it.
    event.preventDefault();
  }

  override render(): TemplateResult | typeof nothing {
    const source = this.#source;
    if (source?.instance !== undefined && this.#actions !== undefined) {
      return this.#desk(source, this.#actions, source.instance);
    }
    return noDesk(source, () => void source?.load());
  }

  #desk(source: ReviewSource, actions: ReviewActions, instance: Instance): TemplateResult {
    return reviewLayout({
      source,
      actions,
      instance,
      task: this.#task,
      tab: this.#tab,
      documentId: this.#documentId,
      note: this.#note,
      begin: this.#begin,
      back: this.#back,
      chooseTab: this.#chooseTab,
      showDocument: this.#showDocument,
      opened: this.#opened,
      claims: this.#claims,
      openMember: this.#openMember,
      panelWidth: this.#panelWidth,
      keys: this.#keys,
      keyDialog: this.#keyDialog,
    });
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import '../record/record-events.ts';
import type { App } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { timeOf } from '../shared/dates.ts';
import type { Changes } from '../shared/element.ts';
import { icon } from '../shared/icons.ts';
import { createKeyDialog } from '../shared/key-dialog.ts';
import { keySign } from '../shared/key-sign.ts';
import { type Inbox, type InboxItem, listCalls } from '../shared/list-calls.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { returnFocus } from '../shared/return-focus.ts';
import { emptyState, stateStyles } from '../shared/states.ts';
import { t } from '../shared/story-text.ts';
import { tokens } from '../shared/tokens.ts';
import { inboxStyles } from './inbox.styles.ts';
import { declineAll, type Result, type Show, shownOf, shows, signAll } from './inbox-acts.ts';
import { type Acts, encounterCard } from './inbox-encounter.ts';
import { type InboxKeys, inboxAct, inboxKeySheet, inboxKeysNow, rowTo } from './inbox-keys.ts';

const pageSize = 50;

/**
 * A physician's list: all that is theirs to cure and that of colleagues they cover, by chart, the most urgent first.
 * What was read can be signed together; a chart can be declined as a whole.
 *
 * @tagname him-inbox
 * @attr instance-id - the piece of work that is open beside it
 * @fires him-task-open - a piece of work was chosen; detail: `{taskId, instanceId, queue}`
 * @fires him-action - before several are signed or declined; cancelable; detail: `{taskId, instanceId, type}`
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimInbox extends LoadingElement<Inbox> {
  static override properties = {
    ...LoadingElement.properties,
    instanceId: { attribute: 'instance-id' },
    show: { state: true },
    selected: { state: true },
    result: { state: true },
    declining: { state: true },
  };

  static override styles = [tokens, controls, stateStyles, inboxStyles];

  declare instanceId: string;
  declare private show: Show;
  /** Ids of the instances ticked to be signed. */
  declare private selected: ReadonlySet<string>;
  declare private result: Result | undefined;
  /** The encounter whose whole list is about to be declined. */
  declare private declining: string | undefined;

  #limit = pageSize;
  readonly #keyDialog = createKeyDialog(this);

  constructor() {
    super();
    this.instanceId = '';
    this.show = 'all';
    this.selected = new Set();
    this.addEventListener('keydown', (event) => this.#pressed(event));
  }

  protected get wanted(): string {
    return 'mine';
  }

  /** Whose work it is only the answer says: every change may be news. */
  protected concerns(): boolean {
    return true;
  }

  protected fetchData({ connection }: App): Promise<Inbox> {
    return listCalls(connection).inbox(this.#limit);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.addEventListener('him-document-shown', this.#read);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.documentElement.removeEventListener('him-document-shown', this.#read);
  }

  /** What stands before the reader somewhere on the page may be ticked. */
  #read = ({ detail }: HTMLElementEventMap['him-document-shown']): void => {
    const isNew = this.data?.encounters.some(({ items }) =>
      items.some(({ document: of }) => of?.id === detail.documentId && !of.isOpened),
    );
    if (isNew === true) void this.reload();
  };

  /** So may what was open until now, in whatever viewer it was read. */
  override willUpdate(changed: Changes<this>): void {
    super.willUpdate(changed);
    if (changed.get('instanceId')) void this.reload();
  }

  /** Puts the focus on the piece of work that is open, else on the first. */
  override focus(): void {
    void this.afterRender(() => {
      const open = this.renderRoot.querySelector<HTMLElement>('[aria-current="true"] .open');
      (open ?? this.renderRoot.querySelector<HTMLElement>('.open'))?.focus();
    });
  }

  override updated(): void {
    this.renderRoot.querySelector<HTMLDialogElement>('#decline:not([open])')?.showModal();
  }

  protected draw(inbox: Inbox): TemplateResult {
    const { totals } = inbox;
    const shown = shownOf(inbox, this.show);
    return html`
      <div class="top">
        <h2>${t('inbox.title')}</h2>
        <p>${t('inbox.totals', { open: totals.all.open, overdue: totals.all.overdue, soon: totals.all.dueSoon })}</p>
        <span class="select">
          <select aria-label=${t('inbox.show')} @change=${(event: Event) => this.#choosesShow(event)}>
            ${shows.map((one) => html`<option value=${one} ?selected=${one === this.show}>${t(`inbox.show.${one}`)}</option>`)}
          </select>${icon('down')}
        </span>
        ${this.#keysButton()}
      </div>
      ${this.#resultNotice()}
      ${inbox.total === 0 ? emptyState({ title: t('inbox.empty'), hint: t('inbox.emptyHint', { time: timeOf(inbox.asOf) }) }) : nothing}
      ${inbox.total > 0 && shown.length === 0 ? emptyState({ title: t('inbox.showNothing'), hint: '' }) : nothing}
      <div class="lists">${shown.map((one) => encounterCard(one, { ...this.#acts, currentId: this.instanceId }))}</div>
      ${inbox.encounters.length < inbox.total ? this.#more(inbox) : nothing}
      ${this.selected.size > 0 ? this.#signBar(inbox) : nothing}
      ${this.declining === undefined ? nothing : this.#declineDialog(this.declining)} ${this.#keyDialog.render()}
    `;
  }

  get #keys(): InboxKeys {
    return inboxKeysNow(this.app?.keymap.of('inbox') ?? {});
  }

  #keysButton(): TemplateResult {
    const name = t('inbox.keys');
    const [key] = this.#keys.help;
    return html`<button class="button quiet square keys" aria-label=${name} title=${name} @click=${() => this.#showKeys()}>
      ${key ? html`<kbd>${keySign(key)}</kbd>` : nothing}
    </button>`;
  }

  #showKeys(): void {
    if (this.app) void this.#keyDialog.open(inboxKeySheet(this.app));
  }

  #pressed(event: KeyboardEvent): void {
    const act = inboxAct(event, this.#keys);
    const target = event.composedPath()[0];
    if (act === undefined || this.data === undefined || !(target instanceof HTMLElement)) return;
    const row = target.closest<HTMLElement>('li');
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('li')];
    const next = rowTo(act, rows, row)?.querySelector<HTMLElement>('.open');
    const press = (selector: string, within: ParentNode | null | undefined): void =>
      within?.querySelector<HTMLElement>(selector)?.click();
    if (next) next.focus();
    else if (act === 'tick') press('input', row);
    else if (act === 'decline') press('.decline', row?.closest('article'));
    else if (act === 'sign') press('.bar .primary', this.renderRoot);
    else if (act === 'filter') this.renderRoot.querySelector('select')?.focus();
    else if (act === 'help') this.#showKeys();
    // A button that has the focus is pressed by Enter itself.
    else if (row === null || (event.key === 'Enter' && target.matches('.button'))) return;
    else press('.open', row);
    event.preventDefault();
  }

  readonly #acts: Omit<Acts, 'currentId'> = {
    isSelected: ({ task }) => this.selected.has(task.instanceId),
    select: ({ task }, isSelected) => this.#select(task.instanceId, isSelected),
    open: ({ task }) => {
      const { id, instanceId, queue } = task;
      this.instanceId = instanceId;
      this.fire('him-task-open', { taskId: id, instanceId, queue });
    },
    declineAll: (encounterId) => {
      this.declining = encounterId;
    },
  };

  #select(instanceId: string, isSelected: boolean): void {
    const selected = new Set(this.selected);
    if (isSelected) selected.add(instanceId);
    else selected.delete(instanceId);
    this.selected = selected;
  }

  #resultNotice(): TemplateResult | typeof nothing {
    if (this.result === undefined) return nothing;
    const { tone, words, refused } = this.result;
    return html`<div class="notice ${tone}" role=${tone === 'danger' ? 'alert' : 'status'}>
      <p class="result">${words}${refused.map((why) => html`<br />${why}`)}</p>
      <button @click=${() => {
        this.result = undefined;
      }}>${t('inbox.dismiss')}</button>
    </div>`;
  }

  #more({ encounters, total }: Inbox): TemplateResult {
    return html`<p class="foot">
      ${t('inbox.shown', { n: encounters.length, total })}
      <button class="button" @click=${() => {
        this.#limit += pageSize;
        void this.reload();
      }}>${t('inbox.more')}</button>
    </p>`;
  }

  #signBar(inbox: Inbox): TemplateResult {
    return html`<div class="bar" role="region" aria-label=${t('inbox.sign')}>
      <p><b>${t('inbox.selected', { n: this.selected.size })}</b>. ${t('inbox.signWords')}</p>
      <button class="button" @click=${() => {
        this.selected = new Set();
      }}>${t('inbox.clear')}</button>
      <button class="button primary" @click=${() => void this.#sign(inbox)}>${t('inbox.sign')}</button>
    </div>`;
  }

  async #sign({ encounters }: Inbox): Promise<void> {
    const items = encounters
      .flatMap((one) => one.items)
      .filter((item: InboxItem) => this.selected.has(item.task.instanceId));
    const mayAct = items.every(({ task }) =>
      this.fire('him-action', {
        taskId: task.id,
        instanceId: task.instanceId,
        type: 'deficiency.sign',
      }),
    );
    if (this.app === undefined || !mayAct) return;
    this.#say(await signAll(this.app, items));
    this.selected = new Set();
  }

  #declineDialog(encounterId: string): TemplateResult {
    const close = (): void => {
      this.declining = undefined;
    };
    return html`<dialog id="decline" aria-labelledby="decline-title" ${returnFocus()} @close=${close}>
      <form @submit=${(event: SubmitEvent) => this.#decline(event, encounterId)} @keydown=${(event: KeyboardEvent) => event.stopPropagation()}>
        <h2 id="decline-title">${t('inbox.declineTitle')}</h2>
        <p>${t('inbox.declineWords')}</p>
        <label for="decline-reason">${t('inbox.reason')}</label>
        <textarea class="field" id="decline-reason" name="reason" rows="3" required minlength="3" maxlength="500"></textarea>
        <div class="buttons">
          <button type="button" class="button" @click=${close}>${t('inbox.cancel')}</button>
          <button class="button primary">${t('inbox.decline')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #decline(event: SubmitEvent, encounterId: string): void {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim();
    const ids = { taskId: '', instanceId: `chart.${encounterId}`, type: 'deficiency.decline' };
    this.declining = undefined;
    if (this.app === undefined || !this.fire('him-action', ids)) return;
    void declineAll(this.app, encounterId, reason).then((result) => this.#say(result));
  }

  #say(result: Result): void {
    this.result = result;
    this.app?.announce(result.words);
    void this.reload();
  }

  #choosesShow(event: Event): void {
    this.show = (event.target as HTMLSelectElement).value as Show;
  }

  protected get words(): LoadingWords {
    return {
      loading: t('inbox.loading'),
      failed: t('inbox.failed'),
      none: t('inbox.none'),
      noneHint: t('inbox.noneHint'),
      denied: t('inbox.denied'),
      deniedHint: t('inbox.deniedHint'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'him-inbox': HimInbox;
  }
}

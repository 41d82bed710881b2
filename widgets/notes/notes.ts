import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { App, Notice } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { timeOf } from '../shared/dates.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { asRefused, type Refused } from '../shared/refused.ts';
import { emptyState, stateStyles } from '../shared/states.ts';
import { tokens } from '../shared/tokens.ts';
import { type AudienceKind, kindOf, noteForm, removeForm } from './note-form.ts';
import { notesStyles } from './notes.styles.ts';
import { type Note, type Notes, notesCalls, type Written, wordsIn } from './notes-calls.ts';
import './notes-events.ts';
import { audienceWords, t } from './notes-text.ts';

/** What is being written: a new note, a change of one, or the reason to remove one. */
type Writing =
  | { readonly act: 'add' }
  | { readonly act: 'edit' | 'remove'; readonly note: Note }
  | undefined;

/**
 * Sticky notes on a chart as a whole, each for those it was written for: its author alone, certain roles, or everyone
 * who may read the chart.
 *
 * @tagname him-notes
 * @attr encounter-id - the chart's encounter
 * @fires him-action - before a note is written, changed or removed; cancelable; detail: `{taskId, instanceId, type}`
 * @fires him-notes-change - there are more or fewer notes than before; detail: `{encounterId, count}`
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimNotes extends LoadingElement<Notes> {
  static override properties = {
    ...LoadingElement.properties,
    encounterId: { attribute: 'encounter-id' },
    writing: { state: true },
    kind: { state: true },
    problem: { state: true },
    isSending: { state: true },
  };

  static override styles = [tokens, controls, stateStyles, notesStyles];

  declare encounterId: string;
  declare private writing: Writing;
  declare private kind: AudienceKind;
  declare private problem: Refused | undefined;
  declare private isSending: boolean;

  constructor() {
    super();
    this.encounterId = '';
    this.kind = 'chart-readers';
    this.isSending = false;
  }

  protected get wanted(): string {
    return this.encounterId;
  }

  protected concerns({ instances }: NonNullable<Notice>): boolean {
    return instances.some((id) => id.startsWith(`annotation.${this.encounterId}.`));
  }

  protected async fetchData(app: App): Promise<Notes> {
    const { encounterId } = this;
    const found = await notesCalls(app).list(encounterId);
    this.fire('him-notes-change', { encounterId, count: found.notes.length });
    return found;
  }

  protected draw({ notes, mayRemoveAll }: Notes): TemplateResult {
    const isAdding = this.writing?.act === 'add';
    return html`
      <div class="head">
        <h2>${t('notes.title')}</h2>
        ${isAdding ? nothing : html`<button class="button" id="add" @click=${() => this.#begin({ act: 'add' })}>${t('notes.add')}</button>`}
      </div>
      ${isAdding ? html`<div class="new">${this.#form('', 'chart-readers')}</div>` : nothing}
      ${
        notes.length === 0 && !isAdding
          ? emptyState({ title: t('notes.empty'), hint: t('notes.emptyHint') })
          : html`<ul>${repeat(
              notes,
              ({ id }) => id,
              (note) =>
                html`<li class=${note.audience === 'me' ? 'private' : ''}>${this.#note(note, note.isMine || mayRemoveAll)}</li>`,
            )}</ul>`
      }
    `;
  }

  #note(note: Note, mayRemove: boolean): TemplateResult {
    const { writing } = this;
    const isOpen = writing?.act !== 'add' && writing?.note.id === note.id;
    if (isOpen && writing.act === 'edit') return this.#form(wordsIn(note), note.audience);
    const { creator, created, modified, isMine } = note;
    const about = { name: creator.name, time: timeOf(created) };
    const edited = modified === null ? '' : ` · ${t('notes.edited', { time: timeOf(modified) })}`;
    return html`
      <p class="words" dir="auto">${wordsIn(note)}</p>
      <p class="who">${creator.name} · <time datetime=${created}>${about.time}</time>${edited}</p>
      ${
        isOpen
          ? removeForm({
              error: this.problem,
              isSending: this.isSending,
              remove: (reason) => void this.#remove(note, reason),
              cancel: this.#end,
            })
          : html`<div class="line">
              <span class="tag"><span>${audienceWords(note.audience)}</span></span>
              ${isMine ? html`<button class="button quiet" aria-label=${t('notes.editOf', about)} @click=${() => this.#begin({ act: 'edit', note })}>${t('notes.edit')}</button>` : nothing}
              ${mayRemove ? html`<button class="button quiet" aria-label=${t('notes.removeOf', about)} @click=${() => this.#begin({ act: 'remove', note })}>${t('notes.remove')}</button>` : nothing}
            </div>`
      }
    `;
  }

  #form(text: string, audience: Note['audience']): TemplateResult {
    return noteForm({
      text,
      audience,
      kind: this.kind,
      error: this.problem,
      isSending: this.isSending,
      choose: (kind) => {
        this.kind = kind;
      },
      save: (written) => void this.#save(written),
      cancel: this.#end,
    });
  }

  #begin(writing: NonNullable<Writing>): void {
    this.writing = writing;
    this.problem = undefined;
    this.kind = writing.act === 'edit' ? kindOf(writing.note.audience) : 'chart-readers';
    void this.afterRender(() =>
      this.renderRoot.querySelector<HTMLElement>('.form textarea, .form input')?.focus(),
    );
  }

  readonly #end = (): void => {
    this.writing = undefined;
    void this.afterRender(() => this.renderRoot.querySelector<HTMLElement>('#add')?.focus());
  };

  async #save(written: Written): Promise<void> {
    const { app, writing, encounterId } = this;
    if (app === undefined || writing === undefined || writing.act === 'remove') return;
    const calls = notesCalls(app);
    await (writing.act === 'add'
      ? this.#act('annotation.write', '', () => calls.add(encounterId, written))
      : this.#act('annotation.edit', writing.note.id, () => calls.edit(writing.note, written)));
  }

  async #remove(note: Note, reason: string): Promise<void> {
    const { app } = this;
    if (app === undefined) return;
    await this.#act('annotation.withdraw', note.id, () => notesCalls(app).remove(note, reason));
  }

  /** Sends it, says that it is done, and shows what is there now. What is refused is said where it was written. */
  async #act(type: string, address: string, send: () => Promise<Note>): Promise<void> {
    const instanceId = address.split('/').at(-1) ?? '';
    if (!this.fire('him-action', { taskId: '', instanceId, type })) return;
    this.isSending = true;
    try {
      await send();
      this.app?.announce(t(type === 'annotation.withdraw' ? 'notes.removed' : 'notes.saved'));
      this.#end();
      await this.reload();
    } catch (problem) {
      this.problem = asRefused(problem);
    } finally {
      this.isSending = false;
    }
  }

  protected get words(): LoadingWords {
    return {
      loading: t('notes.loading'),
      failed: t('notes.failed'),
      none: t('notes.none'),
      noneHint: t('notes.noneHint'),
      denied: t('notes.denied'),
      deniedHint: t('notes.deniedHint'),
    };
  }
}

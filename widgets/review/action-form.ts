import { css, html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Action, HistoryEntry } from '../shared/connection.ts';
import { timeOf } from '../shared/dates.ts';
import { icon } from '../shared/icons.ts';
import { returnFocus } from '../shared/return-focus.ts';
import { actionTitle, isSignature } from './actions.ts';
import type { Values } from './draft-store.ts';
import type { Field } from './fields.ts';
import { t } from './review-text.ts';
import { wordsFor } from './words.ts';

export interface ActionForm {
  readonly action: Action;
  readonly fields: readonly Field[];
  readonly isSending: boolean;
  readonly error: string;
  /** What the server said in its own words, where the error is in others. */
  readonly ownWords: string | undefined;
  /** What the fields begin with: a draft that was taken up. */
  readonly values: Values;
  /** What others did since the reader began, when that is why it was refused. */
  readonly meanwhile: readonly HistoryEntry[];
}

/** The dialog in which an action's input is filled in; made from the schema the server gave. */
export function actionForm(
  form: ActionForm,
  handlers: {
    readonly submit: (event: SubmitEvent) => void;
    readonly typed: (data: FormData) => void;
    readonly cancel: () => void;
  },
): TemplateResult {
  const shown = form.fields.filter((field) => field.kind !== 'fixed');
  return html`<dialog class="modal" aria-labelledby="action-title" ${returnFocus()} @close=${handlers.cancel} part="dialog">
    <form class="action-form" @submit=${handlers.submit} @keydown=${submitOnCtrlEnter}
      @input=${(event: InputEvent) => handlers.typed(new FormData(event.currentTarget as HTMLFormElement))}>
      <h2 id="action-title">${actionTitle(form.action)}</h2>
      ${form.error ? html`<p class="error" role="alert">${form.error}</p>` : nothing}
      ${form.ownWords ? html`<p class="words" lang="en">${form.ownWords}</p>` : nothing}
      ${form.meanwhile.length > 0 ? meanwhileList(form.meanwhile) : nothing}
      ${shown.map((field) => fieldRow(field, form.values[field.name] ?? []))}
      ${isSignature(form.action) ? html`<p class="words">${t('form.signing')}</p>` : nothing}
      <div class="buttons">
        <button type="button" class="button" @click=${closeDialog}>${t('form.cancel')}</button>
        <button class="button primary" ?disabled=${form.isSending}>
          ${actionTitle(form.action)} <kbd>Ctrl ↵</kbd>
        </button>
      </div>
    </form>
  </dialog>`;
}

function submitOnCtrlEnter(event: KeyboardEvent): void {
  event.stopPropagation();
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}

function closeDialog(event: Event): void {
  (event.target as Element).closest('dialog')?.close();
}

/** Both sides of a conflict: what others did stands here, what the reader typed stays in the fields below. */
function meanwhileList(entries: readonly HistoryEntry[]): TemplateResult {
  return html`<div class="meanwhile">
    <b>${t('form.meanwhile')}</b>
    <ul>
      ${entries.map(
        (entry) =>
          html`<li>${wordsFor('event', entry.type)}, ${entry.userName}, ${timeOf(entry.at)}</li>`,
      )}
    </ul>
    <p>${t('form.yours')}</p>
  </div>`;
}

export function fieldRow(field: Field, values: readonly string[]): TemplateResult {
  const id = `field-${field.name}`;
  const hint = field.kind === 'lines' ? t('form.lines') : '';
  if (field.kind === 'yes-no') {
    return html`<label class="check"><input type="checkbox" name=${field.name} ?checked=${values.length > 0} /> <span>${field.label}</span></label>`;
  }
  if (field.kind === 'bound') {
    return html`<p class="bound"><span>${field.label}</span> <b>${field.choices[0]?.label}</b></p>`;
  }
  if (field.kind === 'choices') {
    return html`<fieldset>
      <legend>${field.label}</legend>
      ${field.choices.map(
        (choice) => html`<label class="check">
          <input type="checkbox" name=${field.name} value=${choice.value} ?checked=${values.includes(choice.value)} /> <span>${choice.label}</span>
        </label>`,
      )}
    </fieldset>`;
  }
  return html`<div class="field-row">
    <label for=${id}>${field.label}${field.isRequired ? html` <small>${t('form.required')}</small>` : nothing}</label>
    ${input(field, { id, hint, value: values[0] ?? '' })}
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

function input(
  field: Field,
  { id, hint, value }: { readonly id: string; readonly hint: string; readonly value: string },
): TemplateResult {
  const { name, isRequired, limits } = field;
  const describedBy = ifDefined(hint ? `${id}-hint` : undefined);
  switch (field.kind) {
    case 'choice':
      return html`<span class="select">
        <select id=${id} name=${name} ?required=${isRequired} aria-describedby=${describedBy}>
          <option value="">${t('form.choose')}</option>
          ${field.choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
        </select>
        ${icon('down')}
      </span>`;
    case 'long':
    case 'lines':
      return html`<textarea class="field" id=${id} name=${name} rows="4" ?required=${isRequired}
        aria-describedby=${describedBy}
        minlength=${ifDefined(limits.minLength)} .value=${value}
        maxlength=${ifDefined(limits.maxLength)}></textarea>`;
    case 'unsupported':
      return html`<p class="hint" id=${id}>${t('form.unsupported')}</p>`;
    case 'text':
    case 'number':
    case 'date':
    case 'instant':
    case 'yes-no':
    case 'choices':
    case 'fixed':
    case 'bound':
      return html`<input class="field" id=${id} name=${name} type=${inputType(field)} ?required=${isRequired}
        .value=${value} aria-describedby=${describedBy}
        step=${ifDefined(field.kind === 'number' ? 'any' : undefined)}
        min=${ifDefined(limits.minimum)} max=${ifDefined(limits.maximum)}
        minlength=${ifDefined(limits.minLength)} maxlength=${ifDefined(limits.maxLength)} />`;
  }
}

function inputType(field: Field): string {
  if (field.kind === 'number' || field.kind === 'date') return field.kind;
  return field.kind === 'instant' ? 'datetime-local' : 'text';
}

export const actionFormStyles = css`
  .action-form {
    display: grid;
    gap: 16px;
    padding: 20px;
  }
  .action-form label,
  .action-form legend {
    display: block;
    margin-block-end: 4px;
    padding: 0;
    font-weight: 500;
  }
  .action-form small {
    font-size: 12px;
    font-weight: 400;
    color: var(--_text-2);
  }
  .action-form .select { display: flex; }
  .action-form textarea { resize: vertical; }
  .action-form .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    margin: 0;
    font-weight: 400;
  }
  .action-form .check input {
    width: 16px;
    height: 16px;
    accent-color: var(--_accent);
  }
  .action-form fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  .action-form .hint {
    margin: 4px 0 0;
    font-size: 12px;
    line-height: 16px;
    color: var(--_text-2);
  }
  .action-form .bound {
    margin: 0;
  }
  .action-form .bound span {
    color: var(--_text-2);
  }
  .action-form .words {
    margin: 0;
    color: var(--_text-2);
  }
  .action-form .error {
    margin: 0;
    padding: 8px 12px;
    border-radius: var(--_radius);
    font-size: 13px;
    background: var(--_danger-bg);
    color: var(--_danger-fg);
  }
  .action-form .meanwhile {
    padding: 8px 12px;
    border-radius: var(--_radius);
    font-size: 13px;
    line-height: 18px;
    background: var(--_warn-bg);
    color: var(--_warn-fg);
  }
  .action-form .meanwhile ul { margin: 4px 0; padding-inline-start: 18px; }
  .action-form .meanwhile p { margin: 0; }
  .action-form .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 4px;
  }
`;

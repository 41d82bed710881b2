import { html, nothing, type TemplateResult } from 'lit';
import { type Refused, refusedWords } from '../shared/refused.ts';
import { returnFocus } from '../shared/return-focus.ts';
import { audienceChoices, choiceOf } from './audiences.ts';
import type { Annotation, RedactionReason } from './record-calls.ts';
import { t, wordsIn } from './record-text.ts';

export type DraftKind = 'note' | 'highlight' | 'redaction-proposal' | 'edit' | 'withdraw';

export interface AnnotationForm {
  readonly kind: DraftKind;
  /** The words it will be put on; empty for a box. */
  readonly quote: string;
  /** What is edited or withdrawn. */
  readonly annotation: Annotation | undefined;
  /** What it was changed to while the form was open; null when it is there no more. */
  readonly meanwhile: Annotation | null | undefined;
  readonly reasons: readonly RedactionReason[];
  readonly error: Refused | undefined;
  readonly isSending: boolean;
  readonly submit: (form: FormData) => void;
  readonly cancel: () => void;
}

/** What is written on the marked place: words, why it should be left out, and for whom it is. */
export function annotationForm(form: AnnotationForm): TemplateResult {
  const { kind, quote, meanwhile, error, isSending, submit, cancel } = form;
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    submit(new FormData(event.target as HTMLFormElement));
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    (event.currentTarget as HTMLFormElement).requestSubmit();
  };
  return html`<dialog class="modal" aria-labelledby="form-title" ${returnFocus()} part="dialog" @cancel=${cancel} @close=${cancel}>
    <form @submit=${send} @keydown=${pressed}>
      <h2 id="form-title">${t(`record.form.${kind}`)}</h2>
      ${quote ? html`<q dir="auto">${quote}</q>` : nothing}
      ${meanwhile === undefined ? nothing : changedMeanwhile(meanwhile)}
      ${fields(form)}
      ${error ? html`<p class="refused" role="alert">${refusedWords(error)}</p>` : nothing}
      <div class="buttons">
        <button class="button" type="button" @click=${close}>${t('record.cancel')}</button>
        <button class="button primary" ?disabled=${isSending || meanwhile === null}>${t(`record.send.${kind}`)} <kbd>Ctrl ↵</kbd></button>
      </div>
    </form>
  </dialog>`;
}

/** A dialog that is closed gives the focus back to where it was opened from. */
function close(event: Event): void {
  (event.target as Element).closest('dialog')?.close();
}

function changedMeanwhile(now: Annotation | null): TemplateResult {
  if (now === null) return html`<p class="refused" role="alert">${t('record.meanwhileGone')}</p>`;
  return html`<div class="refused" role="alert">
    <p>${t('record.meanwhile')}</p>
    ${wordsIn(now) ? html`<q dir="auto">${wordsIn(now)}</q>` : nothing}
    <p>${t('record.audience')}: ${t(`record.audience.${choiceOf(now.audience)}`)}</p>
  </div>`;
}

function fields({ kind, reasons, annotation }: AnnotationForm): TemplateResult {
  if (kind === 'withdraw')
    return html`<label>${t('record.why')}<input class="field" name="reason" required minlength="3" maxlength="500" autofocus /></label>`;
  const what = annotation?.kind ?? kind;
  const isNote = what === 'note';
  const chosen = choiceOf(annotation?.audience ?? 'chart-readers');
  return html`
    ${what === 'redaction-proposal' ? reasonField(reasons, annotation?.reasonCode ?? '') : nothing}
    ${
      what === 'highlight'
        ? nothing
        : html`<label>${t(isNote ? 'record.comment' : 'record.remark')}
          <textarea class="field" name="text" rows="3" maxlength="4000" dir="auto" ?required=${isNote} ?autofocus=${isNote}
            .value=${annotation ? wordsIn(annotation) : ''}></textarea></label>`
    }
    <label>${t('record.audience')}
      <select class="field" name="audience">
        ${audienceChoices(annotation?.audience).map((one) => html`<option value=${one} ?selected=${one === chosen}>${t(`record.audience.${one}`)}</option>`)}
      </select>
    </label>
    ${what === 'redaction-proposal' ? html`<p class="hint">${t('record.untouched')}</p>` : nothing}
  `;
}

function reasonField(reasons: readonly RedactionReason[], chosen: string): TemplateResult {
  return html`<label>${t('record.reason')}
    <select class="field" name="reasonCode" required autofocus>
      <option value="">${t('record.chooseReason')}</option>
      ${reasons.map(
        ({ code, words, citation }) =>
          html`<option value=${code} ?selected=${code === chosen}>${citation === null ? words : `${words} – ${citation}`}</option>`,
      )}
    </select>
  </label>`;
}

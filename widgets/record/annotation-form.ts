import { html, nothing, type TemplateResult } from 'lit';
import { type Refused, refusedWords } from '../shared/refused.ts';
import { returnFocus } from '../shared/return-focus.ts';
import type { RedactionReason } from './record-calls.ts';
import { t } from './record-text.ts';

export type DraftKind = 'note' | 'highlight' | 'redaction-proposal' | 'withdraw';

export interface AnnotationForm {
  readonly kind: DraftKind;
  /** The words it will be put on; empty for a box. */
  readonly quote: string;
  readonly reasons: readonly RedactionReason[];
  readonly error: Refused | undefined;
  readonly isSending: boolean;
  readonly submit: (form: FormData) => void;
  readonly cancel: () => void;
}

/** What is written on the marked place: words, why it should be left out, and for whom it is. */
export function annotationForm(form: AnnotationForm): TemplateResult {
  const { kind, quote, error, isSending, submit, cancel } = form;
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
      ${fields(form)}
      ${error ? html`<p class="refused" role="alert">${refusedWords(error)}</p>` : nothing}
      <div class="buttons">
        <button class="button" type="button" @click=${cancel}>${t('record.cancel')}</button>
        <button class="button primary" ?disabled=${isSending}>${t(`record.send.${kind}`)} <kbd>Ctrl ↵</kbd></button>
      </div>
    </form>
  </dialog>`;
}

function fields({ kind, reasons }: AnnotationForm): TemplateResult {
  if (kind === 'withdraw')
    return html`<label>${t('record.why')}<input class="field" name="reason" required minlength="3" maxlength="500" autofocus /></label>`;
  return html`
    ${kind === 'redaction-proposal' ? reasonField(reasons) : nothing}
    ${
      kind === 'highlight'
        ? nothing
        : html`<label>${t(kind === 'note' ? 'record.comment' : 'record.remark')}
          <textarea class="field" name="text" rows="3" maxlength="4000" ?required=${kind === 'note'} ?autofocus=${kind === 'note'}></textarea></label>`
    }
    <label>${t('record.audience')}
      <select class="field" name="audience">
        <option value="chart-readers">${t('record.audience.chart-readers')}</option>
        <option value="him">${t('record.audience.him')}</option>
        <option value="me">${t('record.audience.me')}</option>
      </select>
    </label>
    ${kind === 'redaction-proposal' ? html`<p class="hint">${t('record.untouched')}</p>` : nothing}
  `;
}

function reasonField(reasons: readonly RedactionReason[]): TemplateResult {
  return html`<label>${t('record.reason')}
    <select class="field" name="reasonCode" required autofocus>
      <option value="">${t('record.chooseReason')}</option>
      ${reasons.map(
        ({ code, words, citation }) =>
          html`<option value=${code}>${citation === null ? words : `${words} – ${citation}`}</option>`,
      )}
    </select>
  </label>`;
}

import { css, html, nothing, type TemplateResult } from 'lit';
import { ownWords, type Refused, refusedWords } from './refused.ts';
import { t } from './text.ts';

/** A pane with nothing to show says why, and what to do next. */
export function emptyState(options: {
  readonly title: string;
  readonly hint: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}): TemplateResult {
  const { title, hint, action } = options;
  return html`<div class="state" part="empty">
    <h2>${title}</h2>
    <p>${hint}</p>
    ${action ? html`<button class="button" @click=${action.run}>${action.label}</button>` : nothing}
  </div>`;
}

export function signedOutState(): TemplateResult {
  return emptyState({ title: t('error.signedOut'), hint: t('error.signedOutHint') });
}

/** What failed, in words, with a way to try again and a number to quote. */
export function errorState(title: string, error: Refused, retry: () => void): TemplateResult {
  const quote = error.problem.instance;
  const own = ownWords(error.problem);
  return html`<div class="state" part="error" role="alert">
    <h2>${title}</h2>
    <p>${refusedWords(error)}</p>
    ${own ? html`<p class="quote" lang="en">${own}</p>` : nothing}
    ${quote ? html`<p class="quote">${t('error.quote', { id: quote })}</p>` : nothing}
    <button class="button" @click=${retry}>${t('error.retry')}</button>
  </div>`;
}

export const stateStyles = css`
  .state {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 4px;
    min-height: 200px;
    height: 100%;
    padding: 32px 24px;
    text-align: center;
  }
  .state h2 {
    margin: 0;
    font-size: 14px;
    line-height: 20px;
    font-weight: 600;
  }
  .state p {
    max-width: 32ch;
    margin: 0;
    font-size: 13px;
    line-height: 18px;
    color: var(--_text-2);
  }
  .state .button { margin-block-start: 12px; }
`;

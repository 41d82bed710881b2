import { css, html, nothing, type TemplateResult } from 'lit';
import type { Instance, Message } from '../shared/connection.ts';
import { fullDate, timeOf } from '../shared/dates.ts';
import { type Refused, refusedWords } from '../shared/refused.ts';
import { t } from './review-text.ts';

/** What waits for one cause, or why it cannot be shown. */
export type Waiting = readonly Message[] | { readonly error: Refused } | undefined;

export interface MessagesPane {
  readonly instance: Instance;
  readonly waiting: Waiting;
  readonly isReplaying: boolean;
  readonly replay: () => void;
}

/** True for a task about messages that could not be used: they stand where a chart would. */
export function isAboutMessages({ workflow }: Instance): boolean {
  return workflow === 'intake-exception';
}

/** The cause of an intake exception, by which its messages are found and tried again. */
export function causeOf({ context }: Instance): string {
  return String(context.cause ?? '');
}

/** The middle of the desk for messages: the reason in plain words, what waits, and trying it again. */
export function messagesPane({
  instance,
  waiting,
  isReplaying,
  replay,
}: MessagesPane): TemplateResult {
  const { reason } = instance.context;
  return html`
    <div class="bar"><span class="page">${t('messages.title')}</span><span class="spacer"></span>
      <button class="button" ?disabled=${isReplaying || !hasSome(waiting)} @click=${replay}>
        ${t('messages.replay')}
      </button>
    </div>
    <div class="desk" tabindex="0" role="region" aria-label=${t('messages.title')} part="document">
      <article class="sheet" part="sheet">
        <h2 tabindex="-1" id="document-title">${String(instance.context.what ?? '')}</h2>
        <p class="facts">${String(reason ?? '')}</p>
        <p class="facts">${t('messages.howTo')}</p>
        ${isReplaying ? html`<p class="facts" role="status">${t('messages.replaying')}</p>` : nothing}
        ${list(waiting)}
      </article>
    </div>
  `;
}

function list(waiting: Waiting): TemplateResult | typeof nothing {
  if (waiting === undefined) return nothing;
  if ('error' in waiting)
    return html`<p class="facts" role="alert">${t('messages.failed')}. ${refusedWords(waiting.error)}</p>`;
  if (waiting.length === 0) return html`<p class="facts">${t('messages.none')}</p>`;
  return html`<div class="scroll"><table class="messages">
    <thead><tr>
      <th scope="col">${t('messages.received')}</th>
      <th scope="col">${t('messages.sender')}</th>
      <th scope="col">${t('messages.controlId')}</th>
    </tr></thead>
    <tbody>${waiting.map(
      ({ receivedAt, sender, controlId }) =>
        html`<tr><td>${`${fullDate(receivedAt)}, ${timeOf(receivedAt)}`}</td><td>${sender}</td><td>${controlId ?? '–'}</td></tr>`,
    )}</tbody>
  </table></div>`;
}

function hasSome(waiting: Waiting): boolean {
  return waiting !== undefined && !('error' in waiting) && waiting.length > 0;
}

export const messagesPaneStyles = css`
  .scroll { overflow-x: auto; }
  .messages { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 18px; }
  .messages th, .messages td {
    padding: 6px 12px 6px 0;
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
    border-block-end: 1px solid #d5dce3;
  }
`;

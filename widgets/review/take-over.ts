import { html, nothing, type TemplateResult } from 'lit';
import { timeOf } from '../shared/dates.ts';
import type { ClaimKeeper } from './claim-keeper.ts';
import { t } from './review-text.ts';

/** Asks before a claim is taken from the colleague who holds it. */
export function takeOverDialog(claims: ClaimKeeper | undefined): TemplateResult | typeof nothing {
  const claim = claims?.wanted?.claim;
  if (claims === undefined || claim == null) return nothing;
  const parts = { name: claim.holderName, time: timeOf(claim.expiresAt) };
  return html`<dialog
    class="modal"
    aria-labelledby="take-over-title"
    aria-describedby="take-over-words"
    part="dialog"
    @close=${claims.cancelTakeOver}
  >
    <form method="dialog" class="action-form">
      <h2 id="take-over-title">${t('takeOver.title', parts)}</h2>
      <p class="words" id="take-over-words">${t('takeOver.words', parts)}</p>
      <div class="buttons">
        <button class="button" autofocus>${t('form.cancel')}</button>
        <button class="button primary" @click=${claims.takeOver}>${t('takeOver.do')}</button>
      </div>
    </form>
  </dialog>`;
}

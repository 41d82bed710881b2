import { html, nothing, type TemplateResult } from 'lit';
import type { QueueHost } from './queue-host.ts';

/** Opens a dialog as soon as it is drawn. */
export function showDialog({ root }: QueueHost, selector: string): void {
  requestAnimationFrame(() => {
    const dialog = root.querySelector<HTMLDialogElement>(selector);
    if (dialog?.isConnected && !dialog.open) dialog.showModal();
  });
}

export function closeDialog(event: Event): void {
  (event.target as Element).closest('dialog')?.close();
}

/** The buttons at the end of a dialog: the one that does it, and the way back. */
export function dialogButtons(
  words: string,
  cancel: string,
  before: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="buttons">
    ${before}
    <span class="spacer"></span>
    <button type="button" class="button" @click=${closeDialog}>${cancel}</button>
    <button class="button primary">${words}</button>
  </div>`;
}

import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';

/** The very element that has the focus, in whatever tree it stands; null where none has. */
function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement && at !== document.body ? at : null;
}

class ReturnFocus extends AsyncDirective {
  #from: HTMLElement | null | undefined;
  #host: HTMLElement | undefined;

  override render(): void {}

  override update({ options }: ElementPart): void {
    if (this.#from !== undefined) return;
    this.#from = focused();
    this.#host = options?.host as HTMLElement | undefined;
  }

  override disconnected(): void {
    // Once it is gone: whoever has the focus by then keeps it.
    queueMicrotask(() => {
      if (focused() !== null || this.#host?.isConnected !== true) return;
      const isThere = this.#from?.isConnected && this.#from.checkVisibility();
      (isThere ? this.#from : this.#host)?.focus();
    });
  }
}

/**
 * On a dialog that is drawn only while it is needed: once it is drawn no more, the focus goes back to where it was
 * before, or to the widget, so that its keys go on working. A dialog that is taken out of the page returns none itself.
 */
export const returnFocus = directive(ReturnFocus);

import { expect } from '@open-wc/testing';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { returnFocus } from './return-focus.ts';

class Asking extends LitElement {
  static override properties = { isAsking: { state: true }, hasOpener: { state: true } };
  declare isAsking: boolean;
  declare hasOpener: boolean;

  constructor() {
    super();
    this.isAsking = false;
    this.hasOpener = true;
  }

  override updated(): void {
    this.renderRoot.querySelector<HTMLDialogElement>('dialog:not([open])')?.showModal();
  }

  override render(): TemplateResult {
    return html`
      ${this.hasOpener ? html`<button id="opener">Ask</button>` : nothing}
      ${this.isAsking ? html`<dialog ${returnFocus()}><input aria-label="Answer" /></dialog>` : nothing}
    `;
  }
}
customElements.define('x-asking', Asking);

describe('the focus after a dialog that was taken away', () => {
  let asking: Asking;

  const draw = async (change: Partial<Pick<Asking, 'isAsking' | 'hasOpener'>>): Promise<void> => {
    Object.assign(asking, change);
    await asking.updateComplete;
    await Promise.resolve();
  };
  const focusedId = (): string | undefined => asking.shadowRoot?.activeElement?.id;

  beforeEach(async () => {
    asking = new Asking();
    asking.tabIndex = -1;
    document.body.append(asking);
    await draw({});
    asking.shadowRoot?.querySelector<HTMLElement>('#opener')?.focus();
    await draw({ isAsking: true });
    asking.shadowRoot?.querySelector('input')?.focus();
  });

  afterEach(() => asking.remove());

  it('is where it was before', async () => {
    await draw({ isAsking: false });
    expect(focusedId()).to.equal('opener');
  });

  it('is on the widget where what opened it is gone too', async () => {
    await draw({ isAsking: false, hasOpener: false });
    expect(document.activeElement).to.equal(asking);
  });

  it('stays with what has taken it meanwhile', async () => {
    const other = document.createElement('input');
    document.body.append(other);
    asking.shadowRoot?.querySelector('dialog')?.close();
    other.focus();
    await draw({ isAsking: false });
    expect(document.activeElement).to.equal(other);
    other.remove();
  });
});

import { ContextConsumer } from '@lit/context';
import { LitElement, type PropertyValues } from 'lit';
import { type App, appContext, type Notice } from './app-context.ts';
import { onTexts } from './text.ts';

/** What all our elements share: the app around them, change notices, typed events, density. */
export abstract class HimElement extends LitElement {
  static override properties = {
    density: { reflect: true },
  };

  /** Row height: `two-line` (60 px), `comfortable` (44), `cosy` (36), `compact` (32). */
  declare density: 'two-line' | 'comfortable' | 'cosy' | 'compact';

  protected app: App | undefined;
  #leave: (() => void) | undefined;
  #unread: (() => void) | undefined;

  constructor() {
    super();
    this.density = 'two-line';
    new ContextConsumer(this, {
      context: appContext,
      subscribe: true,
      callback: (app) => this.#use(app),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unread = onTexts(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unread?.();
    this.#leave?.();
    this.#leave = undefined;
    this.app = undefined;
  }

  /** The app is there (again): load what is to be shown. */
  protected abstract start(app: App): void;

  /** Something changed on the server; null means that anything may have. */
  protected abstract changed(notice: Notice): void;

  /** Fires a `him-*` event that crosses shadow roots. False when the host vetoed it. */
  protected fire(name: string, detail: object): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }),
    );
  }

  /** Runs after the next render, for moving focus to what was just drawn. */
  protected async afterRender(act: () => void): Promise<void> {
    await this.updateComplete;
    act();
  }

  #use(app: App | undefined): void {
    if (app === this.app) return;
    this.#leave?.();
    this.app = app;
    if (app === undefined) return;
    this.#leave = app.subscribe((notice) => {
      if (notice === undefined) this.requestUpdate();
      else this.changed(notice);
    });
    this.start(app);
  }
}

export type Changes<Element> = PropertyValues<Element>;

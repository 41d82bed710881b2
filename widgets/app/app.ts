import { ContextProvider } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type App, appContext, type LiveState, type Notice } from '../shared/app-context.ts';
import { type Connection, createConnection } from '../shared/connection.ts';
import { controls } from '../shared/controls.ts';
import type { KeyChanges, Keymap } from '../shared/keymap.ts';
import { setServerTime } from '../shared/now.ts';
import { asRefused } from '../shared/refused.ts';
import { onTexts, t } from '../shared/text.ts';
import { tokens } from '../shared/tokens.ts';
import { createTokenSource, type GetToken, type TokenSource } from './token-source.ts';

/**
 * Connects the widgets inside it with a Chartkeeper server. Tokens live in memory only.
 *
 * @tagname him-app
 * @attr endpoint - where the server is; empty means this page's own origin
 * @attr purpose - why the reader looks at charts on none of their lists: an HL7 v3 PurposeOfUse code
 * @fires him-auth-lost - the host gave no new token; detail: `{reason}`
 * @fires him-live-change - the stream of change notices came or went; detail: `{state}`
 * @fires him-keys-change - the user chose other keys; cancelable by a host that keeps them; detail: `{keys}`
 * @slot - the widgets, and whatever else the host lays out around them
 * @csspart signed-out - the notice that the sign-in has ended
 */
export class HimApp extends LitElement {
  static override properties = {
    endpoint: {},
    purpose: {},
    getToken: { attribute: false },
    fetch: { attribute: false },
    keys: { attribute: false },
    isSignedOut: { state: true },
    spoken: { state: true },
  };

  static override styles = [
    tokens,
    controls,
    css`
      :host { display: block; }
      .notice { border: 0; }
    `,
  ];

  declare endpoint: string;
  declare purpose: string;
  /** Asked for a token at the start, before it ends, and once when the server refuses it. */
  declare getToken: GetToken | undefined;
  /** Stands in for the network: tests and the demo without a server pass the real app here. */
  declare fetch: typeof fetch | undefined;
  /** The keys the user chose, by widget; without it they are kept in this browser. */
  declare keys: KeyChanges | undefined;
  declare private isSignedOut: boolean;
  declare private spoken: string;

  #provider = new ContextProvider(this, { context: appContext });
  #listeners = new Set<(notice: Notice | undefined) => void>();
  #completed = new Set<string>();
  #liveState: LiveState = 'off';
  #stopListening: (() => void) | undefined;
  #keymap: Keymap | undefined;
  #unread: (() => void) | undefined;

  constructor() {
    super();
    this.endpoint = '';
    this.purpose = '';
    this.isSignedOut = false;
    this.spoken = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unread = onTexts(() => this.requestUpdate());
    if (this.hasUpdated) this.#restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unread?.();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('endpoint') || changed.has('getToken') || changed.has('fetch')) this.#restart();
  }

  override render(): TemplateResult {
    return html`
      ${this.isSignedOut ? this.#signedOutNotice() : nothing}
      <slot></slot>
      <div class="visually-hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #signedOutNotice(): TemplateResult {
    return html`<div class="notice" role="alert" part="signed-out">
      <p>${t('app.signedOut')}</p>
      <button @click=${this.#signInAgain}>${t('app.signIn')}</button>
    </div>`;
  }

  #signInAgain = (): void => {
    this.isSignedOut = false;
    this.#restart();
  };

  /** A new server or a new user: everything inside starts afresh. Before the host is ready nothing is asked. */
  #restart(): void {
    this.#stopListening?.();
    this.#completed.clear();
    this.isSignedOut = false;
    if (!this.isConnected || this.getToken === undefined) {
      this.#provider.setValue(undefined);
      return;
    }
    const connection = this.#connect(createTokenSource(this.getToken));
    this.#provider.setValue(this.#appWith(connection));
    void this.#setTime(connection);
    this.#stopListening = this.#listen(connection);
    void this.#loadKeys(connection);
  }

  async #loadKeys(connection: Connection): Promise<void> {
    const { createKeptKeys } = await import('./kept-keys.ts');
    this.#keymap = createKeptKeys({
      host: this,
      connection,
      onChange: () => this.#tell(undefined),
    });
  }

  /** Its code comes beside the first list, not before it. */
  #listen(connection: Connection): () => void {
    let stop: (() => void) | undefined = () => undefined;
    void import('./live.ts').then(({ listen }) => {
      if (stop === undefined) return;
      stop = listen({
        open: (lastEventId, signal) => connection.live(lastEventId, signal),
        onNotice: (notice) => this.#tell(notice),
        onState: (state) => this.#setLiveState(state),
      });
    });
    return () => {
      stop?.();
      stop = undefined;
    };
  }

  /** Ages are told by the server's clock; until it has answered, by this desk's. */
  async #setTime(connection: Connection): Promise<void> {
    try {
      setServerTime(await connection.serverTime());
      this.#tell(undefined);
    } catch (problem) {
      asRefused(problem);
    }
  }

  #connect(source: TokenSource): Connection {
    const orLost = (asked: Promise<string>): Promise<string | undefined> =>
      asked.catch((error: unknown) => this.#lose(error));
    return createConnection({
      endpoint: this.endpoint,
      ...(this.fetch ? { fetch: this.fetch } : {}),
      purpose: () => this.purpose,
      token: () => orLost(source.current()),
      renew: () => orLost(source.renew('denied')),
    });
  }

  #appWith(connection: Connection): App {
    const liveState = (): LiveState => this.#liveState;
    return {
      connection,
      get liveState() {
        return liveState();
      },
      keymap: {
        of: (widget) => this.#keymap?.of(widget) ?? {},
        change: (widget, keys) => this.#keymap?.change(widget, keys),
      },
      announce: (text) => this.#announce(text),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      claimChanged: ({ instanceId, facility, queue }) =>
        this.#tell({ instances: [instanceId], queues: [{ facility, queue }] }),
      completed: (taskId) => this.#completed.add(taskId),
      hasCompleted: (taskId) => this.#completed.has(taskId),
    };
  }

  /** The host could not give a token. The event says so; the request then gets the server's own refusal. */
  #lose(error: unknown): undefined {
    if (!this.isSignedOut) {
      this.isSignedOut = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(
        new CustomEvent('him-auth-lost', { detail: { reason }, bubbles: true, composed: true }),
      );
    }
    return undefined;
  }

  /** The same words twice must still be a change, or they are not spoken again. */
  #announce(text: string): void {
    this.spoken = this.spoken === text ? `${text}\u00a0` : text;
  }

  #tell(notice: Notice | undefined): void {
    for (const listener of this.#listeners) listener(notice);
  }

  #setLiveState(state: LiveState): void {
    if (state === this.#liveState) return;
    this.#liveState = state;
    this.#tell(undefined);
    this.dispatchEvent(
      new CustomEvent('him-live-change', { detail: { state }, bubbles: true, composed: true }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'him-app': HimApp;
  }
  interface HTMLElementEventMap {
    'him-keys-change': CustomEvent<{ keys: KeyChanges }>;
    'him-auth-lost': CustomEvent<{ reason: string }>;
    'him-live-change': CustomEvent<{ state: LiveState }>;
  }
}

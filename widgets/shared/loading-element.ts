import { nothing, type TemplateResult } from 'lit';
import type { App, Notice } from './app-context.ts';
import { type Changes, HimElement } from './element.ts';
import { asRefused, isDenied, type Refused } from './refused.ts';
import { emptyState, errorState } from './states.ts';

/** The words of a widget for what it cannot show. */
export interface LoadingWords {
  readonly loading: string;
  readonly failed: string;
  readonly none: string;
  readonly noneHint: string;
  readonly denied: string;
  readonly deniedHint: string;
}

/** How long nothing is said about waiting; what is quicker needs no words. */
const quietMs = 200;
/** Several notices of one commit are one reload. */
const gatherMs = 200;

/** A widget that shows one thing of the server: loads it, says what failed, and loads it anew when it changes. */
export abstract class LoadingElement<Data> extends HimElement {
  #data: Data | undefined;
  #error: Refused | undefined;
  #key = '';
  #isSlow = false;
  #slowTimer = 0;
  #changeTimer = 0;

  /** What is loaded now; undefined until it has come. */
  protected get data(): Data | undefined {
    return this.#data;
  }

  /** Names what is wanted; empty when the host has not said yet. */
  protected abstract get wanted(): string;
  /** Whether a change notice concerns what is shown. */
  protected abstract concerns(notice: NonNullable<Notice>): boolean;
  protected abstract fetchData(app: App): Promise<Data>;
  protected abstract draw(data: Data): TemplateResult;
  protected abstract get words(): LoadingWords;

  protected override start(): void {
    void this.reload();
  }

  protected override changed(notice: Notice): void {
    if (notice !== null && !this.concerns(notice)) return;
    window.clearTimeout(this.#changeTimer);
    this.#changeTimer = window.setTimeout(() => void this.reload(), gatherMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#changeTimer);
    window.clearTimeout(this.#slowTimer);
    this.#forget();
  }

  override willUpdate(_changed: Changes<this>): void {
    if (this.app !== undefined && this.wanted !== this.#key) void this.reload();
  }

  /** Loads it (again). What is shown stays until the answer is there, and stays when it fails. */
  protected async reload(): Promise<void> {
    const { app, wanted } = this;
    if (app === undefined) return;
    if (wanted !== this.#key) this.#forget();
    this.#key = wanted;
    if (wanted === '') return;
    window.clearTimeout(this.#slowTimer);
    this.#slowTimer = window.setTimeout(() => {
      this.#isSlow = true;
      this.requestUpdate();
    }, quietMs);
    try {
      const data = await this.fetchData(app);
      if (wanted !== this.#key) return;
      this.#data = data;
      this.#error = undefined;
    } catch (problem) {
      if (wanted !== this.#key) return;
      if (this.#data === undefined) this.#error = asRefused(problem);
    }
    window.clearTimeout(this.#slowTimer);
    this.#isSlow = false;
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { words } = this;
    if (this.#data !== undefined) return this.draw(this.#data);
    if (this.#error !== undefined) {
      if (this.#error.status === 404 || isDenied(this.#error))
        return emptyState({ title: words.denied, hint: words.deniedHint });
      return errorState(words.failed, this.#error, () => void this.reload());
    }
    if (this.wanted === '') return emptyState({ title: words.none, hint: words.noneHint });
    return this.#isSlow ? emptyState({ title: words.loading, hint: '' }) : nothing;
  }

  #forget(): void {
    this.#data = undefined;
    this.#error = undefined;
    this.#isSlow = false;
    this.#key = '';
  }
}

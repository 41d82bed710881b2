import { html, type TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { timeOf } from '../shared/dates.ts';
import { icon } from '../shared/icons.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { Refused } from '../shared/refused.ts';
import { emptyState, stateStyles } from '../shared/states.ts';
import { type Happening, type MemberThen, storyCalls } from '../shared/story-calls.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';
import { tokens } from '../shared/tokens.ts';
import { happeningItem, happeningWords, isOfKind, type Kind, kinds } from './happening.ts';
import { timelineStyles } from './timeline.styles.ts';

/** Moving the slider asks for the last moment alone. */
const restMs = 120;

/**
 * What happened to a chart: who, when and why; and a slider through its life that shows how every part of it stood at
 * the moment chosen, drawn from the machine itself.
 *
 * @tagname him-timeline
 * @attr encounter-id - the chart's encounter
 * @fires him-moment - another moment was chosen; detail: `{encounterId, at}`
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimTimeline extends LoadingElement<readonly Happening[]> {
  static override properties = {
    ...LoadingElement.properties,
    encounterId: { attribute: 'encounter-id' },
    kind: { state: true },
    at: { state: true },
    memberId: { state: true },
    stood: { state: true },
  };

  static override styles = [tokens, controls, stateStyles, timelineStyles];

  declare encounterId: string;
  declare private kind: Kind;
  /** Index of the happening after which the picture is drawn; -1 for the last. */
  declare private at: number;
  declare private memberId: string;
  declare private stood: readonly MemberThen[] | 'failed' | undefined;

  #restTimer = 0;

  constructor() {
    super();
    this.encounterId = '';
    this.kind = 'all';
    this.at = -1;
    this.memberId = '';
  }

  protected get wanted(): string {
    return this.encounterId;
  }

  protected concerns({ instances }: NonNullable<Notice>): boolean {
    return instances.some((id) => id.includes(this.encounterId));
  }

  protected async fetchData({ connection }: App): Promise<readonly Happening[]> {
    const items = await storyCalls(connection).timeline(this.encounterId);
    await this.#showMoment(items);
    return items;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#restTimer);
    this.stood = undefined;
  }

  protected draw(items: readonly Happening[]): TemplateResult {
    if (items.length === 0)
      return emptyState({ title: t('timeline.empty'), hint: t('timeline.emptyHint') });
    return html`<div class="layout">
      <section class="past" aria-label=${t('timeline.list')}>${this.#past(items)}</section>
      <section class="then">${this.#moment(items)}</section>
    </div>`;
  }

  #past(items: readonly Happening[]): TemplateResult {
    const now = this.#index(items);
    return html`
      <div class="tools">
        <h2>${t('timeline.list')}</h2>
        <span class="select">
          <select aria-label=${t('timeline.kinds')} @change=${(event: Event) => this.#choosesKind(event)}>
            ${kinds.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${t(`timeline.kind.${kind}`)}</option>`)}
          </select>${icon('down')}
        </span>
      </div>
      <ol tabindex="-1">
        ${items.map((one, index) =>
          isOfKind(this.kind, one)
            ? happeningItem(one, { isNow: index === now, choose: () => this.#go(items, index) })
            : '',
        )}
      </ol>
    `;
  }

  #moment(items: readonly Happening[]): TemplateResult {
    const index = this.#index(items);
    const one = items[index];
    const words = one === undefined ? '' : `${timeOf(one.at)}: ${happeningWords(one)}`;
    const step = (by: number, glyph: 'left' | 'right', label: string): TemplateResult =>
      html`<button class="button square" aria-label=${label} title=${label}
        ?disabled=${items[index + by] === undefined} @click=${() => this.#go(items, index + by)}>${icon(glyph)}</button>`;
    return html`
      <div class="slider">
        ${step(-1, 'left', t('timeline.before'))}
        <input type="range" min="0" max=${items.length - 1} .value=${String(index)} aria-label=${t('timeline.moment')}
          aria-valuetext=${words}
          @input=${(event: Event) => this.#go(items, Number((event.target as HTMLInputElement).value))} />
        ${step(1, 'right', t('timeline.after'))}
      </div>
      <div class="moment">
        <h2>${t('timeline.stood', { at: one === undefined ? '' : timeOf(one.at) })}</h2>
        ${this.#memberChoice()}
      </div>
      <div class="picture">${this.#picture()}</div>
    `;
  }

  #memberChoice(): TemplateResult | '' {
    const { stood: then } = this;
    if (then === undefined || then === 'failed' || then.length === 0) return '';
    const chosen = this.#member(then);
    return html`<span class="select">
      <select aria-label=${t('timeline.part')} @change=${(event: Event) => this.#choosesMember(event)}>
        ${then.map((one) => html`<option value=${one.id} ?selected=${one === chosen}>${one.title === null ? wordsFor('workflow', one.workflow) : serverText(one.title)}</option>`)}
      </select>${icon('down')}
    </span>`;
  }

  #picture(): TemplateResult | '' {
    const { stood: then } = this;
    if (then === undefined) return '';
    if (then === 'failed')
      return html`<p class="none" role="alert">${t('timeline.momentFailed')}</p>`;
    const member = this.#member(then);
    if (member === undefined) return html`<p class="none">${t('timeline.notYet')}</p>`;
    return html`<him-workflow-map .workflow=${member.workflow} .version=${member.workflowVersion} .state=${member.state}></him-workflow-map>`;
  }

  #index(items: readonly Happening[]): number {
    return this.at < 0 ? items.length - 1 : Math.min(this.at, items.length - 1);
  }

  /** The part that was chosen, else the one that moved at this moment, else the chart. */
  #member(then: readonly MemberThen[]): MemberThen | undefined {
    const moved = this.data?.[this.#index(this.data)]?.instanceId;
    return (
      then.find((one) => one.id === this.memberId) ??
      then.find((one) => one.id === moved) ??
      then[0]
    );
  }

  #choosesKind(event: Event): void {
    this.kind = (event.target as HTMLSelectElement).value as Kind;
  }

  #choosesMember(event: Event): void {
    this.memberId = (event.target as HTMLSelectElement).value;
  }

  #go(items: readonly Happening[], index: number): void {
    this.at = Math.max(0, Math.min(items.length - 1, index));
    window.clearTimeout(this.#restTimer);
    this.#restTimer = window.setTimeout(() => void this.#showMoment(items), restMs);
  }

  async #showMoment(items: readonly Happening[]): Promise<void> {
    const { app, encounterId } = this;
    const one = items[this.#index(items)];
    if (app === undefined || one === undefined) return;
    try {
      const then = await storyCalls(app.connection).moment(encounterId, one.at);
      if (encounterId !== this.encounterId) return;
      this.stood = then;
      this.fire('him-moment', { encounterId, at: one.at });
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      this.stood = 'failed';
    }
  }

  protected get words(): LoadingWords {
    return {
      loading: t('timeline.loading'),
      failed: t('timeline.failed'),
      none: t('timeline.none'),
      noneHint: t('timeline.noneHint'),
      denied: t('timeline.denied'),
      deniedHint: t('timeline.deniedHint'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'him-timeline': HimTimeline;
  }
}

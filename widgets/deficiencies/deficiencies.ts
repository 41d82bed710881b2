import { css, html, nothing, type TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { type ChartDeficiencies, listCalls } from '../shared/list-calls.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { emptyState, stateStyles } from '../shared/states.ts';
import { t } from '../shared/story-text.ts';
import { tokens } from '../shared/tokens.ts';
import { deficiencyRow } from './deficiency-row.ts';

/**
 * What a chart lacks and has lacked: whose each deficiency is, how it stands, when it is due and how far it was escalated.
 *
 * @tagname him-deficiencies
 * @attr encounter-id - the chart's encounter
 * @attr instance-id - the deficiency that is marked as the one at hand
 * @fires him-task-open - a deficiency was chosen, or the chart to add one; detail: `{taskId, instanceId, queue}`
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimDeficiencies extends LoadingElement<ChartDeficiencies> {
  static override properties = {
    ...LoadingElement.properties,
    encounterId: { attribute: 'encounter-id' },
    instanceId: { attribute: 'instance-id' },
    isOpenOnly: { state: true },
  };

  static override styles = [
    tokens,
    controls,
    stateStyles,
    css`
      :host { display: block; container-type: inline-size; background: var(--_surface); overflow: auto; }
      .head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 8px 16px; border-block-end: 1px solid var(--_line); }
      h2 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
      .head p { flex: 1; margin: 0; font-size: 13px; color: var(--_text-2); }
      .choice { display: inline-flex; border: 1px solid var(--_line-strong); border-radius: var(--_radius); overflow: hidden; }
      .choice button { min-height: 30px; padding: 0 12px; border: 0; background: none; cursor: pointer; }
      .choice button[aria-pressed='true'] { background: var(--_accent-soft); font-weight: 600; }
      table { width: 100%; border-collapse: collapse; }
      thead th { padding: 8px 16px; font-size: 12px; line-height: 16px; font-weight: 600; text-align: start; color: var(--_text-2); border-block-end: 1px solid var(--_line); }
      tbody th, td { padding: 8px 16px; text-align: start; vertical-align: top; font-weight: 400; border-block-end: 1px solid var(--_line); }
      tr[aria-current='true'] { background: var(--_accent-soft); }
      small, q { display: block; font-size: 12px; line-height: 16px; color: var(--_text-2); }
      .closed .link { color: var(--_text-2); }
      .link { padding: 0; border: 0; background: none; text-align: start; color: var(--_accent); cursor: pointer; min-height: 24px; }
      .link:hover { text-decoration: underline; }
      .late { color: var(--_danger-fg); font-weight: 600; }
      @container (max-width: 620px) {
        thead { position: absolute; clip-path: inset(50%); }
        tbody tr { display: grid; grid-template-columns: 1fr 1fr; padding: 8px 16px; border-block-end: 1px solid var(--_line); }
        tbody th, td { padding: 2px 0; border: 0; }
        tbody th { grid-column: 1 / -1; }
        td::before { content: attr(data-label); display: block; font-size: 12px; line-height: 16px; color: var(--_text-2); }
      }
    `,
  ];

  declare encounterId: string;
  declare instanceId: string;
  declare private isOpenOnly: boolean;

  constructor() {
    super();
    this.encounterId = '';
    this.instanceId = '';
    this.isOpenOnly = true;
  }

  protected get wanted(): string {
    return this.encounterId;
  }

  protected concerns({ instances }: NonNullable<Notice>): boolean {
    return instances.some((id) => id.includes(this.encounterId));
  }

  protected fetchData({ connection }: App): Promise<ChartDeficiencies> {
    return listCalls(connection).deficiencies(this.encounterId);
  }

  protected draw({ deficiencies, chart }: ChartDeficiencies): TemplateResult {
    const open = deficiencies.filter((one) => one.isOpen);
    const shown = this.isOpenOnly ? open : deficiencies;
    const mayAdd = chart?.allowed.includes('deficiency.raise') === true;
    const columns = ['what', 'owner', 'state', 'due', 'level'] as const;
    return html`
      <div class="head">
        <h2>${t('deficiencies.title')}</h2>
        <p>${t('deficiencies.count', { open: open.length, all: deficiencies.length })}</p>
        <div class="choice" role="group" aria-label=${t('deficiencies.show')}>
          ${this.#choice(true)}${this.#choice(false)}
        </div>
        ${mayAdd ? html`<button class="button" @click=${() => this.#open(chart.instanceId)}>${t('deficiencies.add')}</button>` : nothing}
      </div>
      ${
        shown.length === 0
          ? emptyState({ title: t('deficiencies.empty'), hint: t('deficiencies.emptyHint') })
          : html`<table>
              <thead><tr>${columns.map((key) => html`<th scope="col">${t(`deficiencies.${key}`)}</th>`)}</tr></thead>
              <tbody>
                ${shown.map((one) =>
                  deficiencyRow(one, {
                    isCurrent: one.instanceId === this.instanceId,
                    open: () => this.#open(one.instanceId),
                  }),
                )}
              </tbody>
            </table>`
      }
    `;
  }

  #choice(isOpenOnly: boolean): TemplateResult {
    return html`<button aria-pressed=${this.isOpenOnly === isOpenOnly} @click=${() => {
      this.isOpenOnly = isOpenOnly;
    }}>${t(isOpenOnly ? 'deficiencies.open' : 'deficiencies.all')}</button>`;
  }

  #open(instanceId: string): void {
    this.fire('him-task-open', { taskId: '', instanceId, queue: null });
  }

  protected get words(): LoadingWords {
    return {
      loading: t('deficiencies.loading'),
      failed: t('deficiencies.failed'),
      none: t('deficiencies.none'),
      noneHint: t('deficiencies.noneHint'),
      denied: t('deficiencies.denied'),
      deniedHint: t('deficiencies.deniedHint'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'him-deficiencies': HimDeficiencies;
  }
}

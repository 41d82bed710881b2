import { html, nothing, type TemplateResult } from 'lit';
import { clockStyles } from '../clock/clock-card.ts';
import type { App, Notice } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { stateStyles } from '../shared/states.ts';
import { type Requirement, storyCalls, type Why } from '../shared/story-calls.ts';
import { t } from '../shared/story-text.ts';
import { tokens } from '../shared/tokens.ts';
import { reasonsPanel } from './reasons-panel.ts';
import { requirementsPanel } from './requirements-panel.ts';
import { whyStyles } from './why.styles.ts';

interface Explained {
  readonly why: Why | null;
  readonly requirements: readonly Requirement[] | null;
}

/**
 * Why a piece of work is where it is, by which rule with which values, and what would take it off the list. For a chart:
 * what the rules ask of it, and why they do not ask for the rest.
 *
 * @tagname him-why
 * @attr instance-id - the piece of work
 * @attr encounter-id - the chart whose requirements are told, asked for and not
 * @fires him-task-open - the deficiency of a row was chosen; detail: `{taskId, instanceId, queue}`
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimWhy extends LoadingElement<Explained> {
  static override properties = {
    ...LoadingElement.properties,
    instanceId: { attribute: 'instance-id' },
    encounterId: { attribute: 'encounter-id' },
    why: { attribute: false },
    find: { state: true },
  };

  static override styles = [tokens, controls, stateStyles, clockStyles, whyStyles];

  declare instanceId: string;
  declare encounterId: string;
  /** Reasons that the host has read already: a desk asks for them once, and each reading is on record. */
  declare why: Why | undefined;
  declare private find: string;

  constructor() {
    super();
    this.instanceId = '';
    this.encounterId = '';
    this.find = '';
  }

  override render(): TemplateResult | typeof nothing {
    return this.why === undefined
      ? super.render()
      : this.draw({ why: this.why, requirements: null });
  }

  protected get wanted(): string {
    return [this.instanceId, this.encounterId].filter(Boolean).join(' ');
  }

  protected concerns({ instances }: NonNullable<Notice>): boolean {
    return instances.some((id) => id === this.instanceId || id === `chart.${this.encounterId}`);
  }

  protected async fetchData({ connection }: App): Promise<Explained> {
    const { instanceId, encounterId } = this;
    const [why, requirements] = await Promise.all([
      instanceId === '' ? null : storyCalls(connection).why(instanceId),
      encounterId === '' ? null : storyCalls(connection).requirements(encounterId),
    ]);
    return { why, requirements };
  }

  protected draw({ why, requirements }: Explained): TemplateResult {
    return html`
      ${why === null ? nothing : reasonsPanel(why)}
      ${
        requirements === null
          ? nothing
          : requirementsPanel(requirements, {
              find: this.find,
              onFind: (words) => {
                this.find = words;
              },
              open: (instanceId) =>
                this.fire('him-task-open', { taskId: '', instanceId, queue: null }),
            })
      }
    `;
  }

  protected get words(): LoadingWords {
    return {
      loading: t('why.loading'),
      failed: t('why.failed'),
      none: t('why.none'),
      noneHint: t('why.noneHint'),
      denied: t('why.denied'),
      deniedHint: t('why.deniedHint'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'him-why': HimWhy;
  }
}

import { css, html, type TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { emptyState, stateStyles } from '../shared/states.ts';
import { type LawClock, storyCalls } from '../shared/story-calls.ts';
import { t } from '../shared/story-text.ts';
import { tokens } from '../shared/tokens.ts';
import { clockCard, clockStyles } from './clock-card.ts';

/**
 * The clocks that run for one piece of work: by which law, from when, what is taken out, and when each is due.
 *
 * @tagname him-clock
 * @attr instance-id - the instance whose clocks they are
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimClock extends LoadingElement<readonly LawClock[]> {
  static override properties = {
    ...LoadingElement.properties,
    instanceId: { attribute: 'instance-id' },
  };

  static override styles = [
    tokens,
    controls,
    stateStyles,
    clockStyles,
    css`:host { display: block; background: var(--_surface); }`,
  ];

  declare instanceId: string;

  constructor() {
    super();
    this.instanceId = '';
  }

  protected get wanted(): string {
    return this.instanceId;
  }

  protected concerns({ instances }: NonNullable<Notice>): boolean {
    return instances.includes(this.instanceId);
  }

  protected async fetchData(app: App): Promise<readonly LawClock[]> {
    return (await storyCalls(app.connection).why(this.instanceId)).clocks;
  }

  protected draw(clocks: readonly LawClock[]): TemplateResult {
    if (clocks.length === 0)
      return emptyState({ title: t('clock.none'), hint: t('clock.noneHint') });
    return html`${clocks.map((clock) => clockCard(clock))}`;
  }

  protected get words(): LoadingWords {
    return {
      loading: t('clock.loading'),
      failed: t('clock.failed'),
      none: t('clock.none'),
      noneHint: t('clock.noneHint'),
      denied: t('clock.denied'),
      deniedHint: t('clock.deniedHint'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'him-clock': HimClock;
  }
}

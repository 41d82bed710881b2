import { html, type TemplateResult } from 'lit';
import type { App, Notice } from '../shared/app-context.ts';
import { controls } from '../shared/controls.ts';
import { LoadingElement, type LoadingWords } from '../shared/loading-element.ts';
import { stateStyles } from '../shared/states.ts';
import { storyCalls, type WorkflowMap } from '../shared/story-calls.ts';
import { t, wordsFor } from '../shared/story-text.ts';
import { tokens } from '../shared/tokens.ts';
import { currentStates } from './current-states.ts';
import { drawing, wayTable } from './drawing.ts';
import { type Drawing, placeMap } from './layout.ts';
import { mapStyles } from './workflow-map.styles.ts';

interface Shown {
  readonly map: WorkflowMap;
  readonly drawing: Drawing;
  readonly state: unknown;
  readonly allowed: ReadonlySet<string>;
}

const zooms = [0.5, 0.65, 0.8, 1, 1.25, 1.5, 2];

/**
 * A workflow as a picture of its states, drawn from the machine that runs; with where an instance stands, and which ways
 * are open to the reader from there.
 *
 * @tagname him-workflow-map
 * @attr workflow - id of the workflow; taken from the instance when one is given
 * @attr version - version of the workflow; the newest when left out
 * @attr instance-id - the instance whose state is marked
 * @csspart empty - why there is nothing to show
 * @csspart error - what failed
 */
export class HimWorkflowMap extends LoadingElement<Shown> {
  static override properties = {
    ...LoadingElement.properties,
    workflow: {},
    version: { type: Number },
    instanceId: { attribute: 'instance-id' },
    state: { attribute: false },
    zoom: { state: true },
  };

  static override styles = [tokens, controls, stateStyles, mapStyles];

  declare workflow: string;
  declare version: number | undefined;
  declare instanceId: string;
  /** A state value to mark instead of the instance's own: how it stood at another time. */
  declare state: unknown;
  /** Index of the zoom; -1 fits the picture into the width there is. */
  declare private zoom: number;

  constructor() {
    super();
    this.workflow = '';
    this.instanceId = '';
    this.zoom = -1;
  }

  protected get wanted(): string {
    return [this.workflow, this.version ?? '', this.instanceId].join(' ').trim();
  }

  protected concerns({ instances }: NonNullable<Notice>): boolean {
    return instances.includes(this.instanceId);
  }

  protected async fetchData({ connection }: App): Promise<Shown> {
    const instance = this.instanceId === '' ? null : await connection.instance(this.instanceId);
    const map = await storyCalls(connection).workflowMap(
      this.workflow || (instance?.workflow ?? ''),
      this.version ?? instance?.workflowVersion,
    );
    return {
      map,
      drawing: placeMap(map, ({ key }) => wordsFor('state', key), widthOf),
      state: instance?.state,
      allowed: new Set(instance?.allowed.map(({ type }) => type)),
    };
  }

  protected draw({ map, drawing: placed, state, allowed }: Shown): TemplateResult {
    // The ways open today are no news about another day.
    const isThen = this.state !== undefined;
    const current = currentStates(isThen ? this.state : state);
    const fitting = Math.min(1, Math.max(0.5, this.clientWidth / placed.width));
    const zoom = zooms[this.zoom] ?? fitting;
    return html`
      <div class="tools">
        <h2>${wordsFor('workflow', map.id)}</h2>
        <button class="button square" aria-label=${t('map.smaller')} title=${t('map.smaller')} ?disabled=${zoom <= 0.5} @click=${() => this.#zoomBy(-1, zoom)}>−</button>
        <button class="button square" aria-label=${t('map.bigger')} title=${t('map.bigger')} ?disabled=${zoom >= 2} @click=${() => this.#zoomBy(1, zoom)}>+</button>
      </div>
      <div class="frame" tabindex="0" role="region" aria-label=${wordsFor('workflow', map.id)}>
        ${drawing(map, placed, { current, allowed: isThen ? new Set() : allowed }, zoom)}
      </div>
      ${wayTable(map)}
    `;
  }

  #zoomBy(by: number, from: number): void {
    const next = by > 0 ? zooms.find((one) => one > from) : zooms.findLast((one) => one < from);
    this.zoom = next === undefined ? this.zoom : zooms.indexOf(next);
  }

  protected get words(): LoadingWords {
    return {
      loading: t('map.loading'),
      failed: t('map.failed'),
      none: t('map.none'),
      noneHint: t('map.noneHint'),
      denied: t('map.denied'),
      deniedHint: t('map.deniedHint'),
    };
  }
}

let pen: CanvasRenderingContext2D | null | undefined;

/** How wide words are in the drawing, in pixels. */
function widthOf(words: string): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return words.length * 8;
  pen.font = '600 13px system-ui, sans-serif';
  return pen.measureText(words).width;
}

declare global {
  interface HTMLElementTagNameMap {
    'him-workflow-map': HimWorkflowMap;
  }
}

import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { MapWay, WorkflowMap } from '../shared/story-calls.ts';
import { t, wordsFor } from '../shared/story-text.ts';
import type { Drawing, PlacedState, PlacedWay } from './layout.ts';

export interface Standing {
  /** Ids of the states it is in; empty where only the machine is shown. */
  readonly current: ReadonlySet<string>;
  /** Types of the events that the reader may send now. */
  readonly allowed: ReadonlySet<string>;
}

/** The picture: where it stands is filled, the ways open from there are strong and carry their words. */
export function drawing(
  map: WorkflowMap,
  { states, ways, width, height }: Drawing,
  standing: Standing,
  zoom: number,
): TemplateResult {
  const names = states
    .filter(({ state, isGroup }) => standing.current.has(state.id) && !isGroup)
    .map(({ name }) => name);
  const label = t('map.picture', { workflow: map.title, states: names.join(', ') || '–' });
  return html`<svg class="map" role="img" aria-label=${label} width=${Math.round(width * zoom)} height=${Math.round(height * zoom)}
    viewBox="0 0 ${width} ${height}">
    <defs>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 0 8 4 0 8z"></path></marker>
      <marker id="tip-open" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip open" d="M0 0 8 4 0 8z"></path></marker>
    </defs>
    ${states.filter(({ isGroup }) => isGroup).map((one) => stateBox(one, standing))}
    ${ways.map((one) => wayLine(one, standing))}
    ${states.filter(({ isGroup }) => !isGroup).map((one) => stateBox(one, standing))}
  </svg>`;
}

function stateBox(
  { state, name, x, y, width, height, isGroup }: PlacedState,
  { current }: Standing,
) {
  const classes = [
    isGroup ? 'group' : 'state',
    current.has(state.id) ? 'current' : '',
    state.kind === 'final' ? 'final' : '',
  ].join(' ');
  return svg`<g class=${classes}>
    <rect x=${x} y=${y} width=${width} height=${height} rx=${isGroup ? 8 : 6}></rect>
    <text x=${isGroup ? x + 10 : x + width / 2} y=${isGroup ? y + 16 : y + height / 2}
      text-anchor=${isGroup ? 'start' : 'middle'} dominant-baseline=${isGroup ? 'auto' : 'central'}>${name}</text>
    ${state.isFirst && !isGroup ? svg`<circle class="first" cx=${x} cy=${y + height / 2} r="4"><title>${t('map.first')}</title></circle>` : nothing}
  </g>`;
}

function wayLine({ fromId, ways, points }: PlacedWay, standing: Standing): SVGTemplateResult {
  const open = ways.filter((way) => standing.allowed.has(way.event) && isFrom(fromId, standing));
  const middle = points[Math.floor(points.length / 2)];
  const isOpen = open.length > 0;
  const isNear = isFrom(fromId, standing);
  return svg`<g class="way ${isOpen ? 'open' : isNear ? 'near' : ''}">
    <path d=${curve(points)} marker-end="url(#${isOpen ? 'tip-open' : 'tip'})"></path>
    <title>${ways.map(wayWords).join('\n')}</title>
    ${
      isOpen && middle !== undefined
        ? svg`<text class="label" x=${middle.x} y=${middle.y - 5} text-anchor="middle">${open.map((way) => wordsFor('action', way.event)).join(', ')}</text>`
        : nothing
    }
  </g>`;
}

/** A smooth line through the middles between the points; an angle at each would draw the eye to nothing. */
function curve(points: PlacedWay['points']): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = others.slice(0, -1).map((point, index) => {
    const next = others[index + 1] ?? last;
    const isBeforeLast = index === others.length - 2;
    const to = isBeforeLast ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${to.x} ${to.y}`;
  });
  return bends.length === 0
    ? `M${first.x} ${first.y}L${last.x} ${last.y}`
    : `M${first.x} ${first.y}${bends.join('')}`;
}

function isFrom(fromId: string, { current }: Standing): boolean {
  return current.has(fromId);
}

export function wayWords({ event, guard }: MapWay): string {
  const words = event === '' ? t('map.atOnce') : wordsFor('event', event);
  return guard === null ? words : `${words}, ${t('map.if', { guard: wordsFor('guard', guard) })}`;
}

/** The same as a table, for whoever reads rather than looks. */
export function wayTable({ states, ways }: WorkflowMap): TemplateResult {
  const nameOf = (id: string): string => {
    const state = states.find((one) => one.id === id);
    return state === undefined ? id : wordsFor('state', state.key);
  };
  return html`<details>
    <summary>${t('map.list')}</summary>
    <table>
      <thead><tr><th scope="col">${t('map.from')}</th><th scope="col">${t('map.event')}</th><th scope="col">${t('map.to')}</th></tr></thead>
      <tbody>
        ${ways.map(
          (way) =>
            html`<tr><td>${nameOf(way.fromId)}</td><td>${wayWords(way)}</td><td>${nameOf(way.toId)}</td></tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

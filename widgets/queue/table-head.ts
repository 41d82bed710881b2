import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.ts';
import type { ViewColumn } from '../shared/saved-view.ts';
import { columnsOf, columnTitle, type SetColumn, widthOf } from './columns.ts';
import type { QueueHost } from './queue-host.ts';
import { t } from './queue-text.ts';

const leastWidth = 40;
const mostWidth = 800;
/** One press of a key widens by so many pixels. */
const step = 16;

/**
 * The heads of the columns: one tab stop, arrows between them. Enter sorts, Shift and an arrow changes the width,
 * Ctrl and an arrow the place; with the pointer a click, the edge, and a drag.
 */
export function tableHead(columns: readonly SetColumn[], host: QueueHost): TemplateResult {
  const [sort] = host.look.arrangement.sort;
  return html`<div class="head-row" role="rowgroup">
    <div class="heads" role="row" aria-rowindex="1">
      <span class="mark" role="columnheader" aria-colindex="1"><span class="visually-hidden">${t('table.marked')}</span></span>
      ${columns.map((set, at) => {
        const { key, column } = set;
        const isSorted = sort?.key === key;
        return html`<span
          class="head ${column.isNumber ? 'number' : ''}"
          role="columnheader"
          aria-colindex=${at + 2}
          aria-sort=${isSorted ? (sort.isDescending ? 'descending' : 'ascending') : key === 'due' && !sort ? 'other' : 'none'}
          data-key=${key}
          tabindex=${at === 0 ? 0 : -1}
          title=${t('table.headTitle', { column: columnTitle(key) })}
          draggable="true"
          @click=${() => sortBy(host, key)}
          @keydown=${(event: KeyboardEvent) => headPressed(event, set, host)}
          @dragstart=${(event: DragEvent) => event.dataTransfer?.setData('text/column', key)}
          @dragover=${(event: DragEvent) => event.preventDefault()}
          @drop=${(event: DragEvent) => dropped(event, key, host)}
          ><span class="label">${columnTitle(key)}</span>${
            isSorted ? icon(sort.isDescending ? 'down' : 'up') : nothing
          }<span
            class="edge"
            aria-hidden="true"
            @click=${(event: Event) => event.stopPropagation()}
            @pointerdown=${(event: PointerEvent) => dragEdge(event, set, host)}
          ></span
        ></span>`;
      })}
    </div>
  </div>`;
}

/** Up, down, and back to the published order. */
function sortBy(host: QueueHost, key: string): void {
  const [sort] = host.look.arrangement.sort;
  if (sort?.key !== key) host.arrange({ sort: [{ key, isDescending: false }] });
  else host.arrange({ sort: sort.isDescending ? [] : [{ key, isDescending: true }] });
}

function headPressed(event: KeyboardEvent, set: SetColumn, host: QueueHost): void {
  const head = event.currentTarget as HTMLElement;
  const isRtl = getComputedStyle(head).direction === 'rtl';
  const towards = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (event.key === 'Enter') sortBy(host, set.key);
  else if (event.key === 'ArrowDown') host.focus();
  else if (towards === 0) return;
  else {
    const by = isRtl ? -towards : towards;
    if (event.shiftKey) setWidth(host, set.key, widthOf(set) + by * step);
    else if (event.ctrlKey || event.metaKey) moveColumn(host, set.key, by);
    else focusHead(head, by);
  }
  event.preventDefault();
  event.stopPropagation();
}

function focusHead(head: HTMLElement, by: number): void {
  const next = by > 0 ? head.nextElementSibling : head.previousElementSibling;
  if (next instanceof HTMLElement && next.dataset.key !== undefined) next.focus();
}

function dragEdge(event: PointerEvent, set: SetColumn, host: QueueHost): void {
  event.preventDefault();
  event.stopPropagation();
  const edge = event.currentTarget as HTMLElement;
  const head = edge.parentElement as HTMLElement;
  const { width } = head.getBoundingClientRect();
  const sign = getComputedStyle(head).direction === 'rtl' ? -1 : 1;
  const from = event.clientX;
  edge.setPointerCapture(event.pointerId);
  const moved = (move: PointerEvent): void =>
    setWidth(host, set.key, width + sign * (move.clientX - from));
  edge.addEventListener('pointermove', moved);
  edge.addEventListener('pointerup', () => edge.removeEventListener('pointermove', moved), {
    once: true,
  });
}

export function setWidth(host: QueueHost, key: string, width: number): void {
  const within = Math.round(Math.max(leastWidth, Math.min(mostWidth, width)));
  const columns = columnsNow(host).map((one) =>
    one.key === key ? { ...one, width: within } : one,
  );
  host.arrange({ columns });
  host.app.announce(t('table.width', { column: columnTitle(key), n: within }));
}

/** One place on among the columns that are shown. */
export function moveColumn(host: QueueHost, key: string, by: number): void {
  const columns = columnsNow(host);
  const shown = columns.filter(({ isShown }) => isShown);
  const other = shown[shown.findIndex((one) => one.key === key) + by];
  if (other !== undefined) place(host, key, other.key);
}

function place(host: QueueHost, key: string, where: string): void {
  const columns = columnsNow(host);
  const from = columns.findIndex((one) => one.key === key);
  const to = columns.findIndex((one) => one.key === where);
  const moved = columns[from];
  if (moved === undefined || from === to) return;
  const others = columns.filter((one) => one !== moved);
  host.arrange({ columns: [...others.slice(0, to), moved, ...others.slice(to)] });
  host.app.announce(t('table.moved', { column: columnTitle(key), i: to + 1 }));
  requestAnimationFrame(() =>
    host.root.querySelector<HTMLElement>(`.head[data-key="${key}"]`)?.focus(),
  );
}

function dropped(event: DragEvent, where: string, host: QueueHost): void {
  event.preventDefault();
  const key = event.dataTransfer?.getData('text/column') ?? '';
  if (key !== '') place(host, key, where);
}

export function columnsNow(host: QueueHost): ViewColumn[] {
  return columnsOf(host.shown().queue, host.look.arrangement.columns).map(
    ({ key, width, isShown }) => ({ key, width, isShown }),
  );
}

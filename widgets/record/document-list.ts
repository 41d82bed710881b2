import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { fullDate } from '../shared/dates.ts';
import { icon } from '../shared/icons.ts';
import type { Find } from './find.ts';
import { groupings, inOrder, type ListChoice, type ListRow, statusKey } from './list-order.ts';
import { type ListPlaces, rowsInView } from './list-window.ts';
import type { ChartDocument, FoundQuote } from './record-calls.ts';
import { rowWords, t, titleOf, toneOf } from './record-text.ts';

export interface DocumentList {
  readonly documents: readonly ChartDocument[];
  readonly rows: readonly ListRow[];
  readonly places: ListPlaces;
  readonly choice: ListChoice;
  readonly find: Find | undefined;
  readonly documentId: string;
  /** Index of the row the keyboard is on. */
  readonly active: number;
  readonly view: { readonly scrollTop: number; readonly height: number };
  readonly choose: (choice: ListChoice) => void;
  readonly open: (document: ChartDocument) => void;
  readonly pressed: (event: KeyboardEvent) => void;
  readonly scrolled: () => void;
}

/** The documents of the chart in groups; while something is sought, those that hold it. */
export function documentList(list: DocumentList): TemplateResult {
  const { rows, places, active, view, scrolled } = list;
  const shown = inOrder(rows);
  return html`
    <div class="choices">${choices(list)}</div>
    <div class="rows" role="listbox" tabindex="0" aria-label=${t('record.documents')}
      aria-activedescendant=${active < 0 ? nothing : `row-${active}`}
      @keydown=${list.pressed} @scroll=${scrolled}>
      <div class="canvas" role="presentation" .style=${`block-size: ${places.total}px`}>
        ${repeat(
          rowsInView(places, view, active),
          (index) => index,
          (index) => listRow(list, index, shown),
        )}
      </div>
    </div>
    ${rows.length === 0 ? html`<p class="none">${t('record.noneChosen')}</p>` : nothing}
  `;
}

function choices({ documents, choice, choose }: DocumentList): TemplateResult {
  const types = [...new Map(documents.map((one) => [one.type, rowWords.typeOf(one)]))];
  const statuses = [...new Map(documents.map((one) => [statusKey(one), rowWords.statusOf(one)]))];
  const of = (event: Event): string => (event.target as HTMLSelectElement).value;
  return html`
    ${select(
      t('record.groupBy'),
      choice.grouping,
      [...groupings.map((one) => [one, t(`record.by.${one}`)] as const)],
      (event) => choose({ ...choice, grouping: of(event) as ListChoice['grouping'] }),
    )}
    ${select(t('record.filterType'), choice.type, [['', t('record.allTypes')], ...types], (event) =>
      choose({ ...choice, type: of(event) }),
    )}
    ${select(
      t('record.filterStatus'),
      choice.status,
      [['', t('record.allStatuses')], ...statuses],
      (event) => choose({ ...choice, status: of(event) }),
    )}
    <button class="button square order" aria-pressed=${choice.isNewestFirst}
      aria-label=${t('record.newestFirst')} title=${t('record.newestFirst')}
      @click=${() => choose({ ...choice, isNewestFirst: !choice.isNewestFirst })}>
      ${choice.isNewestFirst ? '↓' : '↑'}
    </button>
  `;
}

function select(
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  change: (event: Event) => void,
): TemplateResult {
  return html`<span class="select"><select aria-label=${label} title=${label} @change=${change}>
    ${options.map(([key, words]) => html`<option value=${key} ?selected=${key === value}>${words}</option>`)}
  </select>${icon('down')}</span>`;
}

function listRow(
  list: DocumentList,
  index: number,
  shown: readonly ChartDocument[],
): TemplateResult | typeof nothing {
  const row = list.rows[index];
  const top = `inset-block-start: ${list.places.tops[index] ?? 0}px`;
  if (row === undefined) return nothing;
  if (row.kind === 'group')
    return html`<div class="group" role="presentation" .style=${top}><span>${row.label}</span><span>${row.count}</span></div>`;
  const { document } = row;
  const isOpen = document.id === list.documentId;
  const count = list.find?.countIn(document.id) ?? 0;
  return html`<div class="row ${index === list.active ? 'active' : ''}" role="option" id="row-${index}" .style=${top}
    aria-selected=${isOpen} aria-posinset=${shown.indexOf(document) + 1} aria-setsize=${shown.length}
    @click=${() => list.open(document)}>
    <span class="pair"><b>${titleOf(document)}</b>
      ${count === 0 ? tag(document) : html`<span class="tag info">${t('record.hits', { n: count })}</span>`}
    </span>
    <small>${second(document, list.find?.firstIn(document.id))}</small>
  </div>`;
}

function tag(document: ChartDocument): TemplateResult {
  return html`<span class="tag ${toneOf(document)}">${rowWords.statusOf(document)}</span>`;
}

/** Who and when; or the words around the first hit. */
function second(document: ChartDocument, hit: FoundQuote | undefined): TemplateResult | string {
  if (hit !== undefined)
    return html`<span dir="auto">…${hit.prefix}<mark>${hit.exact}</mark>${hit.suffix}…</span>`;
  const { author, filedAt } = document;
  return [author?.name, filedAt ? fullDate(filedAt) : ''].filter(Boolean).join(' · ');
}

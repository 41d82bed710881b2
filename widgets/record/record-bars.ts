import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.ts';
import { inBrackets } from '../shared/key-sign.ts';
import { refusedWords } from '../shared/refused.ts';
import { focusedInToolbar, pressedInToolbar } from '../shared/toolbar.ts';
import type { Find } from './find.ts';
import type { ChartDocument } from './record-calls.ts';
import { glyph, type RecordGlyph } from './record-icons.ts';
import type { RecordAct, RecordKeys } from './record-keys.ts';
import { factsOf, rowWords, t, titleOf, toneOf } from './record-text.ts';

export interface Bars {
  readonly document: ChartDocument | undefined;
  /** Its place among the documents of the list, from 1. */
  readonly position: number;
  readonly count: number;
  readonly page: number;
  readonly pages: number;
  readonly zoom: number;
  readonly hasSheets: boolean;
  readonly isWords: boolean;
  readonly isListOpen: boolean;
  readonly isCursor: boolean;
  readonly areThumbsOpen: boolean;
  readonly areNotesOpen: boolean;
  readonly notes: number;
  readonly canMark: boolean;
  readonly keys: RecordKeys;
  readonly act: (act: RecordAct) => void;
  readonly goToPage: (page: number) => void;
}

/** Which document of how many, and whose. */
export function titleBar(bars: Bars): TemplateResult {
  const { document, position, count, keys, act } = bars;
  return html`<div class="bar title" part="title">
    ${button(bars, { act: 'list', glyph: 'list', isPressed: bars.isListOpen })}
    <button class="button square step" aria-label=${t('record.before')} title=${`${t('record.before')}${inBrackets(keys.documentBefore)}`}
      ?disabled=${position <= 1} @click=${() => act('documentBefore')}>${icon('left')}</button>
    <span class="position">${t('record.position', { i: position, n: count })}</span>
    <button class="button square step" aria-label=${t('record.after')} title=${`${t('record.after')}${inBrackets(keys.nextDocument)}`}
      ?disabled=${position < 1 || position >= count} @click=${() => act('nextDocument')}>${icon('right')}</button>
    <div class="what">
      <h2 tabindex="-1" id="document-title" title=${document ? titleOf(document) : ''}>${document ? titleOf(document) : t('record.title')}</h2>
      ${document ? html`<p>${factsOf(document)}</p>` : nothing}
    </div>
    ${document ? html`<span class="tag ${toneOf(document)}">${rowWords.statusOf(document)}</span>` : nothing}
    ${button(bars, { act: 'find', glyph: 'find', isPressed: undefined })}
    ${button(bars, { act: 'notes', glyph: 'notes', isPressed: bars.areNotesOpen, count: bars.notes })}
  </div>`;
}

/** What can be done with the document on the screen. */
export function toolBar(bars: Bars): TemplateResult {
  const { hasSheets, isWords, canMark } = bars;
  const isSheets = hasSheets && !isWords;
  return html`<div class="bar tools" role="toolbar" aria-label=${t('record.tools')} part="toolbar"
    @keydown=${pressedInToolbar} @focusin=${focusedInToolbar}>
    ${isSheets ? pager(bars) : nothing}
    ${button(bars, { act: 'zoomOut', glyph: 'minus', isPressed: undefined })}
    <button class="button quiet zoom" @click=${() => bars.act('fit')} title=${`${t('record.act.fit')}${inBrackets(bars.keys.fit)}`}
      aria-label=${t('record.zoomNow', { n: Math.round(bars.zoom * 100) })}>${Math.round(bars.zoom * 100)} %</button>
    ${button(bars, { act: 'zoomIn', glyph: 'plus', isPressed: undefined })}
    ${isSheets ? button(bars, { act: 'turn', glyph: 'turn', isPressed: undefined }) : nothing}
    ${isSheets ? button(bars, { act: 'thumbs', glyph: 'thumbs', isPressed: bars.areThumbsOpen }) : nothing}
    ${hasSheets ? button(bars, { act: 'words', glyph: 'words', isPressed: isWords }) : nothing}
    <span class="spacer"></span>
    ${button(bars, { act: 'cursor', glyph: 'cursor', isPressed: bars.isCursor })}
    ${canMark ? button(bars, { act: 'highlight', glyph: 'highlight', isPressed: undefined, isNamed: true }) : nothing}
    ${canMark ? button(bars, { act: 'comment', glyph: 'notes', isPressed: undefined, isNamed: true }) : nothing}
    ${canMark ? button(bars, { act: 'redact', glyph: 'redact', isPressed: undefined, isNamed: true }) : nothing}
    ${button(bars, { act: 'compare', glyph: 'compare', isPressed: undefined, isNamed: true })}
    ${button(bars, { act: 'print', glyph: 'print', isPressed: undefined })}
  </div>`;
}

function pager({ page, pages, keys, goToPage }: Bars): TemplateResult {
  const typed = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    const wanted = Number.parseInt(field.value, 10);
    if (Number.isFinite(wanted)) goToPage(wanted);
    else field.value = String(page);
  };
  return html`<span class="pager">
    <button class="button square step" aria-label=${t('record.pageBefore')} title=${`${t('record.pageBefore')}${inBrackets(keys.pageBefore)}`}
      ?disabled=${page <= 1} @click=${() => goToPage(page - 1)}>${icon('left')}</button>
    <input class="field" inputmode="numeric" aria-label=${t('record.page')} .value=${String(page)} @change=${typed} />
    <span>/ ${pages.toLocaleString()}</span>
    <button class="button square step" aria-label=${t('record.pageAfter')} title=${`${t('record.pageAfter')}${inBrackets(keys.pageAfter)}`}
      ?disabled=${page >= pages} @click=${() => goToPage(page + 1)}>${icon('right')}</button>
  </span>`;
}

interface BarButton {
  readonly act: RecordAct;
  readonly glyph: RecordGlyph;
  readonly isPressed: boolean | undefined;
  readonly count?: number;
  /** Its name stands beside the glyph where there is room. */
  readonly isNamed?: true;
}

function button(bars: Bars, made: BarButton): TemplateResult {
  const name = t(`record.act.${made.act as 'list'}`);
  const keys: Readonly<Record<string, readonly string[]>> = bars.keys;
  const label = made.count === undefined ? name : `${name}, ${made.count}`;
  return html`<button class="button ${made.isNamed ? 'named' : 'square'}" aria-label=${label}
    title=${`${name}${inBrackets(keys[made.act])}`} aria-pressed=${made.isPressed ?? nothing}
    @mousedown=${keepSelection} @click=${() => bars.act(made.act)}>
    ${glyph(made.glyph)}${made.isNamed ? html`<span>${name}</span>` : nothing}
    ${made.count ? html`<span class="count">${made.count}</span>` : nothing}
  </button>`;
}

/** A press on a button would take the marked words away before it can do something with them. */
function keepSelection(event: Event): void {
  event.preventDefault();
}

export interface FindBar {
  readonly find: Find;
  readonly search: (words: string) => void;
  readonly searchAndGo: (words: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly close: () => void;
}

/** One search for the whole chart: what it found here and elsewhere, forward and back. */
export function findBar({ find, search, searchAndGo, step, close }: FindBar): TemplateResult {
  let timer = 0;
  const typed = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => search(value), 250);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') {
      window.clearTimeout(timer);
      const { value } = event.target as HTMLInputElement;
      if (value.trim() !== find.words) searchAndGo(value);
      else step(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<search class="bar find" part="find">
    <input class="field" id="find" type="search" autocomplete="off" aria-label=${t('record.findLabel')}
      placeholder=${t('record.findLabel')} .value=${find.words} @input=${typed} @keydown=${pressed} />
    <button class="button square" aria-label=${t('record.findBefore')} title=${t('record.findBefore')} ?disabled=${find.total === 0}
      @click=${() => step(-1)}>${glyph('up')}</button>
    <button class="button square" aria-label=${t('record.findNext')} title=${t('record.findNext')} ?disabled=${find.total === 0}
      @click=${() => step(1)}>${glyph('down')}</button>
    <span class="said" role="status">${findWords(find)}</span>
    <button class="button quiet square" aria-label=${t('record.findClose')} title=${t('record.findClose')} @click=${close}>${glyph('close')}</button>
  </search>`;
}

function findWords({ words, found, error, isBusy, hits, index, total }: Find): string {
  if (error !== undefined) return refusedWords(error);
  if (isBusy || found === undefined) return words === '' || isBusy ? '' : t('record.findLonger');
  const unread = found.unread.length;
  const parts = [
    hits.length === 0 ? '' : t('record.findHere', { i: index + 1, n: hits.length }),
    total === 0
      ? t('record.findNothing')
      : t('record.findAll', { total, n: found.documents.length }),
    unread === 0 ? '' : t('record.findUnread', { n: unread }),
  ];
  return parts.filter(Boolean).join(' · ');
}

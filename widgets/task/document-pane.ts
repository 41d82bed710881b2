import { css, html, nothing, type TemplateResult } from 'lit';
import type { Chart, ChartDocument } from '../shared/connection.ts';
import { fullDate } from '../shared/dates.ts';
import { icon } from '../shared/icons.ts';
import { isDenied, type Refused, refusedWords } from '../shared/refused.ts';
import { emptyState, errorState } from '../shared/states.ts';
import { maybeText, t } from './task-text.ts';
import { documentTitle } from './words.ts';

/** The text of a document, once it has come. */
export type Content =
  | { readonly text: string; readonly hash: string | null }
  | { readonly error: Refused }
  | 'loading';

export interface DocumentPane {
  readonly chart: Chart | undefined;
  readonly documentId: string;
  readonly content: Content | undefined;
  readonly chartError: Refused | undefined;
  readonly isSlow: boolean;
  readonly show: (documentId: string) => void;
  readonly retry: () => void;
}

/** The middle of the desk: which document of how many, and the sheet with its text. */
export function documentPane(pane: DocumentPane): TemplateResult {
  const documents = pane.chart?.documents ?? [];
  const index = documents.findIndex((one) => one.id === pane.documentId);
  const shown = documents[index];
  return html`
    <div class="bar">
      ${documents.length > 0 ? pager(documents, index, pane.show) : nothing}
      <span class="spacer"></span>
      ${shown ? html`<span class="tag ${toneOf(shown)}">${docStatusWords(shown)}</span>` : nothing}
    </div>
    <div class="desk" tabindex="0" role="region" aria-label=${t('task.tab.document')} part="document">
      ${shown ? sheet(shown, pane) : noSheet(pane)}
    </div>
  `;
}

function pager(
  documents: readonly ChartDocument[],
  index: number,
  show: (id: string) => void,
): TemplateResult {
  const step = (by: number, label: string, glyph: 'left' | 'right'): TemplateResult => {
    const target = documents[index + by];
    return html`<button class="button square step" aria-label=${label} title=${label} ?disabled=${target === undefined}
      @click=${() => target && show(target.id)}>${icon(glyph)}</button>`;
  };
  return html`
    ${step(-1, t('document.before'), 'left')}
    <span class="page">${t('document.position', { i: index + 1, n: documents.length })}</span>
    ${step(1, t('document.after'), 'right')}
  `;
}

function sheet(shown: ChartDocument, pane: DocumentPane): TemplateResult {
  const facts = [
    documentActWords(shown),
    shown.author?.name,
    ...lateEntryTimes(shown),
    shown.filedAt ? t('document.filed', { date: fullDate(shown.filedAt) }) : '',
    shown.signedAt
      ? t('document.signed', { date: fullDate(shown.signedAt) })
      : t('document.unsigned'),
  ];
  return html`<article class="sheet" part="sheet">
    <h2 tabindex="-1" id="document-title">${documentTitle(shown)}</h2>
    <p class="facts">${facts.filter(Boolean).join(' · ')}</p>
    ${body(shown, pane)}
  </article>`;
}

function body(
  shown: ChartDocument,
  { content, isSlow, retry }: DocumentPane,
): TemplateResult | typeof nothing {
  if (shown.contentType !== null && !shown.contentType.startsWith('text/')) {
    return html`<p class="facts">${t('document.binary', { type: shown.contentType })}</p>`;
  }
  if (content === undefined || content === 'loading') {
    return isSlow ? html`<p class="facts" role="status">${t('document.loading')}</p>` : nothing;
  }
  if ('error' in content) {
    return html`<div role="alert">
      <p class="facts">${t('document.failed')}. ${refusedWords(content.error)}</p>
      <button class="button" @click=${retry}>${t('error.retry')}</button>
    </div>`;
  }
  if (content.text.trim() === '') return html`<p class="facts">${t('document.empty')}</p>`;
  return html`<div class="text" dir="auto">${content.text}</div>`;
}

function noSheet({ chart, chartError, retry }: DocumentPane): TemplateResult | typeof nothing {
  if (chart) return emptyState({ title: t('document.none'), hint: t('document.noneHint') });
  if (chartError === undefined) return nothing;
  if (chartError.status === 404 || isDenied(chartError)) {
    return emptyState({ title: t('document.denied'), hint: t('document.deniedHint') });
  }
  return errorState(t('document.chartFailed'), chartError, retry);
}

/** An addendum, a correction or a late entry says what it is; an entry in its time nothing. */
export function documentActWords({ act }: ChartDocument): string {
  return act === null ? '' : t(`document.act.${act}`);
}

/** A late entry refers to the time it tells of, and bears its own. */
function lateEntryTimes({ act, eventAt, filedAt }: ChartDocument): readonly string[] {
  if (act !== 'late-entry') return [];
  return [
    eventAt ? t('document.event', { date: fullDate(eventAt) }) : '',
    filedAt ? '' : t('document.undated'),
  ];
}

export function docStatusWords(one: ChartDocument): string {
  return maybeText(`document.status.${one.docStatus}`) ?? one.docStatus;
}

export function toneOf(one: ChartDocument): string {
  if (one.docStatus === 'entered-in-error') return 'danger';
  return one.signedAt === null ? 'warn' : 'ok';
}

export const documentPaneStyles = css`
  .desk {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 16px clamp(8px, 3cqi, 40px) 24px;
    background: var(--_sunken);
  }
  .desk:focus-visible { outline-offset: -2px; }
  .page { padding: 0 4px; white-space: nowrap; }
  .sheet {
    max-width: 640px;
    min-height: 100%;
    margin-inline: auto;
    padding: clamp(20px, 5cqi, 40px) clamp(20px, 6cqi, 48px);
    background: var(--_paper);
    color: var(--_ink);
    box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
    color-scheme: light;
  }
  .sheet h2 {
    margin: 0;
    font-size: 18px;
    line-height: 24px;
    font-weight: 600;
    outline: none;
  }
  .facts {
    margin: 2px 0 20px;
    font-size: 13px;
    line-height: 18px;
    color: var(--_ink-2);
  }
  .text {
    font: 15px/24px var(--_serif);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .sheet { border: 1px solid CanvasText; }
  }
`;

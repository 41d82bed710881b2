import { html, nothing, type TemplateResult } from 'lit';
import type { KeyDialog } from '../shared/key-dialog.ts';
import { isDenied, isSignedOut, type Refused, refusedWords } from '../shared/refused.ts';
import { emptyState, errorState, signedOutState } from '../shared/states.ts';
import { annotationForm } from './annotation-form.ts';
import { annotationList } from './annotation-list.ts';
import { comparePane } from './compare-pane.ts';
import { type DocumentList, documentList } from './document-list.ts';
import { type Bars, findBar, titleBar, toolBar } from './record-bars.ts';
import type { RecordSession } from './record-session.ts';
import { t } from './record-text.ts';

export interface RecordLayout {
  readonly session: RecordSession;
  readonly bars: Bars;
  readonly list: DocumentList;
  readonly note: string;
  readonly keyDialog: KeyDialog;
  readonly stepChange: (by: 1 | -1) => void;
  readonly endSearch: () => void;
  readonly pressedInPages: (event: KeyboardEvent) => void;
}

/** The documents at one side, the one that is read in the middle, what was written on it at the other. */
export function recordLayout(layout: RecordLayout): TemplateResult {
  const { session, bars, list, note } = layout;
  const { source, find, comparing } = session;
  const { isListOpen, areNotesOpen } = bars;
  return html`
    <div class="layout ${isListOpen ? 'with-list' : ''} ${areNotesOpen ? 'with-notes' : ''}">
      <nav class="list" part="list" aria-label=${t('record.documents')} ?hidden=${!isListOpen}>
        ${isListOpen ? documentList(list) : nothing}
      </nav>
      <div class="middle">
        ${titleBar(bars)}
        ${find.isOpen ? findBar({ find, search: (words) => void session.search(words), searchAndGo: (words) => void session.searchAndGo(words), step: (by) => void session.stepHit(by), close: layout.endSearch }) : nothing}
        ${
          comparing.isOpen
            ? comparePane({
                ...comparing.pane,
                choose: comparing.choose,
                setInline: comparing.setInline,
                step: layout.stepChange,
                close: comparing.close,
              })
            : nothing
        }
        <div class="reading" ?hidden=${comparing.isOpen}>
          ${bars.document ? toolBar(bars) : nothing} ${notices(session, note)} ${desk(layout)}
        </div>
      </div>
      <aside class="notes" part="annotations" aria-label=${t('record.notes')} ?hidden=${!areNotesOpen}>
        ${
          areNotesOpen
            ? annotationList({
                annotations: source.annotations,
                documents: source.chart?.documents ?? [],
                documentId: bars.document?.id ?? '',
                current: session.current,
                error: source.annotationsError,
                jump: (one) => void session.goToAnnotation(one),
                edit: session.annotating.edit,
                withdraw: session.annotating.withdraw,
                close: () => bars.act('notes'),
              })
            : nothing
        }
      </aside>
    </div>
    ${form(session)} ${layout.keyDialog.render()}
  `;
}

function form({ annotating, source }: RecordSession): TemplateResult | typeof nothing {
  const { draft, error, isSending, submit, cancel } = annotating;
  if (draft === undefined) return nothing;
  const { kind, quote, annotation, meanwhile } = draft;
  const about = { kind, quote, annotation, meanwhile, reasons: source.reasons };
  return annotationForm({ ...about, error, isSending, submit, cancel });
}

function notices(session: RecordSession, note: string): TemplateResult {
  const { newer } = session;
  return html`
    ${
      newer
        ? html`<div class="notice" part="notice"><p>${t('record.newer')}</p>
          <button @click=${() => void session.show(newer)}>${t('record.showNewer')}</button></div>`
        : nothing
    }
    ${note ? html`<div class="notice info" part="notice"><p>${note}</p></div>` : nothing}
  `;
}

/** The pages themselves are put in by the viewer; what stands over them is drawn here. */
function desk(layout: RecordLayout): TemplateResult {
  const { session, bars } = layout;
  const { drawing, cursor } = session;
  return html`<div class="desk-row">
    <div class="thumbs" ?hidden=${!bars.areThumbsOpen} aria-label=${t('record.thumbs')} role="group"></div>
    <div class="desk-box">
      <div class="desk ${drawing.isOn ? 'drawing' : ''} ${cursor ? 'with-cursor' : ''}" tabindex="0" role="region" part="document"
        aria-label=${t('record.desk')} @keydown=${layout.pressedInPages}
        @pointerdown=${drawing.down} @pointermove=${drawing.move} @pointerup=${drawing.up}></div>
      ${over(session)} ${hitStrip(session)}
    </div>
  </div>`;
}

function over(session: RecordSession): TemplateResult | typeof nothing {
  const { shown, source } = session;
  const { error, opened, document } = shown;
  if (error !== undefined) {
    return html`<div class="over">${errorState(t('record.documentFailed'), error, () => void session.show(document))}</div>`;
  }
  if (opened !== undefined && 'nothing' in opened) {
    const title = t(`record.nothing.${opened.nothing}`, { type: document?.contentType ?? '' });
    const action = { label: t('record.retry'), run: () => void session.show(document) };
    const isWaiting = opened.nothing === 'waiting';
    return html`<div class="over">${emptyState({ title, hint: opened.note ?? '', action: isWaiting ? action : undefined })}</div>`;
  }
  if (opened === undefined && document !== undefined && source.isSlow)
    return html`<div class="over opening" role="status"><p>${t('record.opening')}</p></div>`;
  return nothing;
}

/** Where in the document the hits are; a picture of what the bar says in words. */
function hitStrip({ find, shown }: RecordSession): TemplateResult | typeof nothing {
  const { viewer } = shown;
  if (viewer === undefined || find.hits.length === 0) return nothing;
  return html`<div class="strip" aria-hidden="true">
    ${find.hits.slice(0, 400).map((hit, n) => {
      const top = `inset-block-start: ${find.shareOf(hit) * 100}%`;
      return html`<i class=${n === find.index ? 'now' : ''} .style=${top}></i>`;
    })}
  </div>`;
}

/** What stands in place of a record: nothing chosen, why there is none, or that it is on its way. */
export function noRecord(
  session: RecordSession | undefined,
  retry: () => void,
): TemplateResult | typeof nothing {
  if (session === undefined)
    return html`<slot name="empty">${emptyState({ title: t('record.choose'), hint: t('record.chooseHint') })}</slot>`;
  const { error, chart, isSlow } = session.source;
  if (chart?.documents.length === 0)
    return emptyState({ title: t('record.none'), hint: t('record.noneHint') });
  if (error !== undefined) return failure(error, retry);
  return isSlow
    ? html`<div class="state" role="status"><p>${t('record.loading')}</p></div>`
    : nothing;
}

function failure(error: Refused, retry: () => void): TemplateResult {
  if (isSignedOut(error)) return signedOutState();
  // A purpose of use that is asked for is said as the server says it.
  if (isDenied(error)) return emptyState({ title: t('record.denied'), hint: refusedWords(error) });
  if (error.status === 404)
    return emptyState({ title: t('record.denied'), hint: t('record.deniedHint') });
  return errorState(t('record.failed'), error, retry);
}

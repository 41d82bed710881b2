import { html, nothing, type TemplateResult } from 'lit';
import { timeOf } from '../shared/dates.ts';
import { type Refused, refusedWords } from '../shared/refused.ts';
import { boxesOf, writtenQuote } from './anchors.ts';
import type { Annotation, ChartDocument } from './record-calls.ts';
import { glyph } from './record-icons.ts';
import { t, titleOf, wordsIn } from './record-text.ts';

export interface AnnotationList {
  readonly annotations: readonly Annotation[];
  readonly documents: readonly ChartDocument[];
  readonly documentId: string;
  readonly current: string;
  readonly error: Refused | undefined;
  readonly jump: (annotation: Annotation) => void;
  readonly edit: (annotation: Annotation) => void;
  readonly withdraw: (annotation: Annotation) => void;
  readonly close: () => void;
}

const tones = {
  'as-written': '',
  're-anchored': 'info',
  'words-changed': 'danger',
  waiting: 'warn',
} as const;

/** What people wrote on this chart: on the open document first, each with how it stands against its words today. */
export function annotationList(list: AnnotationList): TemplateResult {
  const { annotations, documentId } = list;
  const here = annotations.filter((one) => one.target.documentId === documentId);
  const elsewhere = annotations.filter((one) => one.target.documentId !== documentId);
  return html`
    <div class="bar"><h3>${t('record.notes')}</h3><span class="spacer"></span>
      <button class="button quiet square" aria-label=${t('record.notesClose')} title=${t('record.notesClose')} @click=${list.close}>${glyph('close')}</button>
    </div>
    <div class="notes-body" tabindex="0" role="region" aria-label=${t('record.notes')}>
      ${list.error ? html`<p class="none" role="alert">${refusedWords(list.error)}</p>` : nothing}
      ${annotations.length === 0 && !list.error ? html`<p class="none">${t('record.notesNone')}</p>` : nothing}
      ${section(t('record.notesHere'), here, list)} ${section(t('record.notesElsewhere'), elsewhere, list)}
    </div>
  `;
}

function section(
  title: string,
  annotations: readonly Annotation[],
  list: AnnotationList,
): TemplateResult | typeof nothing {
  if (annotations.length === 0) return nothing;
  return html`<section><h4>${title}</h4><ul>${annotations.map((one) => item(one, list))}</ul></section>`;
}

function item(annotation: Annotation, list: AnnotationList): TemplateResult {
  const { kind, creator, created, modified, standing, isMine, reason, audience } = annotation;
  const about = { kind: t(`record.kind.${kind}`), time: timeOf(created) };
  const state = standing?.state;
  const where = list.documents.find((one) => one.id === annotation.target.documentId);
  const isElsewhere = annotation.target.documentId !== list.documentId && where !== undefined;
  return html`<li data-id=${annotation.id} class=${annotation.id === list.current ? 'current' : ''}>
    <button class="note" @click=${() => list.jump(annotation)} aria-current=${annotation.id === list.current}>
      <span class="pair"><b>${t(`record.kind.${kind}`)}</b>
        ${state && state !== 'as-written' ? html`<span class="tag ${tones[state]}">${t(`record.standing.${state}`)}</span>` : nothing}
      </span>
      ${isElsewhere ? html`<small>${titleOf(where)}</small>` : nothing}
      ${quoted(annotation)}
      ${reason ? html`<span class="reason">${reason}</span>` : nothing}
      ${wordsIn(annotation) ? html`<span class="words" dir="auto">${wordsIn(annotation)}</span>` : nothing}
      <small>${creator.name} · ${about.time}${modified === null ? '' : ` · ${t('record.edited', { time: timeOf(modified) })}`}${seenBy(audience)}</small>
    </button>
    ${
      isMine
        ? html`<div class="own">
          <button class="button quiet edit" aria-label=${t('record.editOf', about)} @click=${() => list.edit(annotation)}>${t('record.edit')}</button>
          <button class="button quiet withdraw" aria-label=${t('record.withdrawOf', about)} @click=${() => list.withdraw(annotation)}>${t('record.withdraw')}</button>
        </div>`
        : nothing
    }
  </li>`;
}

function seenBy(audience: Annotation['audience']): string {
  if (audience === 'chart-readers') return '';
  return ` · ${t(audience === 'me' ? 'record.onlyMe' : 'record.onlySome')}`;
}

/** The words it was put on; where they are gone, that these are the old ones. */
function quoted(annotation: Annotation): TemplateResult | typeof nothing {
  const quote = writtenQuote(annotation);
  const pages = [...new Set(boxesOf(annotation).map(({ page }) => page))];
  if (quote === '')
    return pages.length === 0
      ? nothing
      : html`<small>${t('record.onPage', { page: pages[0] ?? 1 })}</small>`;
  const isLost = annotation.standing?.state === 'words-changed';
  return html`<q class=${isLost ? 'lost' : ''} dir="auto">${quote}</q>
    ${isLost ? html`<small>${t('record.oldWords')}</small>` : nothing}`;
}

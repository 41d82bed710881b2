import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { dueTitle, dueWords } from '../shared/due.ts';
import { goneStatus, statusOf, statusTag } from '../shared/status.ts';
import { serverText, t } from '../shared/text.ts';
import type { Row } from './task-list.ts';

export interface RowLook {
  readonly row: Row | undefined;
  readonly index: number;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** The list holds only what the reader must do: whose it is goes without saying. */
  readonly isOwn: boolean;
  readonly top: number;
}

/**
 * One row of the list: who and when above, what and how it stands below. Its place is set through the CSSOM
 * (`.style`): a style attribute, which `styleMap` writes at first, is refused by a strict content policy.
 */
export function queueRow({ row, index, isActive, isOpen, isOwn, top }: RowLook): TemplateResult {
  return html`<div
    class="row ${row?.gone ? 'gone' : ''}"
    part="row"
    role="row"
    data-index=${index}
    tabindex=${isActive ? 0 : -1}
    aria-rowindex=${index + 1}
    aria-selected=${isOpen}
    .style=${`transform: translateY(${top}px)`}
    title=${ifDefined(row ? dueTitle(row.task) : undefined)}
  >
    ${row ? cells(row, isOwn) : placeholder()}
  </div>`;
}

function cells({ task, gone }: Row, isOwn: boolean): TemplateResult {
  const status = gone === null ? statusOf(task) : goneStatus[gone]();
  const isLate = gone === null && task.ageing === 'overdue' && task.claim !== null;
  const whose = isOwn ? undefined : task.practitioner?.name;
  const title = serverText(task.title);
  // What is about no patient is named by what it is.
  const who = task.patient?.name ?? title;
  const what = task.patient
    ? [title, whose].filter(Boolean).join(' · ')
    : (whose ?? t('queue.noPatient'));
  return html`
    <span class="who" role="gridcell">${who}</span>
    <span class="due ${isLate ? 'late' : ''}" role="gridcell">${dueWords(task)}</span>
    <span class="what" role="gridcell" title=${what}>${what}</span>
    <span class="status" role="gridcell">${statusTag(status)}</span>
  `;
}

function placeholder(): TemplateResult {
  return html`
    <span class="who" role="gridcell">
      <span class="visually-hidden">${t('queue.loadingRow')}</span>
      <span class="skeleton" aria-hidden="true"></span>
    </span>
    <span class="what" role="gridcell"><span class="skeleton" aria-hidden="true"></span></span>
  `;
}

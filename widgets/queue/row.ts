import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { dueTitle, dueWords } from '../shared/due.ts';
import { icon } from '../shared/icons.ts';
import { goneStatus, type Status, statusOf, statusTag } from '../shared/status.ts';
import { serverText, t } from '../shared/text.ts';
import type { Group } from './lines.ts';
import type { Row } from './task-list.ts';

export interface LinePlace {
  readonly line: number;
  readonly isActive: boolean;
  readonly top: number;
}

export interface RowLook extends LinePlace {
  readonly row: Row | undefined;
  /** New or changed since the reader last looked. */
  readonly mark: unknown;
  readonly isOpen: boolean;
  readonly isMarked: boolean;
  readonly isSkipped: boolean;
  /** The list holds only what the reader must do: whose it is goes without saying. */
  readonly isOwn: boolean;
  /** Within groups. */
  readonly level: number | undefined;
}

/**
 * One row of the list: who and when above, what and how it stands below. Its place is set through the CSSOM
 * (`.style`): a style attribute, which `styleMap` writes at first, is refused by a strict content policy.
 */
export function queueRow(look: RowLook): TemplateResult {
  const { row, line, isActive, isOpen, isMarked, isSkipped, isOwn, level, top, mark } = look;
  return html`<div
    class="row ${row?.gone ? 'gone' : ''}"
    part="row"
    role="row"
    data-index=${line}
    tabindex=${isActive ? 0 : -1}
    aria-rowindex=${line + 1}
    aria-selected=${isMarked}
    aria-current=${ifDefined(isOpen || undefined)}
    aria-level=${ifDefined(level)}
    .style=${`transform: translateY(${top}px)`}
    title=${ifDefined(row ? dueTitle(row.task) : undefined)}
  >
    ${row ? cells(row, isOwn, isSkipped, mark) : placeholder()}
  </div>`;
}

/** The head of a group: it opens and closes. */
export function groupRow(
  group: Group,
  { line, isActive, top }: LinePlace,
  head = 0,
): TemplateResult {
  const { label, count, isClosed } = group;
  return html`<div
    class="row group"
    part="group"
    role="row"
    data-index=${line}
    tabindex=${isActive ? 0 : -1}
    aria-rowindex=${line + 1 + head}
    aria-level="1"
    aria-expanded=${!isClosed}
    .style=${`transform: translateY(${top}px)`}
  >
    <span role="gridcell">
      ${icon(isClosed ? 'right' : 'down')} <b>${label}</b>
      <span class="tag">${t('queue.groupCount', { n: count })}</span>
    </span>
  </div>`;
}

export function statusOfRow({ task, gone }: Row, isSkipped: boolean): Status {
  if (gone !== null) return goneStatus[gone]();
  const status = statusOf(task);
  return isSkipped && task.claim === null
    ? { glyph: 'moved', word: t('status.skipped'), tone: 'neutral' }
    : status;
}

function cells(row: Row, isOwn: boolean, isSkipped: boolean, mark: unknown): TemplateResult {
  const { task, gone } = row;
  const isLate = gone === null && task.ageing === 'overdue' && task.claim !== null;
  const whose = isOwn ? undefined : task.practitioner?.name;
  const title = serverText(task.title);
  // What is about no patient is named by what it is.
  const who = task.patient?.name ?? title;
  const what = task.patient
    ? [title, whose].filter(Boolean).join(' · ')
    : (whose ?? t('queue.noPatient'));
  return html`
    <span class="who" role="gridcell">${mark}${who}</span>
    <span class="due ${isLate ? 'late' : ''}" role="gridcell">${dueWords(task)}</span>
    <span class="what" role="gridcell" title=${what}>${what}</span>
    <span class="status" role="gridcell">${statusTag(statusOfRow(row, isSkipped))}</span>
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

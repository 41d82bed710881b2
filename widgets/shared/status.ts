import { html, type TemplateResult } from 'lit';
import type { Task } from './connection.ts';
import { type Glyph, icon } from './icons.ts';
import { t } from './text.ts';

export type Tone = 'neutral' | 'info' | 'warn' | 'danger' | 'hold' | 'ok';

/** How a task stands: a glyph, a word and a tone, so that colour is never alone. */
export interface Status {
  readonly glyph: Glyph;
  readonly word: string;
  readonly tone: Tone;
}

export function statusOf(task: Task): Status {
  if (task.listState === 'on-hold')
    return { glyph: 'pause', word: t('status.on-hold'), tone: 'hold' };
  if (task.claim?.mine) return { glyph: 'half', word: t('status.yours'), tone: 'info' };
  if (task.claim) return { glyph: 'half', word: task.claim.holderName, tone: 'neutral' };
  if (task.listState === 'waiting')
    return { glyph: 'clock', word: t('status.waiting'), tone: 'neutral' };
  if (task.ageing === 'overdue')
    return { glyph: 'late', word: t('status.overdue'), tone: 'danger' };
  if (task.ageing === 'due-soon')
    return { glyph: 'clock', word: t('status.due-soon'), tone: 'warn' };
  return { glyph: 'open', word: t('status.open'), tone: 'neutral' };
}

export const goneStatus = {
  done: (): Status => ({ glyph: 'done', word: t('status.done'), tone: 'ok' }),
  moved: (): Status => ({ glyph: 'moved', word: t('status.moved'), tone: 'neutral' }),
};

export function statusTag(status: Status): TemplateResult {
  return html`<span class="tag ${status.tone}" part="status" title=${status.word}
    >${icon(status.glyph)}<span>${status.word}</span></span
  >`;
}

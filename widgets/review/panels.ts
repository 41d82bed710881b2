import { css, html, nothing, type TemplateResult } from 'lit';
import type { Chart, HistoryEntry, Instance, Task } from '../shared/connection.ts';
import { fullDate, timeOf } from '../shared/dates.ts';
import { dueWords } from '../shared/due.ts';
import { goneStatus, statusOf, statusTag } from '../shared/status.ts';
import type { Why } from '../shared/story-calls.ts';
import type { ClaimKeeper } from './claim-keeper.ts';
import type { DeskKeys } from './desk-keys.ts';
import { keyHint } from './review-bars.ts';
import { serverText, t } from './review-text.ts';
import { docStatusWords, documentActWords, documentTitle, toneOf, wordsFor } from './words.ts';

export interface DuePanel {
  readonly instance: Instance;
  readonly task: Task | undefined;
  readonly why: Why | undefined;
  readonly claims: ClaimKeeper | undefined;
  readonly openMember: (instanceId: string) => void;
  readonly keys: DeskKeys;
}

/** What is due, why, which clocks run, and what else the chart lacks. */
export function duePanel(panel: DuePanel): TemplateResult {
  const { instance, task, why } = panel;
  const others = instance.members.filter((one) => one.id !== instance.id);
  return html`
    ${task ? dueSection(task, panel) : html`<p class="none">${t('task.nothingOpen')}</p>`}
    ${why ? html`<him-why .why=${why}></him-why>` : nothing}
    ${others.length > 0 ? relatedSection(others, panel.openMember) : nothing}
  `;
}

function dueSection(task: Task, { claims, keys }: DuePanel): TemplateResult {
  const rows: readonly (readonly [string, string])[] = [
    [t('task.due'), task.dueOn === null ? t('due.none') : dueLine(task)],
    [t('task.practitioner'), task.practitioner?.name ?? ''],
    [t('task.accountable'), isPaused(task) ? timeOf(task.accountableDueAt ?? '') : ''],
    [t('task.holder'), holderWords(task)],
  ];
  return html`<section class="main">
    <div class="pair top"><h2>${serverText(task.title)}</h2>${statusTag(statusOf(task))}</div>
    <dl>
      ${rows.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
    </dl>
    ${claims ? claimButton(task, claims, keys) : nothing}
  </section>`;
}

function claimButton(
  task: Task,
  claims: ClaimKeeper,
  keys: DeskKeys,
): TemplateResult | typeof nothing {
  if (task.claim === null)
    return html`<button class="button" @click=${() => void claims.claim(task)}>${t('task.claim')} ${keyHint(keys.claim)}</button>`;
  if (task.claim.mine)
    return html`<button class="button" @click=${() => void claims.unclaim(task)}>${t('task.unclaim')}</button>`;
  if (!claims.mayTakeOver) return nothing;
  return html`<button class="button" @click=${() => claims.askToTakeOver(task)}>${t('task.takeOver')}</button>`;
}

function dueLine(task: Task): string {
  const words = dueWords(task);
  const date = fullDate(task.dueOn ?? '');
  return date.startsWith(words) ? date : `${words} · ${date}`;
}

/** The date for accountability differs only when approved leave moved it. */
function isPaused(task: Task): boolean {
  return task.accountableDueAt !== null && task.accountableDueAt !== task.dueAt;
}

function holderWords({ claim }: Task): string {
  if (claim === null) return t('task.nobody');
  const time = timeOf(claim.expiresAt);
  return claim.mine
    ? t('task.holderYou', { time })
    : t('task.holderUntil', { name: claim.holderName, time });
}

function relatedSection(others: Instance['members'], open: (id: string) => void): TemplateResult {
  return html`<section>
    <h3>${t('task.related')}</h3>
    <ul>
      ${others.map(
        (one) => html`<li class="pair">
          <button class="link" @click=${() => open(one.id)}>${one.title ? serverText(one.title) : wordsFor('workflow', one.workflow)}</button>
          ${one.isOpen ? html`<span class="tag">${t('status.open')}</span>` : statusTag(goneStatus.done())}
        </li>`,
      )}
    </ul>
  </section>`;
}

/** The documents of the chart; the one on the desk is marked. */
export function chartPanel(
  chart: Chart | undefined,
  documentId: string,
  show: (id: string) => void,
): TemplateResult {
  if (chart?.documents.length === 0) return html`<p class="none">${t('document.none')}</p>`;
  return html`<ul class="documents">
    ${chart?.documents.map(
      (one) => html`<li>
        <button aria-current=${one.id === documentId} @click=${() => show(one.id)}>
          <span class="pair"><b>${documentTitle(one)}</b><span class="tag ${toneOf(one)}">${docStatusWords(one)}</span></span>
          <small>${[documentActWords(one), one.author?.name, one.filedAt ? fullDate(one.filedAt) : ''].filter(Boolean).join(' · ')}</small>
        </button>
      </li>`,
    )}
  </ul>`;
}

/** Who did what, when, and why; the newest first. */
export function historyPanel(entries: readonly HistoryEntry[] | undefined): TemplateResult {
  if (entries?.length === 0) return html`<p class="none">${t('task.historyNothing')}</p>`;
  return html`<ol class="history">
    ${entries?.toReversed().map(
      (entry) => html`<li>
        <p class="pair"><b>${wordsFor('event', entry.type)}</b><time datetime=${entry.at}>${timeOf(entry.at)}</time></p>
        <small>${entry.userName} · ${wordsFor('role', entry.role)}${entry.cause?.startsWith('deadline:') ? `, ${t('task.byItself')}` : ''}</small>
        ${reasonOf(entry) ? html`<q>${reasonOf(entry)}</q>` : nothing}
      </li>`,
    )}
  </ol>`;
}

function reasonOf({ payload }: HistoryEntry): string {
  const fields = (payload ?? {}) as Readonly<Record<string, unknown>>;
  const reason = fields.reason ?? fields.note ?? fields.holdReason;
  return typeof reason === 'string' ? reason : '';
}

export const panelStyles = css`
  .panel section,
  .panel li { padding: 12px 16px; border-block-end: 1px solid var(--_line); }
  .panel section { padding-inline: 0; }
  .panel section > :not(ul) { margin-inline: 16px; }
  .panel section > ul li { border: 0; padding-block: 4px; }
  .panel ul, .panel ol { margin: 0; padding: 0; list-style: none; }
  .panel p { margin: 0; }
  .panel h3 { margin-block: 0 4px; font-size: 12px; line-height: 16px; font-weight: 600; color: var(--_text-2); }
  .panel .main h2 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
  .panel small, .panel time, .panel q, .panel .none { font-size: 13px; line-height: 18px; color: var(--_text-2); }
  .panel q { display: block; }
  .panel section .none { padding-block: 2px; }
  .panel > .none { padding: 16px; }
  .pair { display: flex; align-items: flex-start; justify-content: space-between; gap: 12px; min-width: 0; }
  .pair > :last-child { flex: none; }
  .panel li.pair { align-items: center; }
  .panel dl { margin-block: 8px 12px; }
  .panel dl > div { display: grid; grid-template-columns: 108px 1fr; gap: 8px; padding: 2px 0; font-size: 13px; line-height: 18px; }
  .panel dt { color: var(--_text-2); }
  .panel dd { margin: 0; }
  .link { padding: 2px 0; border: 0; background: none; text-align: start; color: var(--_accent); cursor: pointer; min-height: 24px; }
  .link:hover { text-decoration: underline; }
  .panel .documents li { padding: 0; }
  .documents button { display: block; width: 100%; padding: 10px 16px; border: 0; background: none; text-align: start; cursor: pointer; }
  .documents button:hover { background: var(--_bg); }
  .documents button:focus-visible { outline-offset: -2px; }
  .documents [aria-current='true'] { background: var(--_accent-soft); box-shadow: inset 3px 0 0 var(--_accent); }
  .documents [aria-current='true']:dir(rtl) { box-shadow: inset -3px 0 0 var(--_accent); }
  .panel b { font-weight: 600; }
`;

import { html, nothing, type TemplateResult } from 'lit';
import { timeOf } from '../shared/dates.ts';
import { icon } from '../shared/icons.ts';
import { type Refused, refusedWords } from '../shared/refused.ts';
import type { ComparedLine, Part } from './compare.ts';
import type { DocumentVersion } from './record-calls.ts';
import { glyph } from './record-icons.ts';
import { t } from './record-text.ts';

export interface ComparePane {
  readonly versions: readonly DocumentVersion[];
  readonly before: DocumentVersion | undefined;
  readonly after: DocumentVersion | undefined;
  readonly lines: readonly ComparedLine[] | undefined;
  /** Why there is nothing to compare. */
  readonly note: string;
  readonly error: Refused | undefined;
  readonly isInline: boolean;
  readonly choose: (side: 'before' | 'after', key: string) => void;
  readonly setInline: (isInline: boolean) => void;
  readonly step: (by: 1 | -1) => void;
  readonly close: () => void;
}

export function versionKey({ documentId, version }: DocumentVersion): string {
  return `${version}@${documentId}`;
}

/** Two versions of a document, side by side or in one column; what changed is marked by a sign as well as by colour. */
export function comparePane(pane: ComparePane): TemplateResult {
  const { lines, isInline, error, note } = pane;
  const changes = lines === undefined ? 0 : runsOf(lines);
  return html`
    <div class="bar compare-bar">
      ${chooser(pane, 'before')} <span aria-hidden="true">→</span> ${chooser(pane, 'after')}
      <span class="said" role="status">${lines ? t('record.changes', { n: changes }) : ''}</span>
      <span class="spacer"></span>
      <button class="button square" aria-label=${t('record.changeBefore')} title=${t('record.changeBefore')} ?disabled=${changes === 0} @click=${() => pane.step(-1)}>${glyph('up')}</button>
      <button class="button square" aria-label=${t('record.changeNext')} title=${t('record.changeNext')} ?disabled=${changes === 0} @click=${() => pane.step(1)}>${glyph('down')}</button>
      <button class="button inline" aria-pressed=${isInline} @click=${() => pane.setInline(!isInline)}>${t('record.inline')}</button>
      <button class="button quiet square" aria-label=${t('record.compareClose')} title=${t('record.compareClose')} @click=${pane.close}>${glyph('close')}</button>
    </div>
    <div class="desk compare ${isInline ? 'one' : 'two'}" tabindex="0" role="region" aria-label=${t('record.act.compare')}>
      ${error ? html`<p class="none" role="alert">${refusedWords(error)}</p>` : nothing}
      ${note ? html`<p class="none">${note}</p>` : nothing}
      ${lines ? html`<div class="lines">${lines.map((line, n) => (isInline ? inline(line, n, lines) : beside(line, n, lines)))}</div>` : nothing}
    </div>
  `;
}

function chooser(pane: ComparePane, side: 'before' | 'after'): TemplateResult {
  const chosen = pane[side];
  const label = t(side === 'before' ? 'record.versionBefore' : 'record.versionAfter');
  const change = (event: Event): void =>
    pane.choose(side, (event.target as HTMLSelectElement).value);
  return html`<span class="select"><select aria-label=${label} title=${label} @change=${change}>
    ${pane.versions.map(
      (one, n) => html`<option value=${versionKey(one)} ?selected=${one === chosen}>
        ${t('record.version', { n: n + 1, date: timeOf(one.at) })}</option>`,
    )}
  </select>${icon('down')}</span>`;
}

/** The first line of each run of changed lines is where a jump lands. */
function jump(n: number, lines: readonly ComparedLine[]): string {
  return lines[n]?.isChanged && !lines[n - 1]?.isChanged ? 'jump' : '';
}

function runsOf(lines: readonly ComparedLine[]): number {
  return lines.filter((_, n) => jump(n, lines) !== '').length;
}

function beside(line: ComparedLine, n: number, lines: readonly ComparedLine[]): TemplateResult {
  return html`<div class="line ${line.isChanged ? 'changed' : ''} ${jump(n, lines)}">
    ${side(line.before, line.isChanged ? '−' : '')}${side(line.after, line.isChanged ? '+' : '')}
  </div>`;
}

function inline(line: ComparedLine, n: number, lines: readonly ComparedLine[]): TemplateResult {
  if (!line.isChanged) return html`<div class="line">${side(line.after, '')}</div>`;
  return html`<div class="line changed ${jump(n, lines)}">
    ${line.before ? side(line.before, '−') : nothing}${line.after ? side(line.after, '+') : nothing}
  </div>`;
}

function side(parts: readonly Part[] | null, sign: string): TemplateResult {
  const tone = parts === null ? 'absent' : sign === '−' ? 'out' : sign === '+' ? 'in' : '';
  return html`<div class="side-line ${tone}"><span class="sign">${parts === null ? '' : sign}</span><span class="said-line" dir="auto">${parts?.map(part)}</span></div>`;
}

function part({ text, change }: Part): TemplateResult | string {
  if (change === 'removed') return html`<del>${text}</del>`;
  return change === 'added' ? html`<ins>${text}</ins>` : text;
}

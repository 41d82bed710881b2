import { html, nothing, type TemplateResult } from 'lit';
import { fullDate, shortDate } from '../shared/dates.ts';
import { type Glyph, icon } from '../shared/icons.ts';
import type { Deficiency } from '../shared/list-calls.ts';
import type { Tone } from '../shared/status.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';

/** One deficiency: what, whose, how it stands, when due, how far escalated. */
export function deficiencyRow(
  one: Deficiency,
  { isCurrent, open }: { readonly isCurrent: boolean; readonly open: () => void },
): TemplateResult {
  return html`<tr class=${one.isOpen ? '' : 'closed'} aria-current=${isCurrent ? 'true' : 'false'}>
    <th scope="row">
      <button class="link" @click=${open}>${serverText(one.title)}</button>
      ${one.reason === null ? nothing : html`<q>${one.reason}</q>`}
    </th>
    <td data-label=${t('deficiencies.owner')}>${ownerWords(one)}</td>
    <td data-label=${t('deficiencies.state')}>${stateTag(one)}</td>
    <td data-label=${t('deficiencies.due')}>${dueCell(one)}</td>
    <td data-label=${t('deficiencies.level')}>${one.level === null ? '–' : wordsFor('level', one.level.name)}</td>
  </tr>`;
}

function ownerWords({ owner, ownerRole, isOpen }: Deficiency): TemplateResult {
  const role = wordsFor('role', ownerRole);
  if (owner === null)
    return html`${isOpen ? t('deficiencies.unowned') : '–'}<small>${role}</small>`;
  return html`${owner.name}<small>${role}</small>`;
}

const looks: Readonly<Record<string, readonly [Glyph, Tone]>> = {
  suggested: ['open', 'warn'],
  assigned: ['open', 'neutral'],
  inProgress: ['half', 'info'],
  declined: ['moved', 'warn'],
  completed: ['done', 'info'],
  needsReanalysis: ['clock', 'warn'],
  referred: ['half', 'info'],
  verified: ['done', 'ok'],
  cleared: ['done', 'ok'],
};

function stateTag({ state, isOverdue, isOpen }: Deficiency): TemplateResult {
  const keys = state.split('.');
  const [glyph, tone] = looks[keys[0] ?? ''] ?? (['open', 'neutral'] as const);
  const words = wordsFor('state', keys.at(-1) ?? '');
  const isLate = isOverdue && isOpen && tone === 'neutral';
  return html`<span class="tag ${isLate ? 'danger' : tone}">${icon(isLate ? 'late' : glyph)}<span>${words}</span></span>`;
}

function dueCell({ due, accountableDueOn, isOverdue }: Deficiency): TemplateResult | string {
  if (due === null) return '–';
  const title = t(isOverdue ? 'deficiencies.lateSince' : 'deficiencies.dueOn', {
    date: fullDate(due.dueOn),
  });
  const moved = accountableDueOn !== null && accountableDueOn !== due.dueOn;
  return html`<time datetime=${due.dueOn} title=${title} class=${isOverdue ? 'late' : ''}>${shortDate(due.dueOn)}</time>
    ${moved ? html`<small>${t('deficiencies.withLeave', { date: shortDate(accountableDueOn) })}</small>` : nothing}`;
}

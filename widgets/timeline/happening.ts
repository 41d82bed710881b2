import { html, nothing, type TemplateResult } from 'lit';
import { timeOf } from '../shared/dates.ts';
import type { Happening } from '../shared/story-calls.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';

/** Which happenings are listed. */
export type Kind = 'all' | 'person' | 'document';
export const kinds: readonly Kind[] = ['all', 'person', 'document'];

export function isOfKind(kind: Kind, one: Happening): boolean {
  if (kind === 'all') return true;
  return kind === 'document' ? one.kind !== 'act' : one.kind === 'act' && one.role !== 'system';
}

/** What happened, in words. */
export function happeningWords({ kind, type, title }: Happening): string {
  if (kind === 'act') return wordsFor('event', type);
  const document = title === null ? '' : serverText(title);
  switch (type) {
    case 'admitted':
      return t('timeline.admitted');
    case 'discharged':
      return t('timeline.discharged');
    case 'signed':
      return t('timeline.signed', { document });
    default:
      return t('timeline.filed', { document });
  }
}

/** One line of the list: when, what, to what, who, and the words they gave. */
export function happeningItem(
  one: Happening,
  { isNow, choose }: { readonly isNow: boolean; readonly choose: () => void },
): TemplateResult {
  return html`<li>
    <button class="happening ${one.kind}" aria-current=${isNow ? 'step' : 'false'} @click=${choose}>
      <time datetime=${one.at}>${timeOf(one.at)}</time>
      <span class="dot" aria-hidden="true"></span>
      <span class="what">
        <b>${happeningWords(one)}</b>
        ${one.kind === 'act' && one.title !== null ? html`<span class="of">${serverText(one.title)}</span>` : nothing}
        ${one.kind === 'act' ? html`<small>${whoWords(one)}</small>` : nothing}
        ${one.reason === null ? nothing : html`<q>${one.reason}</q>`}
      </span>
    </button>
  </li>`;
}

function whoWords({ userName, role, cause }: Happening): string {
  if (role !== 'system' && role !== null)
    return t('timeline.who', { name: userName ?? '', role: wordsFor('role', role) });
  const kind = cause?.split(':')[0] ?? '';
  if (kind === 'message') return t('timeline.message');
  return kind === 'deadline' ? t('timeline.deadline') : t('timeline.followed');
}

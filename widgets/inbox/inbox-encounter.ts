import { html, nothing, type TemplateResult } from 'lit';
import { fullDate, shortDate, stay } from '../shared/dates.ts';
import { dueTitle, dueWords } from '../shared/due.ts';
import type { InboxEncounter, InboxItem } from '../shared/list-calls.ts';
import { groupedMrn } from '../shared/mrn.ts';
import { statusOf, statusTag } from '../shared/status.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';

export interface Acts {
  readonly currentId: string;
  isSelected(item: InboxItem): boolean;
  select(item: InboxItem, isSelected: boolean): void;
  open(item: InboxItem): void;
  declineAll(encounterId: string): void;
}

/** A chart with all that the reader must do in it. */
export function encounterCard(one: InboxEncounter, acts: Acts): TemplateResult {
  const { patient, encounter, items, totals } = one;
  const mayDecline = items.some(({ allowed }) => allowed.includes('deficiency.decline'));
  return html`<article aria-label=${patient?.name ?? ''}>
    <header>
      <div class="who">
        <h3>${patient?.name ?? '–'}</h3>
        <p>${[patient?.mrn ? t('inbox.mrn', { mrn: groupedMrn(patient.mrn) }) : '', patient?.birthDate ? fullDate(patient.birthDate) : '', stayWords(encounter)].filter(Boolean).join(' · ')}</p>
      </div>
      ${totals.overdue > 0 ? html`<span class="tag danger">${t('deficiencies.late', { n: totals.overdue })}</span>` : nothing}
      ${
        mayDecline && encounter !== null
          ? html`<button class="button quiet decline" @click=${() => acts.declineAll(encounter.id)}>${t('inbox.decline')}</button>`
          : nothing
      }
    </header>
    <ul>${items.map((item) => itemRow(item, one, acts))}</ul>
  </article>`;
}

/** Signing is for one who has read the very words: until then the box says why it cannot be ticked. */
export function maySignNow({ allowed, document }: InboxItem): boolean {
  return (
    allowed.includes('deficiency.sign') &&
    document?.isOpened === true &&
    document.contentHash !== null
  );
}

function itemRow(item: InboxItem, { patient }: InboxEncounter, acts: Acts): TemplateResult {
  const { task, covered, allowed } = item;
  const title = serverText(task.title);
  const isToSign = allowed.includes('deficiency.sign') && item.document !== null;
  const mayNow = maySignNow(item);
  return html`<li aria-current=${task.instanceId === acts.currentId ? 'true' : 'false'}>
    ${
      isToSign
        ? html`<input type="checkbox" .checked=${acts.isSelected(item)} ?disabled=${!mayNow}
            title=${mayNow ? '' : t('inbox.readFirst')}
            aria-label=${t('inbox.select', { what: title, patient: patient?.name ?? '' })}
            @change=${(event: Event) => acts.select(item, (event.target as HTMLInputElement).checked)} />`
        : html`<span class="no-box"></span>`
    }
    <button class="open" @click=${() => acts.open(item)}>
      <b>${title}</b>
      <small>${[covered === null ? '' : t('inbox.covering', { name: covered.name }), isToSign && !mayNow ? t('inbox.readFirst') : ''].filter(Boolean).join(' · ')}</small>
    </button>
    <span class="due ${task.ageing === 'overdue' ? 'late' : ''}" title=${dueTitle(task)}>${dueWords(task)}</span>
    ${statusTag(statusOf(task))}
  </li>`;
}

function stayWords(encounter: InboxEncounter['encounter']): string {
  if (encounter === null) return '';
  const { admittedAt, dischargedAt } = encounter;
  const kind = wordsFor('encounter', encounter.class);
  if (admittedAt === null) return kind;
  return `${kind}, ${dischargedAt === null ? shortDate(admittedAt) : stay(admittedAt, dischargedAt)}`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { Requirement } from '../shared/story-calls.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';
import { conditionList, ruleLine } from './conditions.ts';

interface Reader {
  readonly find: string;
  readonly onFind: (words: string) => void;
  readonly open: (instanceId: string) => void;
}

/** What the rules ask of a chart, and below it what they do not, each row with what speaks for and against it. */
export function requirementsPanel(
  all: readonly Requirement[],
  { find, onFind, open }: Reader,
): TemplateResult {
  const words = find.trim().toLowerCase();
  const found = all.filter((one) => namesOf(one).toLowerCase().includes(words));
  const held = found.filter((one) => one.holds);
  const others = found.filter((one) => !one.holds);
  return html`
    <div class="find">
      <input class="field" type="search" .value=${find} placeholder=${t('why.find')} aria-label=${t('why.find')}
        @input=${(event: Event) => onFind((event.target as HTMLInputElement).value)} />
    </div>
    ${
      found.length === 0
        ? html`<p class="none lone" role="status">${t('why.findNothing', { words: find })}</p>`
        : nothing
    }
    ${held.length === 0 ? nothing : html`<section><h2>${t('why.required')}</h2><ul class="plain">${held.map((one) => requirementItem(one, open))}</ul></section>`}
    ${others.length === 0 ? nothing : html`<section><h2>${t('why.notRequired')}</h2><ul class="plain">${others.map((one) => requirementItem(one, open))}</ul></section>`}
  `;
}

function requirementItem(one: Requirement, open: (id: string) => void): TemplateResult {
  const { documentType, about, documentIds, instanceId } = one;
  const name = wordsFor('document-type', documentType ?? '');
  const title = about === null ? name : `${name}, ${t('why.about', { about })}`;
  const there =
    documentIds.length === 0 ? t('why.missing') : t('why.there', { n: documentIds.length });
  return html`<li>
    <p class="pair">
      ${
        instanceId === null
          ? html`<b>${title}</b>`
          : html`<button class="link" @click=${() => open(instanceId)}>${title}</button>`
      }
      <span class="tag ${one.holds && documentIds.length === 0 ? 'warn' : ''}">${there}</span>
    </p>
    ${ruleLine(one.rule)}
    ${conditionList(one.conditions)}
  </li>`;
}

/** What a reader may type to find a row. */
function namesOf({ documentType, about, gives }: Requirement): string {
  return [wordsFor('document-type', documentType ?? ''), about ?? '', serverText(gives)].join(' ');
}

import { html, nothing, type TemplateResult } from 'lit';
import { clockCard } from '../clock/clock-card.ts';
import { timeOf } from '../shared/dates.ts';
import type { Reason, WayOut, Why } from '../shared/story-calls.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';
import { conditionList, ruleLine } from './conditions.ts';

/** Why it is here, what would take it away, and which clocks run. */
export function reasonsPanel({ reasons, ways, endings, clocks }: Why): TemplateResult {
  const ends = (way: WayOut): boolean => (way.endsTasks ?? []).length > 0;
  const ending = ways.filter(ends);
  const others = ways.filter((way) => !ends(way) && !isOnlySystem(way));
  return html`
    <section>
      <h2>${t('why.here')}</h2>
      ${reasons.length === 0 ? html`<p class="none">${t('why.nothing')}</p>` : nothing}
      <ul class="plain">${reasons.map(reasonItem)}</ul>
    </section>
    <section>
      <h2>${t('why.out')}</h2>
      ${
        ending.length + endings.length === 0
          ? html`<p class="none">${t('why.outNothing')}</p>`
          : nothing
      }
      <ul class="bullets">
        ${endings.map((text) => html`<li>${serverText(text)}</li>`)}
        ${ending.filter((way) => !isOnlySystem(way)).map(wayItem)}
      </ul>
    </section>
    ${
      others.length === 0
        ? nothing
        : html`<section>
            <h2>${t('why.goesOn')}</h2>
            <ul class="bullets">${others.map(wayItem)}</ul>
          </section>`
    }
    ${
      clocks.length === 0
        ? nothing
        : html`<section class="clocks">
            <h2>${t('why.clocks')}</h2>
            ${clocks.map((clock) => clockCard(clock))}
          </section>`
    }
  `;
}

function reasonItem(reason: Reason): TemplateResult {
  const { text, rule, at, conditions } = reason;
  const { event } = text.parts ?? {};
  const words =
    event === undefined
      ? serverText(text)
      : serverText({ ...text, parts: { ...text.parts, event: wordsFor('event', String(event)) } });
  return html`<li>
    <p class="pair"><b>${words}</b><time datetime=${at}>${timeOf(at)}</time></p>
    ${rule === null ? nothing : ruleLine(rule)}
    ${conditionList(conditions)}
  </li>`;
}

function wayItem(way: WayOut): TemplateResult {
  const event = wordsFor('action', way.event);
  const who = [
    ...(way.byOwner ? [t('why.owner')] : []),
    ...way.roles.filter((role) => role !== 'system').map((role) => wordsFor('role', role)),
  ];
  return html`<li>${t('why.byRole', { event, who: who.join(', ') })}</li>`;
}

function isOnlySystem({ roles, byOwner }: WayOut): boolean {
  return !byOwner && roles.every((role) => role === 'system');
}

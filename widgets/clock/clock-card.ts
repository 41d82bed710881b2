import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { fullDate, localDay, timeOf } from '../shared/dates.ts';
import { now as serverNow } from '../shared/now.ts';
import type { LawClock } from '../shared/story-calls.ts';
import { maybeText, t, wordsFor } from '../shared/story-text.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** One clock: what it counts and by which law, a picture of where it stands, and each date in words. */
export function clockCard(clock: LawClock, now: Date = serverNow()): TemplateResult {
  const { tone, words } = standing(clock, now);
  const isLaw = clock.citation !== 'policy';
  const moved = clock.accountability.dueAt !== clock.regulatory.dueAt;
  return html`<article class="clock" aria-label=${titleOf(clock)}>
    <header>
      <h3>${titleOf(clock)}</h3>
      <span class="tag ${tone}">${words}</span>
    </header>
    <p class="law">${amountWords(clock)} · ${isLaw ? clock.citation : t('clock.policy')}</p>
    ${clock.kind === 'before' ? nothing : picture(clock, now)}
    <dl>
      ${row(t('clock.started'), momentOf(clock, clock.startedAt))}
      ${row(t('clock.law'), momentOf(clock, clock.regulatory.dueAt, clock.regulatory.dueOn))}
      ${clock.ownedFrom === clock.startedAt ? nothing : row(t('clock.ownedFrom'), momentOf(clock, clock.ownedFrom))}
      ${moved ? row(t('clock.owner'), momentOf(clock, clock.accountability.dueAt, clock.accountability.dueOn)) : nothing}
      ${clock.pauses.map(({ fromOn, toOn, reason }) =>
        row(
          t('clock.pause'),
          t('clock.pauseDates', { from: fullDate(fromOn), to: fullDate(toOn), reason }),
        ),
      )}
      ${
        clock.extension === null
          ? nothing
          : row(
              t('clock.extension'),
              t('clock.extended', {
                amount: clock.extension.amount,
                date: fullDate(clock.extension.grantedAt),
                reason: clock.extension.reason,
              }),
            )
      }
    </dl>
    <p class="zone">${t('clock.zone', { zone: clock.zone.replaceAll('_', ' ') })}</p>
  </article>`;
}

function row(label: string, value: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** "Discharge summary", of a key such as `missing-document.discharge-summary`; else what is lacking. */
function titleOf({ key }: LawClock): string {
  const [kind = '', type = ''] = key.split('.');
  return maybeText(`document-type.${type}`) ?? wordsFor('lack', kind);
}

function amountWords({ kind, amount }: LawClock): string {
  switch (kind) {
    case 'days':
      return t('clock.days', { n: amount });
    case 'business-days':
      return t('clock.businessDays', { n: amount });
    case 'hours':
      return t('clock.hours', { n: amount });
    case 'before':
      return t('clock.before');
  }
}

/** A clock of days means a day; only one of hours has a time of day that matters. */
function momentOf({ kind }: LawClock, at: string, on?: string): string {
  return kind === 'hours' || kind === 'before'
    ? `${fullDate(at)}, ${timeOf(at, new Date(at))}`
    : fullDate(on ?? at);
}

function standing(clock: LawClock, now: Date): { readonly tone: string; readonly words: string } {
  const due = clock.regulatory;
  const days = Math.round(
    (Date.parse(`${due.dueOn}T00:00Z`) - Date.parse(`${localDay(now)}T00:00Z`)) / dayMs,
  );
  if (Date.parse(due.dueAt) < now.getTime())
    return {
      tone: 'danger',
      words: days === 0 ? t('due.lateToday') : t('clock.late', { n: -days }),
    };
  if (days <= 0) return { tone: 'warn', words: t('clock.today') };
  return { tone: days <= 7 ? 'warn' : 'neutral', words: t('clock.left', { n: days }) };
}

/** A bar from the start to the last due instant, filled up to now; absences are hatched, each due instant is a mark. */
function picture(clock: LawClock, now: Date): TemplateResult {
  const start = Date.parse(clock.startedAt);
  const law = Date.parse(clock.regulatory.dueAt);
  const owner = Date.parse(clock.accountability.dueAt);
  const end = Math.max(law, owner, Math.min(now.getTime(), law + (law - start)));
  const x = (at: number): number =>
    Math.max(0, Math.min(1000, Math.round(((at - start) / Math.max(1, end - start)) * 1000)));
  const today = x(now.getTime());
  const dayOf = (on: string, plus: number): number => Date.parse(`${on}T00:00`) + plus;
  const label = t('clock.picture', {
    from: fullDate(clock.startedAt),
    to: fullDate(clock.regulatory.dueOn),
    now: fullDate(now.toISOString()),
  });
  return html`<svg class="bar" viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label=${label}>
    <rect class="rail" x="0" y="4" width="1000" height="6" rx="3"></rect>
    <rect class="run ${now.getTime() > law ? 'late' : ''}" x="0" y="4" width=${Math.min(today, x(law))} height="6" rx="3"></rect>
    ${today > x(law) ? svg`<rect class="over" x=${x(law)} y="4" width=${today - x(law)} height="6"></rect>` : nothing}
    ${clock.pauses.map(({ fromOn, toOn }) => {
      const from = x(dayOf(fromOn, 0));
      return svg`<rect class="pause" x=${from} y="2" width=${Math.max(0, x(dayOf(toOn, dayMs)) - from)} height="10"></rect>`;
    })}
    <rect class="due" x=${Math.max(0, x(law) - 4)} y="0" width="4" height="14"></rect>
    ${owner === law ? nothing : svg`<rect class="due owner" x=${Math.max(0, x(owner) - 4)} y="0" width="4" height="14"></rect>`}
    <rect class="now" x=${Math.max(0, Math.min(996, today - 2))} y="0" width="4" height="14"></rect>
  </svg>`;
}

export const clockStyles = css`
  .clock { display: grid; gap: 4px; padding: 12px 16px; border-block-end: 1px solid var(--_line); }
  .clock header { display: flex; align-items: center; justify-content: space-between; gap: 12px; }
  .clock h3 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 600; }
  .clock p { margin: 0; }
  .law, .zone { font-size: 13px; line-height: 18px; color: var(--_text-2); }
  .zone { font-size: 12px; line-height: 16px; color: var(--_text-3); }
  .bar { display: block; width: 100%; height: 14px; margin-block: 4px; }
  .bar:dir(rtl) { transform: scaleX(-1); }
  .rail { fill: var(--_neutral-bg); }
  .run { fill: var(--_accent); opacity: 0.55; }
  .over { fill: var(--_danger-fg); }
  .pause { fill: var(--_hold-fg); opacity: 0.35; }
  .due { fill: var(--_text); }
  .due.owner { fill: var(--_hold-fg); }
  .now { fill: var(--_accent); }
  .clock dl { display: grid; gap: 2px; margin: 0; font-size: 13px; line-height: 18px; }
  .clock dl > div { display: grid; grid-template-columns: minmax(96px, min(38%, 200px)) 1fr; gap: 8px; }
  .clock dt { color: var(--_text-2); }
  .clock dd { margin: 0; }
  @media (forced-colors: active) {
    .rail { fill: GrayText; }
    .run, .now { fill: Highlight; opacity: 1; }
    .over, .due, .due.owner { fill: CanvasText; }
    .pause { fill: none; stroke: CanvasText; opacity: 1; }
  }
`;

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.ts';
import type { Condition } from '../shared/story-calls.ts';
import { serverText, t, wordsFor } from '../shared/story-text.ts';

/** Each condition of a row with what is so here: a glyph and a word say whether it holds. */
export function conditionList(conditions: readonly Condition[]): TemplateResult | typeof nothing {
  if (conditions.length === 0) return nothing;
  return html`<ul class="conditions">
    ${conditions.map(
      (one) => html`<li class=${one.holds === false ? 'not' : ''}>
        ${one.holds === null ? nothing : mark(one.holds)}
        <span>${serverText(one.text)}${one.holds === null ? nothing : html`<small>${valueWords(one)}</small>`}</span>
      </li>`,
    )}
  </ul>`;
}

function mark(holds: boolean): TemplateResult {
  const word = holds ? t('why.holds') : t('why.holdsNot');
  return html`<span class="mark ${holds ? 'ok' : 'danger'}" title=${word}>${icon(holds ? 'done' : 'cross')}<span class="visually-hidden">${word}</span></span>`;
}

function valueWords({ value }: Condition): string {
  if (value === null) return t('why.valueNone');
  const words =
    typeof value === 'boolean'
      ? t(value ? 'why.yes' : 'why.no')
      : typeof value === 'number'
        ? String(Math.round(value * 10) / 10)
        : wordsFor('fact', value);
  return t('why.value', { value: words });
}

/** Table, row and version, and the law behind them. */
export function ruleLine(rule: {
  readonly table: string;
  readonly row: string;
  readonly version: number;
  readonly citation: string | null;
}): TemplateResult {
  const { table, row, version, citation } = rule;
  const where = t('why.ruleOf', {
    table: wordsFor('table', table),
    row: wordsFor('document-type', row),
    version: String(version),
  });
  return html`<small class="rule">${citation === null ? where : `${citation} · ${where}`}</small>`;
}

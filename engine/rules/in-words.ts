import { type Text, textOf } from '../model/text.ts';
import {
  type Alternative,
  type Cell,
  type FactValue,
  isAny,
  type Kind,
  parseCell,
} from './cell.ts';
import { CellRefused } from './cell-token.ts';
import { cellOf, type DecisionTable, type TableColumn, type TableRow } from './table.ts';

/** A row as a manager would say it. */
export type RowInWords = {
  /** One sentence for each input that the row tests; none where it always matches. */
  readonly conditions: readonly Text[];
  readonly outputs: readonly Text[];
  readonly sentence: Text;
};

/** Says what a row asks for and what it gives. */
export function rowInWords({ inputs, outputs }: DecisionTable, row: TableRow): RowInWords {
  const conditions = inputs.flatMap((input) => {
    const cell = cellOf(row, input.name);
    return isAny(cell) ? [] : [conditionInWords(cell, input)];
  });
  const given = outputs.flatMap((output) => {
    const value = row.then[output.name] ?? null;
    return value === null ? [] : [outputInWords(value, output)];
  });
  return { conditions, outputs: given, sentence: sentenceOf(conditions, given) };
}

/** The cell of an input as a sentence, such as `Length of stay (hours) is at least 48`. */
export function conditionInWords(cell: string, input: TableColumn): Text {
  const parts = { label: input.label, test: testInWords(cell, input), cell };
  return textOf('rule.condition', '{label} {test}', parts);
}

function outputInWords(value: FactValue, { label }: TableColumn): Text {
  return textOf('rule.output', '{label}: {value}', { label, value: String(value) });
}

function sentenceOf(conditions: readonly Text[], outputs: readonly Text[]): Text {
  const then = outputs.map(({ text }) => text).join(', ') || 'nothing';
  if (conditions.length === 0) return textOf('rule.row.always', 'Always: {then}', { then });
  const when = conditions.map(({ text }) => text).join(' and ');
  return textOf('rule.row', 'If {when}: {then}', { when, then });
}

function testInWords(cell: string, input: TableColumn): string {
  try {
    return cellInWords(parseCell(cell, input), input.kind);
  } catch (error) {
    // A draft may hold a cell that nothing can read yet; it is shown as it stands.
    if (!(error instanceof CellRefused)) throw error;
    return `is written ${cell}`;
  }
}

function cellInWords({ negated, alternatives }: Cell, kind: Kind): string {
  const values = alternatives.map((one) => (isEqual(one) ? one.value : undefined));
  const hasNull = values.includes(null);
  // A missing fact meets a negation, which nobody expects who reads only "not".
  const whenMissing = hasNull ? ', and is known' : ' (or is missing)';
  if (!values.includes(undefined)) {
    const shown = (values as FactValue[]).map(valueInWords);
    if (!negated) return `is ${listed(shown, 'or')}`;
    const known = shown.filter((_, index) => values[index] !== null);
    if (known.length === 0) return 'is known';
    return known.length === 1
      ? `is not ${known[0]}${whenMissing}`
      : `is none of ${listed(known, 'and')}${whenMissing}`;
  }
  const said = alternatives.map((one) => alternativeInWords(one, kind)).join(', or ');
  return negated ? `is not so that it ${said}${whenMissing}` : said;
}

function alternativeInWords(alternative: Alternative, kind: Kind): string {
  if (alternative.form === 'interval') {
    const { low, high, includesLow, includesHigh } = alternative;
    const without = [...(includesLow ? [] : [low]), ...(includesHigh ? [] : [high])];
    const except =
      without.length === 0 ? '' : `, without ${listed(without.map(valueInWords), 'and')}`;
    return `is from ${valueInWords(low)} to ${valueInWords(high)}${except}`;
  }
  const { operator, value } = alternative;
  const shown = valueInWords(value);
  const isDate = kind === 'date';
  switch (operator) {
    case '=':
      return `is ${shown}`;
    case '!=':
      return value === null ? 'is known' : `is not ${shown} (or is missing)`;
    case '<':
      return isDate ? `is before ${shown}` : `is less than ${shown}`;
    case '<=':
      return isDate ? `is on or before ${shown}` : `is at most ${shown}`;
    case '>':
      return isDate ? `is after ${shown}` : `is more than ${shown}`;
    case '>=':
      return isDate ? `is on or after ${shown}` : `is at least ${shown}`;
  }
}

function isEqual(alternative: Alternative): alternative is Alternative & { form: 'compare' } {
  return alternative.form === 'compare' && alternative.operator === '=';
}

function valueInWords(value: FactValue): string {
  return value === null ? 'missing' : String(value);
}

function listed(shown: readonly string[], word: 'or' | 'and'): string {
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

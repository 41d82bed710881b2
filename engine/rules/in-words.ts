import { listOf, type Text, textOf } from '../model/text.ts';
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
  const label = labelOf('input', input);
  return textOf('rule.condition', '{label} {test}', {
    label,
    test: testInWords(cell, input),
    cell,
  });
}

function outputInWords(value: FactValue, output: TableColumn): Text {
  const label = labelOf('output', output);
  return textOf('rule.output', '{label}: {value}', { label, value: valueInWords(value) });
}

function sentenceOf(conditions: readonly Text[], outputs: readonly Text[]): Text {
  const then =
    outputs.length === 0
      ? textOf('rule.nothing', 'nothing')
      : joined(outputs, 'rule.also', '{one}, {other}');
  if (conditions.length === 0) return textOf('rule.row.always', 'Always: {then}', { then });
  const when = joined(conditions, 'rule.and', '{one} and {other}');
  return textOf('rule.row', 'If {when}: {then}', { when, then });
}

/** The name of a column; the site may have given it, then it stands as it is. */
function labelOf(side: 'input' | 'output', { name, label }: TableColumn): Text {
  return { key: `${side}.${name}`, text: label };
}

/** Several sentences as one, by a sentence that joins two. */
export function joined(texts: readonly Text[], key: string, english: string): Text {
  return texts.reduceRight((other, one) => textOf(key, english, { one, other }));
}

function testInWords(cell: string, input: TableColumn): Text {
  try {
    return cellInWords(parseCell(cell, input), input.kind);
  } catch (error) {
    // A draft may hold a cell that nothing can read yet; it is shown as it stands.
    if (!(error instanceof CellRefused)) throw error;
    return textOf('rule.test.written', 'is written {cell}', { cell });
  }
}

function cellInWords({ negated, alternatives }: Cell, kind: Kind): Text {
  const values = alternatives.map((one) => (isEqual(one) ? one.value : undefined));
  const hasNull = values.includes(null);
  if (!values.includes(undefined)) {
    const shown = values as FactValue[];
    return negated ? notInWords(shown, hasNull) : isInWords(shown);
  }
  const said = alternatives.map((one) => alternativeInWords(one, kind));
  const test = joined(said, 'rule.test.or', '{one}, or {other}');
  return negated
    ? negationOf('not', 'is not so that it {test}', { hasNull, parts: { test } })
    : test;
}

function isInWords(values: readonly FactValue[]): Text {
  return textOf('rule.test.is', 'is {values}', { values: listOf('or', values.map(valueInWords)) });
}

function notInWords(values: readonly FactValue[], hasNull: boolean): Text {
  const known = values.filter((value) => value !== null).map(valueInWords);
  const [only, second] = known;
  if (only === undefined) return textOf('rule.test.known', 'is known');
  if (second === undefined)
    return negationOf('is-not', 'is not {value}', { hasNull, parts: { value: only } });
  return negationOf('is-none', 'is none of {values}', {
    hasNull,
    parts: { values: listOf('and', known) },
  });
}

/** A missing fact meets a negation, which nobody expects who reads only "not". */
function negationOf(
  key: string,
  english: string,
  { hasNull, parts }: { readonly hasNull: boolean; readonly parts: Readonly<Record<string, Text>> },
): Text {
  return hasNull
    ? textOf(`rule.test.${key}-and-known`, `${english}, and is known`, parts)
    : textOf(`rule.test.${key}`, `${english} (or is missing)`, parts);
}

function alternativeInWords(alternative: Alternative, kind: Kind): Text {
  if (alternative.form === 'interval') return intervalInWords(alternative);
  const { operator, value } = alternative;
  const parts = { value: valueInWords(value) };
  const isDate = kind === 'date';
  switch (operator) {
    case '=':
      return isInWords([value]);
    case '!=':
      return notInWords([value], false);
    case '<':
      return isDate
        ? textOf('rule.test.before', 'is before {value}', parts)
        : textOf('rule.test.less', 'is less than {value}', parts);
    case '<=':
      return isDate
        ? textOf('rule.test.on-or-before', 'is on or before {value}', parts)
        : textOf('rule.test.at-most', 'is at most {value}', parts);
    case '>':
      return isDate
        ? textOf('rule.test.after', 'is after {value}', parts)
        : textOf('rule.test.more', 'is more than {value}', parts);
    case '>=':
      return isDate
        ? textOf('rule.test.on-or-after', 'is on or after {value}', parts)
        : textOf('rule.test.at-least', 'is at least {value}', parts);
  }
}

function intervalInWords(interval: Alternative & { readonly form: 'interval' }): Text {
  const { includesLow, includesHigh } = interval;
  const [low, high] = [valueInWords(interval.low), valueInWords(interval.high)];
  const without = [...(includesLow ? [] : [low]), ...(includesHigh ? [] : [high])];
  if (without.length === 0)
    return textOf('rule.test.from-to', 'is from {low} to {high}', { low, high });
  return textOf('rule.test.from-to-without', 'is from {low} to {high}, without {without}', {
    low,
    high,
    without: listOf('and', without),
  });
}

function isEqual(alternative: Alternative): alternative is Alternative & { form: 'compare' } {
  return alternative.form === 'compare' && alternative.operator === '=';
}

/** A value as it is written; those that have a name are translated by it. */
export function valueInWords(value: FactValue): Text {
  return value === null
    ? textOf('rule.missing', 'missing')
    : textOf(`fact.${value}`, String(value));
}

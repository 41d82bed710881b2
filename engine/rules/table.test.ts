// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { describe, expect, test } from 'vitest';
import { compileTable } from './evaluate.ts';
import { DecisionTable } from './table.ts';
import { TableRefused } from './table-problem.ts';

const valid = {
  id: 'routing',
  title: 'Coding routing',
  hitPolicy: 'first',
  inputs: [
    { name: 'payer', label: 'Payer', kind: 'string', values: ['medicare', 'other'] },
    { name: 'charges', label: 'Charges', kind: 'number' },
  ],
  outputs: [{ name: 'queue', label: 'Queue', kind: 'string', values: ['complex', 'simple'] }],
  rows: [
    { id: 'r1', when: { payer: '"medicare"', charges: '> 10000' }, then: { queue: 'complex' } },
  ],
};

const withRow = (changes: object) => ({ ...valid, rows: [{ ...valid.rows[0], ...changes }] });

test('a sound table is read and compiled', () => {
  expect(compileTable(DecisionTable.parse(valid)).rows).toHaveLength(1);
});

describe('a table is refused, with table, row, cell and what to do', () => {
  test.each<[string, object, string]>([
    [
      'an unknown input',
      withRow({ when: { payor: '"medicare"' } }),
      'Table "routing", row "r1", cell "payor": no column has this name. Use one of payer, charges, or add the column.',
    ],
    [
      'an unknown output',
      withRow({ then: { que: 'complex' } }),
      'Table "routing", row "r1", cell "que": no column has this name. Use one of queue',
    ],
    [
      'an output outside its list',
      withRow({ then: { queue: 'hard' } }),
      'row "r1", cell "queue": "hard" cannot stand here. Write one of "complex", "simple".',
    ],
    [
      'a cell that cannot be read',
      withRow({ when: { charges: '>> 1' } }),
      'Table "routing", row "r1", cell "charges": cannot read >> 1. At character 2: expected a number.',
    ],
    [
      'a value in a cell that its input does not know',
      withRow({ when: { payer: '"medicaid"' } }),
      'cell "payer": cannot read "medicaid". At character 1: expected one of "medicare", "other".',
    ],
    ['an unknown hit policy', { ...valid, hitPolicy: 'any' }, 'first, collect, unique or priority'],
    [
      'an unknown kind',
      { ...valid, inputs: [{ name: 'a', label: 'A', kind: 'text' }] },
      'A kind is string',
    ],
    [
      'two rows of one id',
      { ...valid, rows: [valid.rows[0], valid.rows[0]] },
      'row "r1": the id stands twice',
    ],
    [
      'two inputs of one name',
      { ...valid, inputs: [...valid.inputs, ...valid.inputs] },
      'cell "payer": the input stands twice',
    ],
    [
      'a row without priority',
      { ...valid, hitPolicy: 'priority' },
      'row "r1": the hit policy is priority. Give',
    ],
    [
      'listed values of a number',
      {
        ...valid,
        inputs: [...valid.inputs, { name: 'age', label: 'Age', kind: 'number', values: ['1'] }],
      },
      'cell "age": only a string input lists its values',
    ],
    [
      'an example about an unknown input',
      withRow({ examples: [{ given: { payor: 'medicare' }, expect: 'hit' }] }),
      'row "r1", cell "payor": no column has this name',
    ],
    [
      'an example of the wrong kind',
      withRow({ examples: [{ given: { charges: '5' }, expect: 'hit' }] }),
      'cell "charges": "5" cannot stand here. Write a finite number.',
    ],
    ['a misspelt property', { ...valid, hitpolicy: 'first' }, 'hitpolicy'],
  ])('%s', (_, table, message) => {
    const issues = DecisionTable.safeParse(table).error?.issues ?? [];
    expect(issues.map((issue) => issue.message).join('\n')).toContain(message);
  });

  test('by the compiler too, for a table that never went through the schema', () => {
    const unread = withRow({ when: { payor: '-', charges: '>> 1' } }) as unknown as DecisionTable;
    expect(() => compileTable(unread)).toThrow(TableRefused);
    expect(() => compileTable(unread)).toThrow(/"payor".*\n.*"charges"/);
  });

  test('and the schema points into the data', () => {
    const [issue] =
      DecisionTable.safeParse(withRow({ when: { charges: '>> 1' } })).error?.issues ?? [];
    expect(issue?.path).toEqual(['rows', 0, 'when', 'charges']);
  });
});

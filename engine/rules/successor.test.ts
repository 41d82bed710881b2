// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { expect, test } from 'vitest';
import { lackingStructure, mostRows, structureProblems, successorFindings } from './successor.ts';
import { DecisionTable } from './table.ts';

const example = { given: { days: 31 }, expect: 'hit' };
const late = {
  id: 'late',
  when: { days: '>= 31' },
  then: { level: 2 },
  citation: 'Bylaws 4.2',
  examples: [example],
};
const early = {
  id: 'early',
  when: { days: '< 31' },
  then: { level: 0 },
  examples: [{ given: { days: 1 }, expect: 'hit' }],
};
const table = (more: object = {}) =>
  DecisionTable.parse({
    id: 'ageing',
    title: 'Ageing',
    hitPolicy: 'unique',
    inputs: [{ name: 'days', label: 'Days out', kind: 'number' }],
    outputs: [{ name: 'level', label: 'Level', kind: 'number' }],
    rows: [late, early],
    ...more,
  });
const found = (rows: readonly object[]) =>
  successorFindings([table({ rows })], [table()]).map(({ kind, isBlocking, row }) => [
    kind,
    isBlocking,
    row,
  ]);

test('the same tables, and other values that hold, speak for themselves', () => {
  expect(found([late, early])).toEqual([]);
  expect(found([{ ...late, then: { level: 3 } }, early])).toEqual([]);
});

test.each([
  [
    'an example that fails',
    [
      { ...late, when: { days: '>= 32' } },
      { ...early, when: { days: '< 32' } },
    ],
    ['example', true, 'late'],
  ],
  ['a citation that is gone', [{ ...late, citation: '' }, early], ['citation', true, 'late']],
  [
    'an output that every row gave',
    [late, { ...early, then: {} }],
    ['empty-output', true, 'early'],
  ],
  [
    'an overlap where one row may match',
    [{ ...late, when: { days: '>= 30' } }, early],
    ['overlap', true, 'late'],
  ],
  [
    'a row that matches nothing',
    [
      late,
      { ...early, when: { days: '< 31' } },
      {
        id: 'never',
        when: { days: 'not(< 5, >= 5, null)' },
        then: { level: 1 },
        examples: [{ given: {}, expect: 'miss' }],
      },
    ],
    ['unreachable', true, 'never'],
  ],
  ['facts that no row is for, which may be meant', [late], ['gap', false, null]],
  [
    'a row without an example, which may do',
    [late, { ...early, examples: [] }],
    ['without-example', false, 'early'],
  ],
])('%s', (_, rows, finding) => {
  expect(found(rows)).toContainEqual(finding);
  expect(found(rows).filter(([, isBlocking]) => isBlocking)).toEqual(finding[1] ? [finding] : []);
});

test('more rows than anyone reads are refused, and not analysed', () => {
  const rows = Array.from({ length: mostRows + 1 }, (_, n) => ({
    ...late,
    id: `r${n}`,
    when: { days: `${n}` },
    examples: undefined,
  }));
  const findings = successorFindings([table({ rows })], [table()]).filter(
    ({ isBlocking }) => isBlocking,
  );
  expect(findings.map(({ message }) => message)).toEqual([
    'Table "ageing" has more than 500 rows. Use fewer.',
  ]);
});

test('a table with more columns serves who asks for fewer, though it may not replace it', () => {
  const wider = table({
    inputs: [...table().inputs, { name: 'class', label: 'Class', kind: 'string' }],
  });
  expect(lackingStructure([wider], [table()])).toEqual([]);
  expect(structureProblems([wider], [table()]).map(({ message }) => message)).toEqual([
    'Table "ageing": no workflow knows the column "class". Remove it; rows may be added, columns not.',
  ]);
  expect(lackingStructure([table()], [wider]).map(({ message }) => message)).toEqual([
    'Table "ageing", input "class" is missing. A workflow asks for it: put it back.',
  ]);
});

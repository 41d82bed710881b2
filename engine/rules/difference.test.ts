// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { expect, test } from 'vitest';
import { tableDifferences } from './difference.ts';
import { DecisionTable } from './table.ts';

const row = (id: string, when: object, then: object, more: object = {}) => ({
  id,
  when,
  then,
  ...more,
});
const table = (rows: readonly object[], more: object = {}) =>
  DecisionTable.parse({
    id: 'ageing',
    title: 'Ageing',
    hitPolicy: 'first',
    inputs: [{ name: 'days', label: 'Days out', kind: 'number' }],
    outputs: [{ name: 'level', label: 'Level', kind: 'number' }],
    rows,
    ...more,
  });
const late = row('late', { days: '>= 31' }, { level: 2 }, { citation: 'Bylaws 4.2' });
const other = row('other', {}, { level: 0 });

test('tables that judge alike do not differ, however what they leave out is left out', () => {
  const same = row('other', { days: '-' }, { level: 0 }, { examples: [], note: '' });
  expect(tableDifferences([table([late, other])], [table([late, same])])).toEqual([]);
});

test('rows added, removed and changed are told cell by cell, in words', () => {
  const later = row(
    'late',
    { days: '>= 22' },
    {},
    { note: 'New', examples: [{ given: { days: 22 }, expect: 'hit' }] },
  );
  const third = row('third', { days: '< 0' }, { level: 9 });
  const [difference] = tableDifferences([table([late, other])], [table([later, third])]);
  expect(difference?.text.text).toBe('Ageing: 1 row added, 1 row removed, 1 row changed');
  expect(difference?.rows.map(({ kind, text }) => [kind, text.text])).toEqual([
    [
      'changed',
      'Row "late": Days out: it asked for "Days out is at least 31" and now asks for "Days out is at least 22"; Level: no longer 2; Citation: no longer Bylaws 4.2; Note: now New; The examples are others',
    ],
    ['added', 'Row "third" is added. If Days out is less than 0: Level: 9'],
    ['removed', 'Row "other" is removed. Always: Level: 0'],
  ]);
  expect(
    difference?.rows[0]?.cells.map(({ part, column, from, to }) => [part, column, from, to]),
  ).toEqual([
    ['when', 'days', '>= 31', '>= 22'],
    ['then', 'level', '2', null],
    ['citation', 'citation', 'Bylaws 4.2', null],
    ['note', 'note', null, 'New'],
    ['examples', 'examples', null, '[{"given":{"days":22},"expect":"hit"}]'],
  ]);
});

test('another order is told, for under "first" it decides', () => {
  const [difference] = tableDifferences([table([late, other])], [table([other, late])]);
  expect([difference?.rows, difference?.order, difference?.text.text]).toEqual([
    [],
    ['other', 'late'],
    'Ageing: rows in another order',
  ]);
});

test('whole tables come and go, and a new title is told', () => {
  const letters = table([other], { id: 'letters', title: 'Letters' });
  expect(
    tableDifferences([table([late])], [table([late], { title: 'Age' }), letters]).map(
      ({ kind, text }) => [kind, text.text],
    ),
  ).toEqual([
    ['changed', 'Age: another title'],
    ['added', 'Letters: table added, 1 row added'],
  ]);
  expect(tableDifferences([letters], [])).toMatchObject([{ table: 'letters', kind: 'removed' }]);
});

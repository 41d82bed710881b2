// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { expect, test } from 'vitest';
import type { Kind } from './cell.ts';
import { conditionInWords, rowInWords } from './in-words.ts';
import { DecisionTable } from './table.ts';

test.each([
  ['string', '"IMP"', 'is IMP'],
  ['string', '"IMP","ACUTE","SS"', 'is IMP, ACUTE or SS'],
  ['string', '"IMP",null', 'is IMP or missing'],
  ['string', 'not("IMP")', 'is not IMP (or is missing)'],
  ['string', 'not("IMP","SS")', 'is none of IMP and SS (or is missing)'],
  ['string', 'not("IMP",null)', 'is not IMP, and is known'],
  ['string', 'not(null)', 'is known'],
  ['string', '!= "IMP"', 'is not IMP (or is missing)'],
  ['string', '!= null', 'is known'],
  ['number', '>= 48', 'is at least 48'],
  ['number', '> 48', 'is more than 48'],
  ['number', '< -1.5', 'is less than -1.5'],
  ['number', '<= 48', 'is at most 48'],
  ['number', '[1..5]', 'is from 1 to 5'],
  ['number', '[1..5)', 'is from 1 to 5, without 5'],
  ['number', '(1..5)', 'is from 1 to 5, without 1 and 5'],
  ['number', '1, >= 5', 'is 1, or is at least 5'],
  ['number', 'not(< 5)', 'is not so that it is less than 5 (or is missing)'],
  ['boolean', 'true', 'is true'],
  ['date', '>= date("2027-01-31")', 'is on or after 2027-01-31'],
  ['date', '< date("2028-02-29")', 'is before 2028-02-29'],
  ['number', 'about 5', 'is written about 5'],
] as const)('a %s cell %s %s', (kind: Kind, cell, words) => {
  const { text } = conditionInWords(cell, { name: 'x', label: 'It', kind });
  expect(text).toBe(`It ${words}`);
});

test('a row says what it asks for and what it gives, and one without conditions holds always', () => {
  const table = DecisionTable.parse({
    id: 'ageing',
    title: 'Ageing',
    hitPolicy: 'first',
    inputs: [{ name: 'days', label: 'Days out', kind: 'number' }],
    outputs: [
      { name: 'level', label: 'Level', kind: 'number' },
      { name: 'mails', label: 'By mail', kind: 'boolean' },
    ],
    rows: [
      { id: 'late', when: { days: '>= 31' }, then: { level: 2, mails: false } },
      { id: 'any', when: { days: '-' }, then: {} },
    ],
  });
  expect(table.rows.map((row) => rowInWords(table, row).sentence.text)).toEqual([
    'If Days out is at least 31: Level: 2, By mail: false',
    'Always: nothing',
  ]);
});

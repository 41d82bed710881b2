// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { expect, test } from 'vitest';
import { runExamples } from './examples.ts';
import { DecisionTable, type HitPolicy } from './table.ts';

const example = (given: object, expected: unknown) => ({ given, expect: expected });

const table = (hitPolicy: HitPolicy) =>
  DecisionTable.parse({
    id: 'summary',
    title: 'Summary or final note',
    hitPolicy,
    inputs: [{ name: 'losHours', label: 'Hours', kind: 'number' }],
    outputs: [
      { name: 'documentType', label: 'Document', kind: 'string' },
      { name: 'dueDays', label: 'Days', kind: 'number' },
    ],
    rows: [
      {
        id: 'any-stay',
        when: { losHours: '>= 0' },
        then: { documentType: 'FN', dueDays: 30 },
        examples: [
          example({ losHours: 1 }, 'hit'),
          example({}, 'miss'),
          example({ losHours: 2 }, { documentType: 'FN' }),
          example({ losHours: 2 }, { documentType: 'FN', dueDays: 7 }),
        ],
      },
      {
        id: 'long-stay',
        when: { losHours: '>= 48' },
        then: { documentType: 'DS', dueDays: 30 },
        examples: [example({ losHours: 48 }, 'hit'), example({ losHours: 47 }, 'miss')],
      },
    ],
  });

test('an example holds if the row hits, misses or gives the stated outputs', () => {
  const results = runExamples(table('first')).filter(({ row }) => row === 'any-stay');
  expect(results.map(({ ok }) => ok)).toEqual([true, true, true, false]);
  expect(results[3]?.got).toEqual({ documentType: 'FN', dueDays: 30 });
});

test('an example of a row shadowed by one above it fails under first, and holds under collect', () => {
  const shadowed = { row: 'long-stay', example: 0 };
  expect(runExamples(table('first'))).toContainEqual({ ...shadowed, ok: false, got: 'miss' });
  expect(runExamples(table('collect'))).toContainEqual({ ...shadowed, ok: true, got: 'hit' });
});

test('an example on which two rows of a unique table match fails as a conflict', () => {
  expect(runExamples(table('unique'))).toContainEqual({
    row: 'long-stay',
    example: 0,
    ok: false,
    got: 'conflict',
  });
});

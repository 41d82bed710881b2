// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { compileRuleSet, RuleSet, ruleSetFor, tableOf } from './rule-set.ts';

const version = (number: number, effectiveFrom: string, effectiveTo?: string): RuleSet =>
  RuleSet.parse({
    id: 'completion',
    version: number,
    effectiveFrom,
    effectiveTo,
    keyedTo: 'discharge',
    tables: [
      {
        id: 'ageing',
        title: 'Ageing',
        hitPolicy: 'first',
        inputs: [{ name: 'daysOut', label: 'Days out', kind: 'number' }],
        outputs: [{ name: 'level', label: 'Level', kind: 'string' }],
        rows: [
          {
            id: 'delinquent',
            when: { daysOut: '>= 31' },
            then: { level: `delinquent-${number}` },
          },
        ],
      },
    ],
  });

describe('the version in force', () => {
  const sets = [
    version(1, '2025-01-01'),
    version(3, '2026-07-01'),
    version(2, '2026-01-01', '2026-06-30'),
  ];

  test.each([
    ['2024-12-31', undefined],
    ['2025-01-01', 1],
    ['2025-12-31', 1],
    ['2026-01-01', 2],
    ['2026-06-30', 2],
    ['2026-07-01', 3],
    ['2030-01-01', 3],
  ])('on %s is %s', (on, expected) => {
    expect(ruleSetFor(sets, { on })?.version).toBe(expected);
  });

  test('falls back to the earlier one where the later has ended', () => {
    expect(ruleSetFor(sets.slice(0, 1).concat(sets.slice(2)), { on: '2026-07-01' })?.version).toBe(
      1,
    );
  });

  test('is not sought among different policies', () => {
    const other = { ...version(9, '2025-01-01'), id: 'fees' };
    expect(() => ruleSetFor([...sets, other], { on: '2026-01-01' })).toThrow('completion, fees');
  });
});

describe('a decision of a rule set', () => {
  test('is stamped with rule set, version, table and row', () => {
    const evaluation = evaluate(tableOf(version(12, '2026-01-01'), 'ageing'), { daysOut: 31 });
    expect(evaluation).toMatchObject({
      hits: [{ ruleSet: 'completion', version: 12, table: 'ageing', row: 'delinquent' }],
    });
  });

  test('comes from tables compiled once per version', () => {
    const one = version(1, '2026-01-01');
    expect(compileRuleSet(one)).toBe(compileRuleSet(one));
    expect(tableOf(one, 'ageing')).toBe(tableOf(one, 'ageing'));
  });

  test('is refused for a table the rule set does not have, with those it has', () => {
    expect(() => tableOf(version(1, '2026-01-01'), 'aging')).toThrow('It has: ageing.');
  });
});

describe('refused', () => {
  const base = version(1, '2026-01-01');
  test.each([
    ['a set that ends before it starts', { effectiveTo: '2025-12-31' }, 'ends before it starts'],
    ['two tables of one id', { tables: [base.tables[0], base.tables[0]] }, 'same id'],
    [
      'an unknown key date',
      { keyedTo: 'birth' },
      'discharge, receipt, admission, service or letter',
    ],
    ['a date that does not exist', { effectiveFrom: '2026-02-29' }, 'YYYY-MM-DD'],
    ['half a version', { version: 1.5 }, 'int'],
  ])('%s', (_, changes, message) => {
    const issues = RuleSet.safeParse({ ...base, ...changes }).error?.issues ?? [];
    expect(issues.map((issue) => issue.message).join()).toContain(message);
  });
});

// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseTable } from './analyse.ts';
import { compileTable, type Evaluation, evaluate, type Facts } from './evaluate.ts';
import { DecisionTable, type HitPolicy } from './table.ts';

type Cells = Readonly<Record<string, string>>;

const tableOf = (hitPolicy: HitPolicy, rows: readonly Cells[]) =>
  DecisionTable.parse({
    id: 't',
    title: 'T',
    hitPolicy,
    inputs: [
      { name: 'los', label: 'Hours', kind: 'number' },
      { name: 'service', label: 'Service', kind: 'string' },
      { name: 'isExpired', label: 'Expired', kind: 'boolean' },
      { name: 'on', label: 'On', kind: 'date' },
    ],
    outputs: [{ name: 'out', label: 'Out', kind: 'string' }],
    rows: rows.map((when, index) => ({ id: `r${index}`, when, then: {}, priority: 9 - index })),
  });

const kindsIn = (hitPolicy: HitPolicy, ...rows: readonly Cells[]) =>
  analyseTable(tableOf(hitPolicy, rows)).map(({ kind, rows }) =>
    `${kind} ${rows.join(' ')}`.trim(),
  );

describe('a row is never reached', () => {
  test('below one that takes all it matches', () => {
    expect(kindsIn('first', {}, { los: '>= 48' })).toEqual(['unreachable r1']);
  });

  test('below several that take it only together', () => {
    const rows = [
      { los: '< 48' },
      { los: '>= 48', isExpired: 'true' },
      { los: '>= 48', isExpired: 'false, null' },
    ];
    expect(kindsIn('first', ...rows, { los: '[0..90]', on: '>= date("2026-01-01")' })).toContain(
      'unreachable r3',
    );
  });

  test('but is where a single value is left over', () => {
    expect(kindsIn('first', { los: '< 48' }, { los: '> 48' }, { los: '[0..90]' })).not.toContain(
      'unreachable r2',
    );
  });

  test('whatever the hit policy, if its cells exclude everything', () => {
    expect(kindsIn('collect', { isExpired: 'not(true, false, null)' })).toEqual(['unreachable r0']);
  });

  test('and is told which rows stand in its way', () => {
    const [found] = analyseTable(
      tableOf('first', [{ service: 'not("x")' }, { service: '"surgery"' }]),
    );
    expect(found?.message).toContain('row "r1" is never reached: "r0" take all it matches');
  });
});

describe('two rows of a unique table overlap', () => {
  test('where one value meets both, and it is shown', () => {
    const findings = analyseTable(tableOf('unique', [{ los: '<= 48' }, { los: '>= 48' }]));
    expect(findings).toMatchObject([
      { kind: 'overlap', rows: ['r0', 'r1'], example: { los: '48' } },
    ]);
  });

  test('not where an edge is open', () => {
    expect(kindsIn('unique', { los: '< 48' }, { los: '>= 48' })).toEqual([]);
  });
});

describe('a gap', () => {
  test('is shown by facts no row is for', () => {
    const findings = analyseTable(
      tableOf('first', [{ service: '"surgery"' }, { isExpired: 'true' }]),
    );
    expect(findings).toMatchObject([
      { kind: 'gap', example: { service: 'any other text', isExpired: 'false' } },
    ]);
  });

  test('is none where only a missing fact has no row, or every match counts', () => {
    expect(kindsIn('first', { isExpired: 'true' }, { isExpired: 'false' })).toEqual([]);
    expect(kindsIn('collect', { isExpired: 'true' })).toEqual([]);
  });

  test('may be a single day, or lie before the first date and after the last there is', () => {
    const days = (...cells: readonly string[]) => kindsIn('first', ...cells.map((on) => ({ on })));
    expect(days('< date("2026-01-31")', '> date("2026-01-31")')).toEqual(['gap']);
    expect(days('>= date("1000-01-01")')).toEqual([]);
    expect(days('<= date("9999-12-31")')).toEqual([]);
  });
});

// Method: every combination of values on a grid finer than the cells, evaluated one by one.
test('the analysis agrees with trying every combination of facts', () => {
  const values = {
    los: [-1, 0, 0.5, 1, 1.5, 2, 3, null],
    service: ['', 'A', 'AA', 'B', 'C', null],
    isExpired: [true, false, null],
  };
  const rows = fc.array(
    fc.record({
      los: fc.constantFrom('-', '1', '< 1', '>= 1', '[0..2)', '(1..2]', 'not(1)', 'null, > 0'),
      service: fc.constantFrom('-', '"A"', '"A","B"', 'not("A")', '> "A"', '["A".."B")', '!= null'),
      isExpired: fc.constantFrom('-', 'true', 'false', 'not(true)', 'null'),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const everyFacts: readonly Facts[] = values.los.flatMap((los) =>
    values.service.flatMap((service) =>
      values.isExpired.map((isExpired) => ({ los, service, isExpired })),
    ),
  );
  fc.assert(
    fc.property(rows, fc.constantFrom('first', 'unique', 'priority'), (rows, hitPolicy) => {
      const table = tableOf(hitPolicy as HitPolicy, rows);
      const ids = table.rows.map(({ id }) => id);
      const compiled = compileTable(table);
      const evaluations = everyFacts.map((facts) => ({
        facts,
        rows: rowsOf(evaluate(compiled, facts)),
      }));
      const findings = analyseTable(table);
      const found = (kind: string) =>
        findings.filter((one) => one.kind === kind).map((one) => one.rows.join(' '));

      const reached = new Set(evaluations.flatMap((one) => one.rows));
      expect(found('unreachable')).toEqual(ids.filter((id) => !reached.has(id)));

      const pairs = evaluations.flatMap((one) => pairsOf(one.rows));
      expect(new Set(found('overlap'))).toEqual(new Set(pairs));

      const isGap = evaluations.some(
        (one) => one.rows.length === 0 && !Object.values(one.facts).includes(null),
      );
      expect(found('gap').length > 0).toBe(isGap);
    }),
    { numRuns: 300 },
  );
});

function rowsOf(evaluation: Evaluation): readonly string[] {
  if (evaluation.outcome === 'refused') throw new Error(evaluation.refusals[0]?.message);
  const hits = evaluation.outcome === 'conflict' ? evaluation.conflicting : evaluation.hits;
  return hits.map(({ row }) => row);
}

function pairsOf(rows: readonly string[]): readonly string[] {
  return rows.flatMap((one, index) => rows.slice(index + 1).map((other) => `${one} ${other}`));
}

// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileTable,
  type Evaluation,
  evaluate,
  evaluateWithTrace,
  type Facts,
} from './evaluate.ts';
import { DecisionTable, type HitPolicy } from './table.ts';

// Required documents in small: the discharge summary from 48 hours on (HIM.md, part 8).
const required = (hitPolicy: HitPolicy) =>
  DecisionTable.parse({
    id: 'required-documents',
    title: 'Required documents',
    hitPolicy,
    inputs: [
      { name: 'patientClass', label: 'Class', kind: 'string', values: ['inpatient', 'outpatient'] },
      { name: 'losHours', label: 'Length of stay, hours', kind: 'number' },
      { name: 'hasProcedure', label: 'Procedure', kind: 'boolean' },
      { name: 'dischargedOn', label: 'Discharged on', kind: 'date' },
    ],
    outputs: [
      { name: 'documentType', label: 'Document', kind: 'string', values: ['DS', 'FN', 'OP'] },
      { name: 'dueDays', label: 'Due, days', kind: 'number' },
    ],
    rows: [
      row(
        'summary',
        { patientClass: '"inpatient"', losHours: '>= 48' },
        { documentType: 'DS', dueDays: 30 },
        1,
      ),
      row(
        'final-note',
        { patientClass: '"inpatient"', losHours: '< 48' },
        { documentType: 'FN' },
        2,
      ),
      row(
        'operative',
        { hasProcedure: 'true', losHours: '-' },
        { documentType: 'OP', dueDays: 0 },
        3,
      ),
      row(
        'old-cases',
        { dischargedOn: '< date("2020-01-01")' },
        { documentType: null, dueDays: null },
        3,
      ),
    ],
  });

function row(id: string, when: Record<string, string>, outputs: object, priority: number): object {
  return { id, when, then: outputs, priority, citation: `policy ${id}` };
}

const longStay: Facts = {
  patientClass: 'inpatient',
  losHours: 60,
  hasProcedure: true,
  dischargedOn: '2026-01-05',
};

function rowsHit(hitPolicy: HitPolicy, facts: Facts): readonly string[] {
  return rowsOf(evaluate(compileTable(required(hitPolicy)), facts));
}

function rowsOf(evaluation: Evaluation): readonly string[] {
  if (evaluation.outcome !== 'decided') throw new Error(evaluation.outcome);
  return evaluation.hits.map((hit) => hit.row);
}

describe('the hit policy', () => {
  test('first takes the topmost row that matches', () => {
    expect(rowsHit('first', longStay)).toEqual(['summary']);
  });

  test('collect takes every row that matches, from the top', () => {
    expect(rowsHit('collect', { ...longStay, dischargedOn: '2019-12-31' })).toEqual([
      'summary',
      'operative',
      'old-cases',
    ]);
  });

  test('priority takes the row with the highest number, the upper one of two equal', () => {
    expect(rowsHit('priority', { ...longStay, dischargedOn: '2019-12-31' })).toEqual(['operative']);
    expect(rowsHit('priority', { ...longStay, hasProcedure: false })).toEqual(['summary']);
  });

  test('unique takes the one row that matches', () => {
    expect(rowsHit('unique', { ...longStay, hasProcedure: false })).toEqual(['summary']);
  });

  test('unique refuses to choose between two rows, and names them', () => {
    const evaluation = evaluate(compileTable(required('unique')), longStay);
    expect(evaluation).toMatchObject({
      outcome: 'conflict',
      conflicting: [{ row: 'summary' }, { row: 'operative' }],
      message: expect.stringContaining('"summary", "operative"'),
    });
  });

  test.each(['first', 'collect', 'unique', 'priority'] as const)(
    '%s finds nothing where no row matches',
    (policy) => {
      expect(rowsHit(policy, { patientClass: 'outpatient' })).toEqual([]);
    },
  );
});

describe('a hit', () => {
  test('names table, row, outputs and citation, with null for an output left blank', () => {
    const evaluation = evaluate(compileTable(required('first')), {
      patientClass: 'inpatient',
      losHours: 47.9,
    });
    expect(evaluation).toEqual({
      outcome: 'decided',
      hits: [
        {
          table: 'required-documents',
          row: 'final-note',
          then: { documentType: 'FN', dueDays: null },
          citation: 'policy final-note',
        },
      ],
    });
  });

  test('names the rule set and version it comes from', () => {
    const compiled = compileTable(required('first'), { ruleSet: 'completion', version: 12 });
    const evaluation = evaluate(compiled, longStay);
    expect(evaluation).toMatchObject({
      hits: [{ ruleSet: 'completion', version: 12, row: 'summary' }],
    });
  });
});

describe('facts', () => {
  const compiled = compileTable(required('collect'));

  test('left out, undefined or null are the same missing fact', () => {
    const outcomes = [{}, { hasProcedure: undefined }, { hasProcedure: null }].map((facts) =>
      evaluate(compiled, { ...facts, losHours: 60 }),
    );
    for (const outcome of outcomes) expect(outcome).toEqual({ outcome: 'decided', hits: [] });
  });

  test('nobody asked for are ignored', () => {
    expect(rowsOf(evaluate(compiled, { hasProcedure: true, mood: 'fine' }))).toEqual(['operative']);
  });

  test.each<[string, Facts, string]>([
    ['a text for a number', { losHours: '60' }, 'a finite number'],
    ['no number at all', { losHours: Number.NaN }, 'a finite number'],
    ['a text for true', { hasProcedure: 'true' }, 'true or false'],
    ['a date that does not exist', { dischargedOn: '2026-02-30' }, 'YYYY-MM-DD'],
    ['a text outside the list', { patientClass: 'Inpatient' }, '"inpatient", "outpatient"'],
  ])('are refused: %s', (_, facts, expected) => {
    const evaluation = evaluate(compiled, facts);
    const [input = '', value] = Object.entries(facts)[0] ?? [];
    expect(evaluation).toMatchObject({
      outcome: 'refused',
      refusals: [
        { table: 'required-documents', input, message: expect.stringContaining(expected) },
      ],
    });
    // Health data stays out of messages.
    expect(JSON.stringify(evaluation)).not.toContain(JSON.stringify(value));
  });
});

test('a hit serves every chart, so nobody can write into it', () => {
  const evaluation = evaluate(compileTable(required('first')), longStay);
  const [hit] = evaluation.outcome === 'decided' ? evaluation.hits : [];
  expect([Object.isFrozen(hit), Object.isFrozen(hit?.then)]).toEqual([true, true]);
});

test('an input or output may be called what every object inherits', () => {
  const table = DecisionTable.parse({
    id: 'builders',
    title: 'Builders',
    hitPolicy: 'first',
    inputs: [{ name: 'constructor', label: 'Constructor', kind: 'string' }],
    outputs: [{ name: 'toString', label: 'As text', kind: 'string' }],
    rows: [
      { id: 'unknown', when: { constructor: 'null' }, then: {} },
      { id: 'any', when: {}, then: {} },
    ],
  });
  expect(evaluate(compileTable(table), {})).toEqual({
    outcome: 'decided',
    hits: [{ table: 'builders', row: 'unknown', then: { toString: null } }],
  });
});

describe('the trace', () => {
  test('says for each row, cell by cell, what held', () => {
    const { trace } = evaluateWithTrace(compileTable(required('first')), longStay);
    expect(trace.map(({ row, matches }) => [row, matches])).toEqual([
      ['summary', true],
      ['final-note', false],
      ['operative', true],
      ['old-cases', false],
    ]);
    expect(trace[1]?.cells).toEqual([
      { input: 'patientClass', test: '"inpatient"', matches: true },
      { input: 'losHours', test: '< 48', matches: false },
      { input: 'hasProcedure', test: '-', matches: true },
      { input: 'dischargedOn', test: '-', matches: true },
    ]);
  });

  test('never disagrees with the decision, and collect hits are the rows the trace says match', () => {
    const compiled = compileTable(required('collect'));
    const facts = fc.record(
      {
        patientClass: fc.constantFrom('inpatient', 'outpatient', null),
        losHours: fc.option(fc.integer({ min: 40, max: 56 })),
        hasProcedure: fc.option(fc.boolean()),
        dischargedOn: fc.constantFrom('2019-12-31', '2020-01-01', null),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(facts, (facts) => {
        const { evaluation, trace } = evaluateWithTrace(compiled, facts);
        expect(rowsOf(evaluation)).toEqual(
          trace.filter(({ matches }) => matches).map(({ row }) => row),
        );
        expect(rowsHit('first', facts)).toEqual(rowsOf(evaluation).slice(0, 1));
        expect(evaluate(compiled, facts)).toEqual(evaluation);
      }),
    );
  });
});

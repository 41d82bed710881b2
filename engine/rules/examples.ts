import type { FactValue } from './cell.ts';
import { compileTable, type Evaluation, evaluate } from './evaluate.ts';
import type { DecisionTable, RowExample } from './table.ts';

/** How one example of a row came out; `example` counts from 0 within its row. */
export type ExampleResult = {
  readonly row: string;
  readonly example: number;
  readonly ok: boolean;
  readonly got: Got;
};

/** What the table did with the row for the given facts. */
export type Got = 'hit' | 'miss' | 'conflict' | 'refused' | Readonly<Record<string, FactValue>>;

/**
 * Runs every example of a table through the whole table, so that a row shadowed by one above it
 * under the hit policy "first" shows as a miss.
 */
export function runExamples(table: DecisionTable): readonly ExampleResult[] {
  const compiled = compileTable(table);
  return table.rows.flatMap(({ id, examples = [] }) =>
    examples.map(({ given, expect }, example) => {
      const got = gotOf(evaluate(compiled, given), id, expect);
      return { row: id, example, ok: agrees(got, expect), got };
    }),
  );
}

function gotOf(evaluation: Evaluation, row: string, expect: RowExample['expect']): Got {
  if (evaluation.outcome !== 'decided') return evaluation.outcome;
  const hit = evaluation.hits.find((one) => one.row === row);
  if (hit === undefined) return 'miss';
  return typeof expect === 'string' ? 'hit' : hit.then;
}

// An example may state only the outputs it is about.
function agrees(got: Got, expect: RowExample['expect']): boolean {
  if (typeof got === 'string' || typeof expect === 'string') return got === expect;
  return Object.entries(expect).every(([name, value]) => got[name] === value);
}

import { type CellTest, compileCell, type FactValue, isAny, parseCell } from './cell.ts';
import { cellOf, type DecisionTable, type TableRow } from './table.ts';
import { expectedInstead, TableRefused, tableProblems } from './table-problem.ts';

/** What is known about a chart, by input name; a fact left out is null, one not asked for ignored. */
export type Facts = Readonly<Record<string, FactValue | undefined>>;

/** The rule set a table is taken from, stamped on every decision. */
export type Origin = { readonly ruleSet: string; readonly version: number };

/** A row that decided. */
export type Hit = Partial<Origin> & {
  readonly table: string;
  readonly row: string;
  readonly then: Readonly<Record<string, FactValue>>;
  readonly citation?: string;
};

/** A fact a table cannot take; never its value, which may be health data. */
export type FactRefusal = {
  readonly table: string;
  readonly input: string;
  readonly message: string;
};

/** What a table says: its hits, or why there is no decision. */
export type Evaluation =
  | { readonly outcome: 'decided'; readonly hits: readonly Hit[] }
  | { readonly outcome: 'conflict'; readonly conflicting: readonly Hit[]; readonly message: string }
  | { readonly outcome: 'refused'; readonly refusals: readonly FactRefusal[] };

/** Why a row did or did not match, cell by cell. */
export type RowTrace = {
  readonly row: string;
  readonly matches: boolean;
  readonly cells: readonly {
    readonly input: string;
    readonly test: string;
    readonly matches: boolean;
  }[];
};

/** A table ready to evaluate. */
export type CompiledTable = {
  readonly table: DecisionTable;
  /** In the order the hit policy asks them. */
  readonly rows: readonly CompiledRow[];
  readonly inputs: readonly CompiledInput[];
};

type CompiledRow = { readonly hit: Hit; readonly tests: readonly ColumnTest[] };
type ColumnTest = { readonly column: number; readonly test: CellTest };
type CompiledInput = {
  readonly name: string;
  readonly expectedInstead: (value: FactValue) => string | undefined;
};

/** Compiles a table to closures, or throws TableRefused with all that is wrong with it. */
export function compileTable(table: DecisionTable, origin?: Origin): CompiledTable {
  const problems = tableProblems(table);
  if (problems.length > 0) throw new TableRefused(problems);
  return {
    table,
    rows: inAskingOrder(table).map((row) => compileRow(table, row, origin)),
    inputs: table.inputs.map((column) => ({
      name: column.name,
      expectedInstead: (value) => expectedInstead(value, column),
    })),
  };
}

/** Evaluates a table following its hit policy. */
export function evaluate(compiled: CompiledTable, facts: Facts): Evaluation {
  const values = valuesOf(compiled, facts);
  const refusals = refusalsOf(compiled, values);
  if (refusals !== undefined) return { outcome: 'refused', refusals };
  return decide(compiled, hitsOf(compiled, values));
}

/** Evaluates a table, and says for each of its rows in their order, cell by cell, why. */
export function evaluateWithTrace(
  compiled: CompiledTable,
  facts: Facts,
): { readonly evaluation: Evaluation; readonly trace: readonly RowTrace[] } {
  const evaluation = evaluate(compiled, facts);
  if (evaluation.outcome === 'refused') return { evaluation, trace: [] };
  const values = valuesOf(compiled, facts);
  const { table, rows } = compiled;
  const testsOf = new Map(rows.map(({ hit, tests }) => [hit.row, tests]));
  const trace = table.rows.map((row) => traceRow(table, row, testsOf.get(row.id) ?? [], values));
  return { evaluation, trace };
}

// Where two rows have the same priority the one above wins, for the sort is stable.
function inAskingOrder({ hitPolicy, rows }: DecisionTable): readonly TableRow[] {
  if (hitPolicy !== 'priority') return rows;
  return rows.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
}

function compileRow(table: DecisionTable, row: TableRow, origin?: Origin): CompiledRow {
  const { citation } = row;
  const then = Object.fromEntries(
    table.outputs.map(({ name }) => [name, own(row.then, name) ?? null]),
  );
  const hit = { ...origin, table: table.id, row: row.id, then, ...(citation && { citation }) };
  const tests = table.inputs.flatMap((input, column) => {
    const text = cellOf(row, input.name);
    return isAny(text) ? [] : [{ column, test: compileCell(parseCell(text, input)) }];
  });
  // One hit serves every chart, so nobody may write into it.
  Object.freeze(then);
  return { hit: Object.freeze(hit), tests };
}

// An output may well be called "constructor", which every object inherits.
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function valuesOf({ inputs }: CompiledTable, facts: Facts): readonly FactValue[] {
  return inputs.map(({ name }) => own(facts, name) ?? null);
}

function refusalsOf(
  { table, inputs }: CompiledTable,
  values: readonly FactValue[],
): readonly FactRefusal[] | undefined {
  let refusals: FactRefusal[] | undefined;
  for (let column = 0; column < inputs.length; column += 1) {
    const { name, expectedInstead } = inputs[column] as CompiledInput;
    const expected = expectedInstead(values[column] ?? null);
    if (expected === undefined) continue;
    const message = `Table "${table.id}", input "${name}": give ${expected}, or leave the fact out.`;
    refusals ??= [];
    refusals.push({ table: table.id, input: name, message });
  }
  return refusals;
}

function hitsOf({ table, rows }: CompiledTable, values: readonly FactValue[]): readonly Hit[] {
  const stopsAtFirst = table.hitPolicy === 'first' || table.hitPolicy === 'priority';
  const hits: Hit[] = [];
  for (const { hit, tests } of rows) {
    if (!matches(tests, values)) continue;
    hits.push(hit);
    if (stopsAtFirst) break;
  }
  return hits;
}

// The inner loop of everything: no closure and no array is made here.
function matches(tests: readonly ColumnTest[], values: readonly FactValue[]): boolean {
  for (const { column, test } of tests) {
    if (!test(values[column] as FactValue)) return false;
  }
  return true;
}

function decide({ table }: CompiledTable, hits: readonly Hit[]): Evaluation {
  if (table.hitPolicy !== 'unique' || hits.length < 2) return { outcome: 'decided', hits };
  const rows = hits.map(({ row }) => `"${row}"`).join(', ');
  const message = `Table "${table.id}" allows one row at a time, but ${rows} match. Make their cells exclusive, or choose another hit policy.`;
  return { outcome: 'conflict', conflicting: hits, message };
}

function traceRow(
  { inputs }: DecisionTable,
  row: TableRow,
  tests: readonly ColumnTest[],
  values: readonly FactValue[],
): RowTrace {
  const cells = inputs.map(({ name }, column) => ({
    input: name,
    test: cellOf(row, name).trim() || '-',
    matches: tests.find((t) => t.column === column)?.test(values[column] ?? null) ?? true,
  }));
  return { row: row.id, matches: cells.every((cell) => cell.matches), cells };
}

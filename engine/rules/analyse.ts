import { addDays } from '../time/zone.ts';
import { type Box, boxesLeft, meet } from './box.ts';
import { type Alternative, type FactValue, isAny, parseCell } from './cell.ts';
import { type CompiledTable, compileTable } from './evaluate.ts';
import { cellOf, type DecisionTable, type TableColumn } from './table.ts';

/** Something a table's author should look at, found without running a chart through it. */
export type TableFinding = {
  readonly kind: 'unreachable' | 'overlap' | 'gap' | 'too-large';
  readonly table: string;
  /** The rows it is about, in their order. */
  readonly rows: readonly string[];
  /** Facts, as a reader would write them, on which it shows. */
  readonly example?: Readonly<Record<string, string>>;
  readonly message: string;
};

/**
 * Finds rows nothing can reach, rows of a unique table that can match together, and facts no row is
 * for. Exact: every cell divides its input into finitely many classes, and one value stands for each.
 */
export function analyseTable(table: DecisionTable): readonly TableFinding[] {
  const grid = gridOf(table);
  return [
    ...unreachableRows(grid),
    ...(table.hitPolicy === 'unique' ? overlaps(grid) : []),
    // Where every match counts, facts that need nothing are no mistake.
    ...(table.hitPolicy === 'collect' ? [] : gaps(grid)),
  ];
}

/** One value standing for all that no cell of its column tells apart. */
type Sample = { readonly value: FactValue; readonly shown: string };

type Grid = {
  readonly table: DecisionTable;
  readonly samples: readonly (readonly Sample[])[];
  /** What each row matches, in the order the hit policy asks the rows. */
  readonly rows: readonly { readonly id: string; readonly box: Box }[];
};

function gridOf(table: DecisionTable): Grid {
  const compiled = compileTable(table);
  const samples = table.inputs.map((input, column) =>
    distinct(samplesOf(table, input), compiled, column),
  );
  const rows = compiled.rows.map(({ hit, tests }) => ({
    id: hit.row,
    box: samples.map((values, column) => {
      const test = tests.find((t) => t.column === column)?.test ?? (() => true);
      return bitsWhere(values, ({ value }) => test(value));
    }),
  }));
  return { table, samples, rows };
}

function unreachableRows(grid: Grid): readonly TableFinding[] {
  const { table, rows } = grid;
  const stopsAtFirst = table.hitPolicy === 'first' || table.hitPolicy === 'priority';
  return rows.flatMap(({ id, box }, index) => {
    if (box.includes(0n)) return finding(grid, 'unreachable', [id], neverMatches(id));
    if (!stopsAtFirst) return [];
    const asked = rows.slice(0, index).filter((row) => meet(row.box, box) !== undefined);
    const left = boxesLeft(
      box,
      asked.map((row) => row.box),
    );
    if (left === 'too many') return finding(grid, 'too-large', [id], tooLarge(id));
    if (left.length > 0) return [];
    return finding(
      grid,
      'unreachable',
      [id],
      shadowed(
        id,
        asked.map((row) => row.id),
      ),
    );
  });
}

function overlaps(grid: Grid): readonly TableFinding[] {
  const { rows } = grid;
  return rows.flatMap((one, index) =>
    rows.slice(index + 1).flatMap((other) => {
      const both = meet(one.box, other.box);
      if (both === undefined) return [];
      const text = `rows "${one.id}" and "${other.id}" can match together. Make their cells exclusive.`;
      return finding(grid, 'overlap', [one.id, other.id], text, both);
    }),
  );
}

// A missing fact is no gap: nearly no row is written for it.
function gaps(grid: Grid): readonly TableFinding[] {
  const known = grid.samples.map((values) => bitsWhere(values, ({ value }) => value !== null));
  const left = boxesLeft(
    known,
    grid.rows.map((row) => row.box),
  );
  if (left === 'too many') return finding(grid, 'too-large', [], 'is too large to look for gaps.');
  const [gap] = left;
  if (gap === undefined) return [];
  const text = 'no row matches some facts. Add a row for them, or a last row for all others.';
  return finding(grid, 'gap', [], text, gap);
}

const neverMatches = (row: string) => `row "${row}" matches no facts at all. Correct its cells.`;
const tooLarge = (row: string) => `row "${row}" meets too many rows to tell whether it is reached.`;
const shadowed = (row: string, by: readonly string[]) =>
  `row "${row}" is never reached: ${by.map((id) => `"${id}"`).join(', ')} take all it matches. Move it before them, or remove it.`;

function finding(
  { table, samples }: Grid,
  kind: TableFinding['kind'],
  rows: readonly string[],
  text: string,
  box?: Box,
): readonly TableFinding[] {
  const base = { kind, table: table.id, rows, message: `Table "${table.id}": ${text}` };
  return [box === undefined ? base : { ...base, example: exampleIn(box, table, samples) }];
}

function exampleIn(
  box: Box,
  { inputs }: DecisionTable,
  samples: Grid['samples'],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    inputs.map(({ name }, column) => {
      const bits = box[column] ?? 0n;
      const shown = (samples[column] ?? []).find((_, bit) => (bits >> BigInt(bit)) & 1n)?.shown;
      return [name, shown ?? ''];
    }),
  );
}

function bitsWhere(samples: readonly Sample[], holds: (sample: Sample) => boolean): bigint {
  return samples.reduce((bits, one, bit) => (holds(one) ? bits | (1n << BigInt(bit)) : bits), 0n);
}

// Values on which every row agrees are one class. Null comes last, so it stands only for itself.
function distinct(
  samples: readonly Sample[],
  { rows }: CompiledTable,
  column: number,
): readonly Sample[] {
  const tests = rows.flatMap((row) => row.tests.filter((test) => test.column === column));
  const classes = new Map<string, Sample>();
  for (const sample of samples) {
    const held = tests.map(({ test }) => (test(sample.value) ? '1' : '0')).join('');
    if (!classes.has(held)) classes.set(held, sample);
  }
  return [...classes.values()];
}

function samplesOf(table: DecisionTable, input: TableColumn): readonly Sample[] {
  const literals = literalsOf(table, input);
  const values = valuesFor(input, literals).map((value) => ({
    value,
    shown: JSON.stringify(value),
  }));
  const others = input.kind === 'string' && input.values === undefined ? otherTexts(literals) : [];
  return [...values, ...others, { value: null, shown: 'null' }];
}

function valuesFor(input: TableColumn, literals: readonly FactValue[]): readonly FactValue[] {
  switch (input.kind) {
    case 'boolean':
      return [true, false];
    case 'string':
      return input.values ?? literals;
    case 'number':
      return numbersAround(literals as readonly number[]);
    case 'date':
      return datesAround(literals as readonly string[]);
  }
}

function numbersAround(literals: readonly number[]): readonly number[] {
  const sorted = literals.toSorted((a, b) => a - b);
  const between = sorted.map((low, index) => {
    const high = sorted[index + 1];
    return high === undefined ? low + 1 : (low + high) / 2;
  });
  return [...sorted, ...between, (sorted[0] ?? 1) - 1];
}

function datesAround(literals: readonly string[]): readonly string[] {
  const around = literals.flatMap((on) => [
    on,
    ...(on < '9999-12-31' ? [addDays(on, 1)] : []),
    ...(on > '1000-01-01' ? [addDays(on, -1)] : []),
  ]);
  return around.length > 0 ? around : ['2026-01-01'];
}

// The empty text is the least of all, and a text with a zero character behind it is its successor.
function otherTexts(literals: readonly FactValue[]): readonly Sample[] {
  const texts = ['', ...literals.map((text) => `${text}\u0000`)];
  return texts.map((value) => ({ value, shown: 'any other text' }));
}

function literalsOf({ rows }: DecisionTable, input: TableColumn): readonly FactValue[] {
  const cells = rows.map((row) => cellOf(row, input.name)).filter((text) => !isAny(text));
  const literals = cells.flatMap((text) => parseCell(text, input).alternatives.flatMap(valuesIn));
  return [...new Set(literals)].filter((value) => value !== null);
}

function valuesIn(alternative: Alternative): readonly FactValue[] {
  return alternative.form === 'interval'
    ? [alternative.low, alternative.high]
    : [alternative.value];
}

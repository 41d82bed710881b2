import { isLocalDate } from '../time/zone.ts';
import { type FactValue, isAny, type Kind, parseCell } from './cell.ts';
import { CellRefused } from './cell-token.ts';
import type { DecisionTable, TableColumn, TableRow } from './table.ts';

/** What is wrong with a table: where, and what to do, in a sentence for its author. */
export type TableProblem = {
  readonly table: string;
  readonly row?: string;
  readonly cell?: string;
  readonly message: string;
  /** The way into the table's data, as zod counts it. */
  readonly path: readonly (string | number)[];
};

/** A table that cannot be compiled, with every problem found. */
export class TableRefused extends Error {
  readonly problems: readonly TableProblem[];

  constructor(problems: readonly TableProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.name = 'TableRefused';
    this.problems = problems;
  }
}

/** Every problem the schema of a table alone cannot see. */
export function tableProblems(table: DecisionTable): readonly TableProblem[] {
  return [
    ...columnProblems(table, 'inputs'),
    ...columnProblems(table, 'outputs'),
    ...repeated(table.rows.map(({ id }) => id)).map((row) =>
      problem({ table, row, path: ['rows'], text: 'the id stands twice. Give each row its own.' }),
    ),
    ...table.rows.flatMap((row, index) => rowProblems(table, row, ['rows', index])),
  ];
}

/** What a value ought to be to stand in a column, or nothing if it may. Null may stand anywhere. */
export function expectedInstead(
  value: FactValue,
  { kind, values }: Pick<TableColumn, 'kind' | 'values'>,
): string | undefined {
  if (value === null) return undefined;
  if (!isOfKind(value, kind)) return kindNames[kind];
  if (values === undefined || values.includes(value as string)) return undefined;
  return `one of ${listed(values)}`;
}

const kindNames: Readonly<Record<Kind, string>> = {
  string: 'a text',
  number: 'a finite number',
  boolean: 'true or false',
  date: 'a date written YYYY-MM-DD',
};

function isOfKind(value: FactValue, kind: Kind): boolean {
  switch (kind) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isLocalDate(value);
  }
}

function columnProblems(table: DecisionTable, part: 'inputs' | 'outputs'): readonly TableProblem[] {
  const columns = table[part];
  const noun = part === 'inputs' ? 'input' : 'output';
  return [
    ...repeated(columns.map(({ name }) => name)).map((cell) =>
      problem({ table, cell, path: [part], text: `the ${noun} stands twice. Rename one of them.` }),
    ),
    ...columns.flatMap(({ name, kind, values }, index) =>
      values === undefined || kind === 'string'
        ? []
        : problem({
            table,
            cell: name,
            path: [part, index, 'values'],
            text: `only a string ${noun} lists its values. Remove the list, or make the kind string.`,
          }),
    ),
  ];
}

function rowProblems(
  table: DecisionTable,
  row: TableRow,
  path: readonly (string | number)[],
): readonly TableProblem[] {
  const place = { table, row: row.id };
  const noPriority = table.hitPolicy === 'priority' && row.priority === undefined;
  return [
    ...Object.entries(row.when).flatMap(([cell, text]) =>
      said({ ...place, cell, path: [...path, 'when', cell] }, cellFault(table, cell, text)),
    ),
    ...Object.entries(row.then).flatMap(([cell, value]) =>
      said(
        { ...place, cell, path: [...path, 'then', cell] },
        valueFault(table.outputs, cell, value),
      ),
    ),
    ...said(
      { ...place, path: [...path, 'priority'] },
      noPriority ? 'the hit policy is priority. Give the row a priority number.' : undefined,
    ),
    ...exampleProblems(table, row, path),
  ];
}

function exampleProblems(
  table: DecisionTable,
  { id, examples = [] }: TableRow,
  path: readonly (string | number)[],
): readonly TableProblem[] {
  return examples.flatMap(({ given, expect }, index) => {
    const place = { table, row: id };
    const stated = typeof expect === 'string' ? {} : expect;
    const fault = (columns: readonly TableColumn[], part: string, cell: string, value: FactValue) =>
      said(
        { ...place, cell, path: [...path, 'examples', index, part, cell] },
        valueFault(columns, cell, value),
      );
    return [
      ...Object.entries(given).flatMap(([cell, value]) =>
        fault(table.inputs, 'given', cell, value),
      ),
      ...Object.entries(stated).flatMap(([cell, value]) =>
        fault(table.outputs, 'expect', cell, value),
      ),
    ];
  });
}

function cellFault({ inputs }: DecisionTable, name: string, text: string): string | undefined {
  const input = inputs.find((column) => column.name === name);
  if (input === undefined) return unknownColumn(inputs);
  if (isAny(text)) return undefined;
  try {
    parseCell(text, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof CellRefused)) throw error;
    return `cannot read ${text}. ${error.message}`;
  }
}

function valueFault(
  columns: readonly TableColumn[],
  name: string,
  value: FactValue,
): string | undefined {
  const column = columns.find((known) => known.name === name);
  if (column === undefined) return unknownColumn(columns);
  const expected = expectedInstead(value, column);
  return expected && `${JSON.stringify(value)} cannot stand here. Write ${expected}.`;
}

function unknownColumn(columns: readonly TableColumn[]): string {
  const names = columns.map(({ name }) => name).join(', ');
  return `no column has this name. Use one of ${names}, or add the column.`;
}

type Place = {
  readonly table: DecisionTable;
  readonly row?: string;
  readonly cell?: string;
  readonly path: readonly (string | number)[];
};

function said(place: Place, text: string | undefined): readonly TableProblem[] {
  return text === undefined ? [] : [problem({ ...place, text })];
}

function problem({ table, text, path, ...where }: Place & { readonly text: string }): TableProblem {
  const row = where.row === undefined ? '' : `, row "${where.row}"`;
  const cell = where.cell === undefined ? '' : `, cell "${where.cell}"`;
  return { table: table.id, ...where, path, message: `Table "${table.id}"${row}${cell}: ${text}` };
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function listed(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

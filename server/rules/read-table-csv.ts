import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { Refusal } from '../../engine/errors.ts';
import type { FactValue } from '../../engine/rules/cell.ts';
import { DecisionTable, type TableColumn, withoutBlanks } from '../../engine/rules/table.ts';
import { isLocalDate } from '../../engine/time/zone.ts';
import { type CsvColumn, csvColumnsOf } from './table-columns.ts';
import { runnable } from './write-table-csv.ts';

/** More than these are not read by anyone; the first say what is wrong. */
const mostIssues = 20;

interface Issue {
  /** `line 4, column "then owner"` */
  readonly path: string;
  readonly message: string;
}

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * The table with the rows of a CSV file in place of its own; columns and title stay.
 * @throws Refusal `invalid-input` naming line and column of what cannot be read
 */
export function readTableCsv(text: string, table: DecisionTable): DecisionTable {
  const [head, ...lines] = linesOf(text);
  if (head === undefined)
    throw refused([{ path: 'line 1', message: 'The file is empty. It needs a header line.' }]);
  const columns = columnsIn(head, csvColumnsOf(table));
  const issues: Issue[] = [];
  const rows = lines.map((line) => rowOf(line, columns, issues));
  issues.push(
    ...repeatedIds(
      rows.map(({ id }) => String(id)),
      lines,
    ),
  );
  if (issues.length > 0) throw refused(issues);
  const parsed = DecisionTable.safeParse({ ...table, rows });
  if (parsed.success) return withoutBlanks(parsed.data);
  throw refused(parsed.error.issues.map((issue) => placed(issue, columns, lines)));
}

function linesOf(text: string): readonly Line[] {
  try {
    let countedTwice = 0;
    return recordsOf(text).map(({ record, info }) => {
      // The parser counts CR and LF within quotes as two lines, and says where a record ends.
      countedTwice += breaksIn(record, /\r\n/g);
      const number = info.lines - countedTwice - breaksIn(record, /\r\n|\r|\n/g);
      return { number, cells: record };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refused([{ path: lineOfQuote(text), message: quoteProblem }]);
  }
}

function recordsOf(text: string) {
  return parse(text, {
    bom: true,
    info: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_records_with_empty_values: true,
  }) as unknown as readonly { readonly record: string[]; readonly info: { lines: number } }[];
}

/** Read once more with single line ends, which the parser counts as we do. */
function lineOfQuote(text: string): string {
  try {
    recordsOf(text.replaceAll('\r\n', '\n'));
    return 'the file';
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return /at (line \d+)/.exec(error.message)?.[1] ?? 'the file';
  }
}

function breaksIn(cells: readonly string[], kind: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(kind)?.length ?? 0), 0);
}

const quoteProblem =
  'The quotes do not pair. Put a cell with a comma, a quote or a line break in double quotes, and write a quote in it twice.';

/** Where a comma is the decimal sign, spreadsheets part cells by semicolons. */
function delimiterOf(text: string): string {
  const head = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return [',', ';', '\t'].find((one) => head.includes(one)) ?? ',';
}

function columnsIn(head: Line, known: readonly CsvColumn[]): readonly CsvColumn[] {
  const issues: Issue[] = [];
  const found = head.cells.map((cell) => {
    const column = columnNamed(cell, known);
    if (column === undefined)
      issues.push({
        path: `line ${head.number}, column ${JSON.stringify(cell)}`,
        message: `The table has no such column. It has: ${known.map(({ header }) => header).join(', ')}.`,
      });
    return column;
  });
  for (const column of known) {
    const count = found.filter((one) => one === column).length;
    if (count === 1) continue;
    const path = `line ${head.number}, column ${JSON.stringify(column.header)}`;
    const message =
      count === 0 ? 'The column is missing. Add it.' : 'The column stands twice. Remove one.';
    issues.push({ path, message });
  }
  if (issues.length > 0) throw refused(issues);
  return found.filter((column) => column !== undefined);
}

function columnNamed(cell: string, known: readonly CsvColumn[]): CsvColumn | undefined {
  const name = cell.trim().toLowerCase();
  const exact = known.find(({ header }) => header.toLowerCase() === name);
  if (exact !== undefined) return exact;
  const alike = known.filter(({ also }) => also.some((one) => one.toLowerCase() === name));
  return alike.length === 1 ? alike[0] : undefined;
}

function rowOf(
  { number, cells }: Line,
  columns: readonly CsvColumn[],
  issues: Issue[],
): Readonly<Record<string, unknown>> {
  if (cells.length !== columns.length)
    issues.push({
      path: `line ${number}`,
      message: `It has ${cells.length} cells, the header ${columns.length}. Put a cell with a comma in double quotes.`,
    });
  const row: Record<string, unknown> = {};
  const when: Record<string, string> = {};
  const then: Record<string, FactValue> = {};
  for (const [index, column] of columns.entries()) {
    const cell = runnableAgain(cells[index] ?? '');
    const told = (message: string) => issues.push({ path: placeOf(number, column), message });
    if (column.part === 'when') when[column.column.name] = testText(cell, column.column);
    else if (column.part === 'then') then[column.column.name] = valueIn(cell, column.column, told);
    else if (column.part === 'priority') {
      const priority = valueIn(cell, { kind: 'number' }, told);
      if (priority !== null) row.priority = priority;
    } else if (column.part === 'examples') row.examples = examplesIn(cell, told);
    else row[column.part] = cell;
    if (column.part === 'id' && cell.trim() === '') told('A row needs an id. Give it one.');
  }
  return { ...row, when, then };
}

function runnableAgain(cell: string): string {
  return cell.startsWith("'") && runnable.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Spreadsheets write TRUE; no text is meant by it where the input is yes or no. */
function testText(cell: string, { kind }: TableColumn): string {
  return kind === 'boolean' && /^\s*(true|false)\s*$/i.test(cell) ? cell.toLowerCase() : cell;
}

function valueIn(
  cell: string,
  { kind }: Pick<TableColumn, 'kind'>,
  told: (message: string) => void,
): FactValue {
  const text = cell.trim();
  if (text === '') return null;
  const problem = (expected: string): null => {
    told(`${JSON.stringify(cell)} cannot stand here. Write ${expected}.`);
    return null;
  };
  switch (kind) {
    case 'string':
      return cell.startsWith('"')
        ? (quoted(cell) ?? problem('a text without a quote before it'))
        : cell;
    case 'number':
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)
        ? Number(text)
        : problem('a number, with a point for its decimals');
    case 'boolean':
      return /^(true|false)$/i.test(text)
        ? text.toLowerCase() === 'true'
        : problem('true or false');
    case 'date':
      return isLocalDate(text) ? text : problem('a date written YYYY-MM-DD');
  }
}

function quoted(cell: string): string | undefined {
  const value = jsonIn(cell);
  return typeof value === 'string' ? value : undefined;
}

function examplesIn(cell: string, told: (message: string) => void): unknown {
  if (cell.trim() === '') return undefined;
  const value = jsonIn(cell);
  if (Array.isArray(value)) return value;
  told(
    'The examples are not a JSON list. Write such as [{"given":{"class":"IMP"},"expect":"hit"}], or leave the cell blank.',
  );
  return undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function repeatedIds(ids: readonly string[], lines: readonly Line[]): readonly Issue[] {
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (first === index || id === '') return [];
    const message = `The id ${JSON.stringify(id)} stands on line ${lines[first]?.number} too. Give each row its own.`;
    return [{ path: `line ${lines[index]?.number}, column "id"`, message }];
  });
}

/** A finding of the table's own checks, told by line and column instead of row and cell. */
function placed(
  { path, message }: { readonly path: readonly PropertyKey[]; readonly message: string },
  columns: readonly CsvColumn[],
  lines: readonly Line[],
): Issue {
  const [, index, part, name] = path;
  const line = typeof index === 'number' ? lines[index]?.number : undefined;
  if (line === undefined) return { path: 'the file', message };
  const column = columns.find((one) =>
    one.part === 'when' || one.part === 'then'
      ? one.part === part && one.column.name === name
      : one.part === part,
  );
  const text = message.replace(/^Table "[^"]*"(, row "[^"]*")?(, cell "[^"]*")?: /, '');
  const place = column === undefined ? `line ${line}` : placeOf(line, column);
  return { path: place, message: `${text.charAt(0).toUpperCase()}${text.slice(1)}` };
}

function placeOf(line: number, { header }: CsvColumn): string {
  return `line ${line}, column ${JSON.stringify(header)}`;
}

function refused(issues: readonly Issue[]): Refusal {
  const [first] = issues;
  const place = first?.path ?? '';
  const rest = issues.length === 1 ? '' : ` There are ${issues.length - 1} more.`;
  return new Refusal(
    'invalid-input',
    `${place.charAt(0).toUpperCase()}${place.slice(1)}: ${first?.message} Nothing was changed.${rest}`,
    { issues: issues.slice(0, mostIssues) },
  );
}

import { stringify } from 'csv-stringify/browser/esm/sync';
import type { FactValue } from '../../engine/rules/cell.ts';
import { cellOf, type DecisionTable, type TableRow } from '../../engine/rules/table.ts';
import { type CsvColumn, csvColumnsOf } from './table-columns.ts';

/**
 * A decision table as CSV (RFC 4180, with the mark by which a spreadsheet sees that it is UTF-8): one line a row, read
 * back without loss. A cell that a spreadsheet would run as a formula gets an apostrophe before it.
 */
export function writeTableCsv(table: DecisionTable): string {
  const columns = csvColumnsOf(table);
  const lines = table.rows.map((row) => columns.map((column) => unrunnable(textOf(row, column))));
  const header = columns.map((column) => column.header);
  return `\u{feff}${stringify([header, ...lines], { record_delimiter: '\r\n' })}`;
}

/** What a spreadsheet takes for the beginning of a formula, and our mark before it. */
export const runnable = /^['=+\-@\t\r]/;

function unrunnable(text: string): string {
  return runnable.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

function textOf(row: TableRow, column: CsvColumn): string {
  switch (column.part) {
    case 'when':
      return cellOf(row, column.column.name);
    case 'then':
      return valueText(
        Object.hasOwn(row.then, column.column.name) ? row.then[column.column.name] : null,
      );
    case 'examples':
      return row.examples === undefined ? '' : JSON.stringify(row.examples);
    case 'priority':
      return row.priority === undefined ? '' : String(row.priority);
    case 'id':
    case 'citation':
    case 'note':
      return row[column.part] ?? '';
  }
}

/** Blank is no value, so a blank text is written in quotes of its own, and so is one that begins with a quote. */
function valueText(value: FactValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return value.trim() === '' || value.startsWith('"') ? JSON.stringify(value) : value;
}

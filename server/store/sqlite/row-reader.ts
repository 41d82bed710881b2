import { getTableColumns } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

export type Row = Readonly<Record<string, unknown>>;

/** Reads a row by the columns of its table, JSON and booleans decoded; the columns are looked at once. */
export function readerOf<Result>(
  table: SQLiteTable,
  without: readonly string[] = [],
): (row: Row) => Result {
  const wanted = Object.entries(getTableColumns(table)).filter(([key]) => !without.includes(key));
  const columns = wanted.map(([key, column]) => ({
    key,
    name: column.name,
    decode: isPlain(column.columnType)
      ? null
      : (value: unknown) => column.mapFromDriverValue(value),
  }));
  return (row) => {
    const result: Record<string, unknown> = {};
    for (const { key, name, decode } of columns) {
      const value = row[name];
      result[key] = value === null || decode === null ? value : decode(value);
    }
    return result as Result;
  };
}

/** Text and whole numbers are in JavaScript what they are in SQLite. */
function isPlain(columnType: string): boolean {
  return columnType === 'SQLiteText' || columnType === 'SQLiteInteger';
}

import { getTableColumns, type InferSelectModel, type Table } from 'drizzle-orm';

/** A row as PostgreSQL names and keeps it: by column, JSON as text. */
export type StoredRow = Record<string, unknown>;

/** The writer of a table's rows as JSON that `json_populate_recordset` reads. */
export function toStored(table: Table): (value: object) => StoredRow {
  const columns = Object.entries(getTableColumns(table));
  return (value) => {
    const row: StoredRow = {};
    for (const [field, column] of columns) {
      row[column.name] = column.mapToDriverValue((value as StoredRow)[field]);
    }
    return row;
  };
}

/** The reader of a table's rows in the answer of a statement written by hand. */
export function fromStored<Of extends Table>(table: Of): (row: StoredRow) => InferSelectModel<Of> {
  const columns = Object.entries(getTableColumns(table));
  return (row) => {
    const value: StoredRow = {};
    for (const [field, column] of columns) {
      const stored = row[column.name] ?? null;
      value[field] = stored === null ? null : column.mapFromDriverValue(stored);
    }
    return value as InferSelectModel<Of>;
  };
}

import type Database from 'better-sqlite3';
import { Column, is, Param, Placeholder } from 'drizzle-orm';

/** A statement prepared once; its values are given by name. */
export interface Statement {
  run(values: Readonly<Record<string, unknown>>): void;
  get(values: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined;
}

interface Buildable {
  toSQL(): { sql: string; params: unknown[] };
}

/**
 * Prepares a query written with drizzle and runs it on the database itself. Drizzle's own prepared queries
 * walk every placeholder anew at each run, which cost as much as the writing.
 */
export function prepare(database: Database.Database, query: Buildable): Statement {
  const { sql, params } = query.toSQL();
  const statement = database.prepare(sql);
  const readers = params.map(readerOf);
  const bind = (values: Readonly<Record<string, unknown>>): unknown[] =>
    readers.map((read) => read(values));
  return {
    run: (values) => void statement.run(bind(values)),
    get: (values) => statement.get(bind(values)) as Record<string, unknown> | undefined,
  };
}

type Reader = (values: Readonly<Record<string, unknown>>) => unknown;

function readerOf(param: unknown): Reader {
  if (is(param, Placeholder)) {
    const { name } = param;
    return (values) => values[name];
  }
  if (is(param, Param) && is(param.value, Placeholder)) {
    const { name } = param.value;
    const { encoder } = param;
    // A JSON column that is never empty stores `null` as a word of JSON.
    const isNullable = !(is(encoder, Column) && encoder.notNull);
    return (values) => {
      const value = values[name];
      return value === null && isNullable ? null : encoder.mapToDriverValue(value);
    };
  }
  return () => param;
}

import { blob, customType, integer, text } from 'drizzle-orm/sqlite-core';
import type { SearchTerm } from '../../../engine/store.ts';
import { packSources, type Sources, unpackSources } from '../packed-sources.ts';
import { packTerms, unpackTerms } from '../packed-terms.ts';

/** The column kinds both dialects have; a table file differs between them only in what it imports. */
export { index, primaryKey, sqliteTable as table, uniqueIndex } from 'drizzle-orm/sqlite-core';
export { text };

/** Epoch milliseconds and other whole numbers. */
export const whole = (name: string) => integer(name, { mode: 'number' });
export const bool = (name: string) => integer(name, { mode: 'boolean' });

export const bytes = (name: string) => blob(name, { mode: 'buffer' });

/** JSON as text: its bytes are what replay compares, so no database may reorder its keys. */
export const json = <Value>(name: string) =>
  customType<{ data: Value; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => JSON.parse(value) as Value,
  })(name);

/** Sources of values, written down message by message. */
export const sources = (name: string) =>
  customType<{ data: Sources; driverData: string }>({
    dataType: () => 'text',
    toDriver: packSources,
    fromDriver: unpackSources,
  })(name);

/** Search terms, by parameter. */
export const searchTerms = (name: string) =>
  customType<{ data: readonly SearchTerm[]; driverData: string }>({
    dataType: () => 'text',
    toDriver: packTerms,
    fromDriver: unpackTerms,
  })(name);

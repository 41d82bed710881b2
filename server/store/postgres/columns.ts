import { bigint, boolean, customType, text } from 'drizzle-orm/pg-core';
import { packSources, type Sources, unpackSources } from '../packed-sources.ts';

/** The column kinds both dialects have; a table file differs between them only in what it imports. */
export { index, pgTable as table, primaryKey, uniqueIndex } from 'drizzle-orm/pg-core';
export { text };

/** Epoch milliseconds and other whole numbers. */
export const whole = (name: string) => bigint(name, { mode: 'number' });
export const bool = (name: string) => boolean(name);

/** Written in a JSON batch as PostgreSQL's hex form; read by the driver as bytes. */
export const bytes = (name: string) =>
  customType<{ data: Buffer; driverData: string | Buffer }>({
    dataType: () => 'bytea',
    toDriver: (value) => `\\x${Buffer.from(value).toString('hex')}`,
    fromDriver: (value) => value as Buffer,
  })(name);

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

import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/** The same on both databases, and blind to no character, as LIKE would be. */
export function whatBegins(what: SQLWrapper, prefix: string | undefined): SQL | undefined {
  return prefix === undefined
    ? undefined
    : sql`substr(${what}, 1, ${[...prefix].length}) = ${prefix}`;
}

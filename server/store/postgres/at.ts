/** The database's clock in SQL, whole milliseconds; `$n` is a virtual clock's number, or null. Usable on an index. */
export function at(parameter: number): string {
  return `coalesce($${parameter}::bigint, floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint)`;
}

/** The reading that every poll brings along for `now()`. */
export const clockReading = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

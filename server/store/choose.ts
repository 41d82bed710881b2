/** True for a PostgreSQL address; everything else is a SQLite file. */
export function isPostgres(db: string): boolean {
  return /^postgres(ql)?:/.test(db);
}

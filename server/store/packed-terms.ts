import type { SearchTerm } from '../../engine/store.ts';

/** Terms as they stand in a row: `{"code": ["4548-4\thttp://loinc.org"], …}`, half the length of a list of terms. */
export function packTerms(terms: readonly SearchTerm[]): string {
  const byParam: Record<string, string[]> = {};
  for (const { param, value } of terms) {
    const values = byParam[param];
    if (values === undefined) byParam[param] = [value];
    else values.push(value);
  }
  return JSON.stringify(byParam);
}

/** Reads them, also from the list of terms that PostgreSQL holds and older rows of SQLite. */
export function unpackTerms(text: string): SearchTerm[] {
  const found = JSON.parse(text) as SearchTerm[] | Record<string, string[]>;
  if (Array.isArray(found)) return found;
  return Object.entries(found).flatMap(([param, values]) =>
    values.map((value) => ({ param, value })),
  );
}

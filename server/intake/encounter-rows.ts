import type { ChartFacts } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';

/** Documents that the encounter did not have before. */
export function arrivedIn({ documents }: ChartFacts, stored: readonly ResourceRow[]): string[] {
  const known = new Set(stored.map(({ id }) => id));
  return documents.map(({ id }) => id).filter((id) => !known.has(id));
}

/** The rows of an encounter as they will be once the changed ones are written. */
export function overlay(
  stored: readonly ResourceRow[],
  rows: readonly ResourceRow[],
  encounterId: string,
): ResourceRow[] {
  const all = new Map(stored.map((row) => [`${row.type}/${row.id}`, row]));
  for (const row of rows) {
    const key = `${row.type}/${row.id}`;
    if (row.encounterId === encounterId || row.type === 'Practitioner') all.set(key, row);
    // What was in this encounter until now, and is in another one or in none.
    else all.delete(key);
  }
  return [...all.values()];
}

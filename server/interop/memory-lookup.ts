import type { ResourceRow } from '../../engine/store.ts';
import { identifiersOf } from './fhir/element.ts';
import type { ResourceLookup } from './targets.ts';

/** Resources in memory: for translating several messages in a row without a store. */
export interface MemoryLookup extends ResourceLookup {
  put(rows: readonly ResourceRow[]): void;
  rows(): readonly ResourceRow[];
}

/** Creates an empty lookup; `put` keeps the newest version of each resource. */
export function memoryLookup(): MemoryLookup {
  const byName = new Map<string, ResourceRow>();
  const byToken = new Map<string, Set<string>>();
  return {
    put(rows) {
      for (const row of rows) {
        const name = `${row.type}/${row.id}`;
        byName.set(name, row);
        for (const identifier of identifiersOf(row.body)) {
          const token = `${row.type}|${identifier}`;
          byToken.set(token, (byToken.get(token) ?? new Set()).add(name));
        }
      }
    },
    rows: () => [...byName.values()],
    byId: async (type, id) => byName.get(`${type}/${id}`),
    byIdentifier: async (type, identifier) =>
      [...(byToken.get(`${type}|${identifier}`) ?? [])]
        .flatMap((name) => byName.get(name) ?? [])
        .filter((row) => !row.isDeleted && identifiersOf(row.body).includes(identifier)),
  };
}

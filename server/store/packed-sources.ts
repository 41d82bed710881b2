import type { ResourceRow } from '../../engine/store.ts';

export type Sources = ResourceRow['sources'];

/**
 * Sources as they are stored: `[[messageId, at, key, key …], …]`. One or two messages told most of a resource,
 * so that naming them once takes a fifth of the space.
 */
export function packSources(sources: Sources): string {
  const groups = new Map<string, (string | number | null)[]>();
  for (const [key, { messageId, at }] of Object.entries(sources)) {
    const name = `${at} ${messageId}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [messageId, at, key]);
    else group.push(key);
  }
  return JSON.stringify([...groups.values()]);
}

/** Reads them back; also what was stored before, an object with each key's own source. */
export function unpackSources(text: string): Sources {
  const stored = JSON.parse(text) as Sources | [string | null, number, ...string[]][];
  if (!Array.isArray(stored)) return stored;
  return Object.fromEntries(
    stored.flatMap(([messageId, at, ...keys]) => {
      const source = { at, messageId };
      return keys.map((key) => [key, source] as const);
    }),
  );
}

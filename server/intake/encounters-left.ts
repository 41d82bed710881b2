import type { ResourceRow, Store } from '../../engine/store.ts';

/** Encounters that a document leaves for another one: their charts lack it from now on. */
export async function encountersLeft(
  store: Store,
  rows: readonly ResourceRow[],
): Promise<readonly string[]> {
  const changed = rows.filter(({ type, version }) => type === 'DocumentReference' && version > 1);
  const before = await Promise.all(changed.map(({ type, id }) => store.resource(type, id)));
  return before.flatMap((row, index) => {
    const left = row?.encounterId ?? null;
    return left === null || left === changed[index]?.encounterId ? [] : [left];
  });
}

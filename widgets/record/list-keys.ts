import type { ListRow } from './list-order.ts';

/** Where a key leads from a row of the list; undefined for keys that mean nothing there. Groups are passed over. */
export function rowFrom(
  key: string,
  {
    rows,
    active,
    page,
  }: { readonly rows: readonly ListRow[]; readonly active: number; readonly page: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows.length,
    End: rows.length,
  };
  const by = steps[key];
  if (by === undefined) return undefined;
  const wanted = Math.min(rows.length - 1, Math.max(0, active + by));
  const way = by < 0 ? -1 : 1;
  return near(rows, wanted, way) ?? near(rows, wanted, -way);
}

function near(rows: readonly ListRow[], from: number, way: number): number | undefined {
  for (let at = from; at >= 0 && at < rows.length; at += way)
    if (rows[at]?.kind === 'document') return at;
  return undefined;
}

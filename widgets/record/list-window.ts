import type { ListRow } from './list-order.ts';

/** In pixels. */
export const rowHeight = 52;
export const groupHeight = 30;

/** Rows drawn above and below what is visible. */
const overscan = 6;

export interface ListPlaces {
  readonly total: number;
  /** Where each row begins. */
  readonly tops: readonly number[];
}

export function placesOf(rows: readonly ListRow[]): ListPlaces {
  let total = 0;
  const tops = rows.map((row) => {
    const top = total;
    total += row.kind === 'group' ? groupHeight : rowHeight;
    return top;
  });
  return { total, tops };
}

/** Indexes of the rows in view; the one with the focus stays, so that focus survives scrolling. */
export function rowsInView(
  { tops }: ListPlaces,
  view: { readonly scrollTop: number; readonly height: number },
  focused: number,
): number[] {
  const first = Math.max(0, lastAtOrAbove(tops, view.scrollTop) - overscan);
  const last = Math.min(
    tops.length - 1,
    lastAtOrAbove(tops, view.scrollTop + view.height) + overscan,
  );
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
  if (focused < 0 || focused >= tops.length) return rows;
  if (focused < first) return [focused, ...rows];
  return focused > last ? [...rows, focused] : rows;
}

function lastAtOrAbove(tops: readonly number[], y: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const half = Math.ceil((low + high) / 2);
    if ((tops[half] ?? 0) <= y) low = half;
    else high = half - 1;
  }
  return Math.max(0, low);
}

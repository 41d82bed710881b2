/** Rows drawn above and below what is visible, so that a quick scroll meets no gap. */
const overscan = 4;

export interface RowWindow {
  readonly first: number;
  readonly last: number;
}

/** Which rows a scroll position shows. */
export function rowWindow(options: {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly total: number;
}): RowWindow {
  const { scrollTop, height, rowHeight, total } = options;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const last = Math.min(total - 1, Math.ceil((scrollTop + height) / rowHeight) + overscan);
  return { first: Math.min(first, Math.max(0, last)), last };
}

/** The rows to draw, in reading order. The focused row stays mounted, so that focus survives scrolling. */
export function mountedRows({ first, last }: RowWindow, focused: number): readonly number[] {
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (focused < 0 || rows.length === 0) return rows;
  if (focused < first) return [focused, ...rows];
  if (focused > last) return [...rows, focused];
  return rows;
}

import { dateAsked } from './search-condition.ts';
import { refusedSearch } from './search-refusal.ts';

/** Bounds of `ResourceRow.updatedAt`, epoch milliseconds: from (inclusive) to (exclusive). */
export interface UpdatedBetween {
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
}

/**
 * Reads every `_lastUpdated` of a search: one window that lies in all of them.
 * @throws Refusal `invalid-input` for `ne` and for a list, which are no window
 */
export function updatedIn(
  values: readonly string[],
  { path, zone }: { readonly path: string; readonly zone: string },
): UpdatedBetween {
  const windows = values.map((value) => windowOf(value, path, zone));
  const from = Math.max(...windows.map((window) => window.from));
  const to = Math.min(...windows.map((window) => window.to));
  return {
    ...(Number.isFinite(from) ? { updatedFrom: from } : {}),
    ...(Number.isFinite(to) ? { updatedTo: to } : {}),
  };
}

function windowOf(value: string, path: string, zone: string): { from: number; to: number } {
  const {
    prefix,
    interval: { from, to },
  } = dateAsked(value, path, zone);
  switch (prefix) {
    case 'eq':
      return { from, to: to + 1 };
    case 'ge':
      return { from, to: Number.POSITIVE_INFINITY };
    case 'gt':
    case 'sa':
      return { from: to + 1, to: Number.POSITIVE_INFINITY };
    case 'le':
      return { from: Number.NEGATIVE_INFINITY, to: to + 1 };
    case 'lt':
    case 'eb':
      return { from: Number.NEGATIVE_INFINITY, to: from };
    case 'ne':
    case 'ap':
      throw refusedSearch(path, 'Ask with eq, gt, lt, ge or le.');
  }
}

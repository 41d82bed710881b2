import type { StoredRow } from './row.ts';

/** In the order in which every server locks. */
export function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function byColumn(name: string): (a: StoredRow, b: StoredRow) => number {
  return (a, b) => {
    const [one, other] = [String(a[name]), String(b[name])];
    return one < other ? -1 : one > other ? 1 : 0;
  };
}

/** What commit_batch takes: null where there is nothing. */
export function list<Value>(values: readonly Value[]): readonly Value[] | null {
  return values.length === 0 ? null : values;
}

export function rows(values: readonly StoredRow[]): string | null {
  return values.length === 0 ? null : JSON.stringify(values);
}

import { stringify } from 'csv-stringify/browser/esm/sync';

type Cells = Readonly<Record<string, string | number | null>>;

/**
 * Lines of CSV (RFC 4180). A text that a spreadsheet would take for a formula begins with an apostrophe, so that what
 * a sender wrote into a name runs nowhere.
 */
export function csvOf(rows: readonly Cells[], columns: readonly string[], header: boolean): string {
  return stringify([...rows], {
    columns: [...columns],
    header,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** True when the caller wants CSV: by `format=csv`, or by Accept. */
export function isCsvAsked(format: string | undefined, accept: string | undefined): boolean {
  return format === 'csv' || (format === undefined && /\btext\/csv\b/i.test(accept ?? ''));
}

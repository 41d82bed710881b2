/** One measured figure and the bar it must meet. */
export interface Line {
  readonly what: string;
  readonly value: string;
  readonly ratio?: number;
  readonly bar: string;
  readonly isMet: boolean;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function p95(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

/** The table as it stands in the README. */
export function print(lines: readonly Line[]): string {
  const rows = lines.map(
    ({ what, value, ratio, bar, isMet }) =>
      `| ${what} | ${value} | ${ratio === undefined ? '' : ratio.toFixed(2)} | ${bar} | ${isMet ? 'met' : '**missed**'} |`,
  );
  return ['| what | measured | ratio | bar | |', '|---|---|---|---|---|', ...rows].join('\n');
}

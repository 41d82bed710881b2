/** The keys of a state value joined by dots; regions beside each other by commas. */
export function stateWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, below]) => [key, stateWords(below)].filter(Boolean).join('.'))
    .join(',');
}

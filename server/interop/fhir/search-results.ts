import { parameterOf } from './search-parameters.ts';
import { refusedSearch } from './search-refusal.ts';

export interface SortKey {
  /** `_lastUpdated`, `_id`, or a parameter whose first term orders. */
  readonly param: string;
  readonly isDescending: boolean;
}

/** How the answer is wanted (FHIR R4 search, result parameters). */
export interface Results {
  /** One key at most; empty leaves the order to us. */
  readonly sort: readonly SortKey[];
  /** Matches in a page; 0 asks for the number alone, as `_summary=count` does. */
  readonly count: number;
  readonly summary?: 'count';
  readonly total: 'none' | 'accurate';
  /** What the `next` link of a page carried. */
  readonly cursor: string | null;
  readonly elements?: readonly string[];
}

/** Handled here and in `search-include.ts`, with or without a modifier. */
export const resultParameters: ReadonlySet<string> = new Set([
  '_sort',
  '_count',
  '_summary',
  '_total',
  '_elements',
  '_cursor',
  '_format',
  '_pretty',
  '_include',
  '_revinclude',
]);

const usualCount = 50;
const mostCount = 1000;

/**
 * Reads the result parameters; the last of a repeated one counts. Those asking for a form of answer
 * that we do not give are told as ignored.
 * @throws Refusal `invalid-input` for a value that is not taken
 */
export function resultsOf(
  type: string,
  given: readonly (readonly [string, string])[],
): Results & { readonly ignored: readonly string[] } {
  const said = new Map(given);
  const summary = said.get('_summary');
  const total = said.get('_total');
  const elements = said.get('_elements');
  checkFormat(type, said.get('_format'));
  const ignored = [
    ...(summary !== undefined && summary !== 'count' && summary !== 'false' ? ['_summary'] : []),
    ...(total !== undefined && !['none', 'accurate', 'estimate'].includes(total) ? ['_total'] : []),
  ];
  const wanted = elements?.split(',').filter((name) => /^[a-z][A-Za-z]*$/.test(name));
  return {
    sort: sortOf(type, said.get('_sort')),
    count: countOf(type, said.get('_count')),
    ...(summary === 'count' ? { summary } : {}),
    total: total === 'accurate' || total === 'estimate' ? 'accurate' : 'none',
    cursor: said.get('_cursor') ?? null,
    ...(wanted && wanted.length > 0 ? { elements: wanted } : {}),
    ignored,
  };
}

function checkFormat(type: string, format: string | undefined): void {
  if (format === undefined || /^(application\/(fhir[+ ])?)?json\b/.test(format)) return;
  throw refusedSearch(`${type}?_format`, 'Answers are FHIR JSON. Ask for _format=json.');
}

function countOf(type: string, count: string | undefined): number {
  if (count === undefined) return usualCount;
  if (!/^\d{1,9}$/.test(count))
    throw refusedSearch(`${type}?_count`, `Give a number from 0 to ${mostCount}.`);
  return Math.min(Number(count), mostCount);
}

function sortOf(type: string, sort: string | undefined): readonly SortKey[] {
  if (sort === undefined) return [];
  const path = `${type}?_sort`;
  if (sort.includes(','))
    throw refusedSearch(
      path,
      'One key is taken. Sort by the first, and by the others at your side.',
    );
  const param = sort.replace(/^-/, '');
  const isKept = param === '_lastUpdated' || param === '_id';
  const kind = parameterOf(type, param)?.type;
  if (!isKept && (kind === undefined || kind === 'reference'))
    throw refusedSearch(path, 'Sort by _lastUpdated, _id, or a date, string or token parameter.');
  return [{ param, isDescending: sort.startsWith('-') }];
}

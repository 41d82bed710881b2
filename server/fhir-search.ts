import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type {
  ResourceRow,
  ResourceSearch,
  SearchCursor,
  Store,
  TermCondition,
} from '../engine/store.ts';
import { fromSearchCursor, toSearchCursor } from './cursor.ts';
import type { Include } from './interop/fhir/search-include.ts';
import type { Chain, Search } from './interop/fhir/search-query.ts';
import { termsOf } from './interop/fhir/search-terms.ts';
import type { FhirResource } from './interop/incoming.ts';
import type { ReadableRows } from './resource-access.ts';

/** What a chain may lead to at most; more is no selection any more. */
const mostChained = 1000;
/** Resources that come along with a page at most, and how far `:iterate` goes. */
const mostIncluded = 1000;
const mostRounds = 4;

export interface SearchAsker {
  readonly user: User;
  /** Our FHIR address. */
  readonly base: string;
  readonly parameters: URLSearchParams;
}

export interface SearchAnswer {
  readonly bundle: FhirResource;
  /** Whose resources are in it. */
  readonly patientIds: ReadonlySet<string>;
}

/** Runs a search and answers with a Bundle of type searchset (FHIR R4 search). */
export function createFhirSearch(store: Store, readable: ReadableRows) {
  const chained = async ({ param, type, where, anyOf }: Chain): Promise<TermCondition> => {
    const ways = anyOf.map((group) => group.anyOf);
    const { rows, next } = await store.search({ type, where, anyOf: ways, limit: mostChained });
    if (next !== null) {
      throw new Refusal(
        'too-large',
        `More than ${mostChained} resources of type ${type} meet the chain. Ask for fewer.`,
      );
    }
    return { param, ranges: rows.map(({ id }) => exactly(`${type}/${id}`)) };
  };

  const queryOf = async (asked: Search): Promise<ResourceSearch> => {
    const [sort] = asked.sort;
    const after = asked.cursor === null ? undefined : fromSearchCursor(asked.cursor);
    return {
      type: asked.type,
      where: [...asked.where, ...(await Promise.all(asked.chains.map(chained)))],
      anyOf: asked.anyOf.map((group) => group.anyOf),
      limit: asked.count,
      ...(asked.ids === undefined ? {} : { ids: asked.ids }),
      ...(asked.updatedFrom === undefined ? {} : { updatedFrom: asked.updatedFrom }),
      ...(asked.updatedTo === undefined ? {} : { updatedTo: asked.updatedTo }),
      ...(sort === undefined ? {} : { sort }),
      ...(after === undefined ? {} : { after }),
    };
  };

  const includedWith = async (
    asked: Search,
    matches: readonly ResourceRow[],
  ): Promise<ResourceRow[]> => {
    const seen = new Map(matches.map((row) => [nameOf(row), row]));
    const found: ResourceRow[] = [];
    let round = [...matches];
    for (let n = 0; n < mostRounds && round.length > 0; n += 1) {
      const applies = (one: Include): boolean => n === 0 || one.iterate === true;
      const added = [
        ...(await forward(round, asked.includes.filter(applies))),
        ...(await backward(round, asked.revIncludes.filter(applies))),
      ];
      round = [];
      for (const row of added) {
        if (seen.has(nameOf(row)) || found.length >= mostIncluded) continue;
        seen.set(nameOf(row), row);
        found.push(row);
        round.push(row);
      }
    }
    return found;
  };

  const forward = async (
    rows: readonly ResourceRow[],
    includes: readonly Include[],
  ): Promise<ResourceRow[]> => {
    const wanted = new Map<string, Set<string>>();
    for (const row of rows) {
      const own = includes.filter(({ type }) => type === row.type);
      if (own.length === 0) continue;
      for (const { param, value } of termsOf(row.body as FhirResource)) {
        const [, type = '', id = ''] = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]+)$/.exec(value) ?? [];
        const isAsked = own.some((one) => one.param === param && (one.targetType ?? type) === type);
        if (isAsked && id !== '') wanted.set(type, (wanted.get(type) ?? new Set()).add(id));
      }
    }
    const each = [...wanted].map(([type, ids]) => store.resources({ type, ids: [...ids] }));
    return (await Promise.all(each)).flat();
  };

  const backward = async (
    rows: readonly ResourceRow[],
    includes: readonly Include[],
  ): Promise<ResourceRow[]> => {
    const ranges = rows.map((row) => exactly(nameOf(row)));
    if (ranges.length === 0) return [];
    const each = includes.map(({ type, param }) =>
      store.search({ type, where: [{ param, ranges }], limit: mostIncluded }),
    );
    return (await Promise.all(each)).flatMap(({ rows: found }) => found);
  };

  return async (asked: Search, { user, base, parameters }: SearchAsker): Promise<SearchAnswer> => {
    const query = await queryOf(asked);
    const isCountOnly = asked.summary === 'count' || asked.count === 0;
    const total =
      isCountOnly || asked.total === 'accurate' ? await store.countFound(query) : undefined;
    const page = isCountOnly ? { rows: [], next: null } : await store.search(query);
    const matches = await readable(user, page.rows);
    const included = await readable(user, await includedWith(asked, matches));
    const self = new URLSearchParams(parameters);
    for (const name of asked.ignored) self.delete(name);
    return {
      bundle: {
        resourceType: 'Bundle',
        type: 'searchset',
        ...(total === undefined ? {} : { total }),
        link: [
          { relation: 'self', url: addressOf(base, asked.type, self) },
          ...(page.next === null
            ? []
            : [{ relation: 'next', url: nextOf(base, asked.type, self, page.next) }]),
        ],
        ...entriesOf(base, asked, matches, included),
      },
      patientIds: new Set([...matches, ...included].flatMap(({ patientId }) => patientId ?? [])),
    };
  };
}

function entriesOf(
  base: string,
  { elements }: Search,
  matches: readonly ResourceRow[],
  included: readonly ResourceRow[],
): { entry?: readonly unknown[] } {
  const entryOf = (row: ResourceRow, mode: 'match' | 'include') => ({
    fullUrl: `${base}/${nameOf(row)}`,
    resource: mode === 'match' && elements !== undefined ? partOf(row.body, elements) : row.body,
    search: { mode },
  });
  const entry = [
    ...matches.map((row) => entryOf(row, 'match')),
    ...included.map((row) => entryOf(row, 'include')),
  ];
  return entry.length === 0 ? {} : { entry };
}

/** FHIR R4 search, `_elements`: what was asked for and what is mandatory, marked as a part. */
function partOf(body: ResourceRow['body'], elements: readonly string[]): Record<string, unknown> {
  const kept = new Set([...elements, 'resourceType', 'id', 'meta', 'status', 'subject']);
  const part = Object.fromEntries(Object.entries(body).filter(([name]) => kept.has(name)));
  const tag = [
    { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' },
  ];
  return { ...part, meta: { ...(part.meta as object), tag } };
}

function nameOf({ type, id }: Pick<ResourceRow, 'type' | 'id'>): string {
  return `${type}/${id}`;
}

function exactly(text: string): { from: string; to: string } {
  return { from: text, to: `${text}\u0001` };
}

function addressOf(base: string, type: string, parameters: URLSearchParams): string {
  const query = parameters.toString();
  return `${base}/${type}${query === '' ? '' : `?${query}`}`;
}

function nextOf(
  base: string,
  type: string,
  parameters: URLSearchParams,
  next: SearchCursor,
): string {
  const following = new URLSearchParams(parameters);
  following.set('_cursor', toSearchCursor(next));
  return addressOf(base, type, following);
}

import { type SQL, sql } from 'drizzle-orm';
import type {
  FoundResources,
  ResourceRow,
  ResourceSearch,
  SearchCursor,
  TermCondition,
} from '../../engine/store.ts';
import { unpackTerms } from './packed-terms.ts';

/** A row as the database gives it, with the value it is sorted by where that is a parameter's. */
export type FoundRow = Readonly<Record<string, unknown>>;

export interface SearchParts {
  run(statement: SQL): Promise<readonly FoundRow[]>;
  read(row: FoundRow): ResourceRow;
}

export interface ResourceSearches {
  search(query: ResourceSearch): Promise<FoundResources>;
  countFound(query: ResourceSearch): Promise<number>;
}

/** Searches by ranges over the terms' index; the same statements run on both databases. */
export function createSearches({ run, read }: SearchParts): ResourceSearches {
  return {
    search: async (query) => {
      const found: { row: ResourceRow; place: SearchCursor }[] = [];
      let after = query.after;
      while (found.length <= query.limit) {
        const wanted = query.limit + 1 - found.length;
        const rows = await run(pageStatement(query, after, wanted));
        for (const row of rows) {
          const place = placeOf(query, row);
          if (isFirstValue(query, row)) found.push({ row: read(row), place });
          after = place;
        }
        if (rows.length >= wanted) continue;
        // Those without a value of the sorting parameter come last.
        if (!isByTerm(query) || after?.value === null) break;
        after = { value: null, id: '' };
      }
      const page = found.slice(0, query.limit);
      return {
        rows: page.map(({ row }) => row),
        next: found.length > query.limit ? (page.at(-1)?.place ?? null) : null,
      };
    },
    countFound: async (query) => {
      const [row] = await run(
        sql`select count(*) as count from resources r where ${matching(query)}`,
      );
      return Number(row?.count ?? 0);
    },
  };
}

function pageStatement(query: ResourceSearch, after: SearchCursor | undefined, limit: number): SQL {
  const { param, isDescending } = sortOf(query);
  const than = sql.raw(isDescending ? '<' : '>');
  const order = sql.raw(isDescending ? 'desc' : 'asc');
  const where = matching(query);
  if (isByTerm(query) && after?.value !== null) {
    const next =
      after === undefined ? sql`` : sql` and (s.value, s.id) ${than} (${after.value}, ${after.id})`;
    return sql`select r.*, s.value as sort_value from terms s join resources r on r.type = s.type and r.id = s.id where s.type = ${query.type} and s.param = ${param}${next} and ${where} order by s.value ${order}, s.id ${order} limit ${limit}`;
  }
  if (param === '_lastUpdated') {
    const next =
      after === undefined
        ? sql``
        : sql` and (r.updated_at, r.id) ${than} (${Number(after.value)}, ${after.id})`;
    return sql`select r.* from resources r where ${where}${next} order by r.updated_at ${order}, r.id ${order} limit ${limit}`;
  }
  // The empty id begins the part without values.
  const next = after === undefined || after.id === '' ? sql`` : sql` and r.id ${than} ${after.id}`;
  const without = isByTerm(query)
    ? sql` and r.id not in (select id from terms where type = ${query.type} and param = ${param})`
    : sql``;
  return sql`select r.* from resources r where ${where}${next}${without} order by r.id ${order} limit ${limit}`;
}

function matching(query: ResourceSearch): SQL {
  const { type, ids, updatedFrom, updatedTo, where, anyOf } = query;
  return sql.join(
    [
      sql`r.type = ${type} and not r.is_deleted`,
      ...(ids === undefined ? [] : [ids.length === 0 ? sql`1 = 0` : sql`r.id in ${[...ids]}`]),
      ...(updatedFrom === undefined ? [] : [sql`r.updated_at >= ${updatedFrom}`]),
      ...(updatedTo === undefined ? [] : [sql`r.updated_at < ${updatedTo}`]),
      ...where.map((condition) => conditionOf(type, condition)),
      ...(anyOf ?? []).map((ways) => anyWay(type, ways)),
    ],
    sql` and `,
  );
}

function anyWay(type: string, ways: readonly (readonly TermCondition[])[]): SQL {
  if (ways.length === 0) return sql`1 = 0`;
  const each = ways.map((way) =>
    way.length === 0
      ? sql`1 = 1`
      : sql`(${sql.join(
          way.map((condition) => conditionOf(type, condition)),
          sql` and `,
        )})`,
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

function conditionOf(type: string, { param, ranges, isNot = false }: TermCondition): SQL {
  const inRange = ranges.map(({ from, to }) => sql`(value >= ${from} and value < ${to})`);
  const any = inRange.length === 0 ? sql`1 = 0` : sql.join(inRange, sql` or `);
  return sql`r.id ${sql.raw(isNot ? 'not in' : 'in')} (select id from terms where type = ${type} and param = ${param} and (${any}))`;
}

function sortOf({ sort }: ResourceSearch): { param: string; isDescending: boolean } {
  return sort ?? { param: '_id', isDescending: false };
}

function isByTerm(query: ResourceSearch): boolean {
  return !sortOf(query).param.startsWith('_');
}

function placeOf(query: ResourceSearch, row: FoundRow): SearchCursor {
  const id = String(row.id);
  const { param } = sortOf(query);
  if (param === '_id') return { value: id, id };
  if (param === '_lastUpdated') return { value: String(row.updated_at).padStart(16, '0'), id };
  return { value: row.sort_value === undefined ? null : String(row.sort_value), id };
}

/** A resource with several values of the sorting parameter stands where its least one does. */
function isFirstValue(query: ResourceSearch, row: FoundRow): boolean {
  if (!isByTerm(query) || row.sort_value === undefined) return true;
  const { param } = sortOf(query);
  const terms = unpackTerms(String(row.found_by));
  return terms.every((term) => term.param !== param || term.value >= String(row.sort_value));
}

import type Database from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import type {
  ConfirmedSources,
  ResourceQuery,
  ResourceRow,
  SearchTerm,
  Store,
} from '../../../engine/store.ts';
import { createRecent } from './recent.ts';
import { type Row, readerOf } from './row-reader.ts';
import * as t from './tables.ts';

const read = readerOf<ResourceRow>(t.resources, ['foundBy']);
const names = Object.entries(getTableColumns(t.resources))
  .flatMap(([key, column]) => (key === 'foundBy' ? [] : [column.name]))
  .join(', ');

/** Parsed resources that are kept at hand: those of the stays that messages come for now. */
const mostKept = 2000;

export interface ResourceReads extends Pick<Store, 'resource' | 'resources'> {
  /** Says what the open transaction has written. No other process writes this file, so nothing else can change it. */
  put(row: ResourceRow): void;
  confirm(row: ConfirmedSources): void;
  /** After a transaction of which nothing stays. */
  forgetAll(): void;
}

/**
 * Resources by what intake looks them up by, many times for each message: prepared once for each shape of a query, for
 * to build and prepare one anew cost a third of a message. Terms are looked up by themselves: joined it took SQLite
 * four times as long.
 */
export function createResourceReads(database: Database.Database): ResourceReads {
  const recent = createRecent<ResourceRow>(mostKept);
  const one = database.prepare(`SELECT ${names} FROM resources WHERE type = ? AND id = ?`);
  const withTerm = database
    .prepare('SELECT id FROM terms WHERE type = ? AND param = ? AND value = ?')
    .pluck();
  const prepared = new Map<string, Database.Statement>();
  const statementOf = (sql: string): Database.Statement => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };

  const resource = (type: string, id: string): ResourceRow | undefined => {
    const known = recent.get(nameOf(type, id));
    if (known !== undefined) return known;
    const row = one.get(type, id);
    return row === undefined ? undefined : kept(read(row as Row));
  };

  const kept = (row: ResourceRow): ResourceRow => {
    recent.put(nameOf(row.type, row.id), row);
    return row;
  };

  const idsOf = (type: string, { param, value }: SearchTerm): readonly string[] =>
    withTerm.all(type, param, value) as string[];

  const matching = (query: ResourceQuery): ResourceRow[] => {
    const conditions = conditionsOf(query);
    const where = conditions.map(([sql]) => ` AND ${sql}`).join('');
    const values: unknown[] = conditions.flatMap(([, value]) => value);
    // A LIMIT that is bound has the statement prepared anew at every run, and a sorter costs more than a few rows: only
    // where they are needed.
    const limit = query.limit === undefined ? '' : ' ORDER BY id LIMIT ?';
    if (query.limit !== undefined) values.push(query.limit);
    const sql = `SELECT type, id FROM resources WHERE is_deleted = 0${where}${limit}`;
    const found = statementOf(sql).all(...values) as { type: string; id: string }[];
    found.sort((a, b) => (a.id < b.id ? -1 : 1));
    return found.flatMap((row) => resource(row.type, row.id) ?? []);
  };

  return {
    put: (row) => void kept(row),
    confirm: ({ type, id, sources }) => {
      const row = recent.get(nameOf(type, id));
      if (row !== undefined) kept({ ...row, sources });
    },
    forgetAll: recent.clear,
    resource: async (type, id) => resource(type, id),
    resources: async ({ term, ...query }) => {
      if (term === undefined) return matching(query);
      const { type = '', ids, ...others } = query;
      const all = idsOf(type, term);
      const wanted = ids === undefined ? all : all.filter((id) => ids.includes(id));
      if (Object.keys(others).length > 0) return matching({ ...query, ids: wanted });
      return wanted.flatMap((id) => {
        const row = resource(type, id);
        return row === undefined || row.isDeleted ? [] : [row];
      });
    },
  };
}

function nameOf(type: string, id: string): string {
  return `${type}/${id}`;
}

type Condition = readonly [sql: string, value: string];

function conditionsOf({ type, patientId, encounterId, ids, afterId }: ResourceQuery) {
  const conditions: (Condition | null)[] = [
    type === undefined ? null : ['type = ?', type],
    patientId === undefined ? null : ['patient_id = ?', patientId],
    encounterId === undefined ? null : ['encounter_id = ?', encounterId],
    ids === undefined ? null : ['id IN (SELECT value FROM json_each(?))', JSON.stringify(ids)],
    afterId === undefined ? null : ['id > ?', afterId],
  ];
  return conditions.filter((one) => one !== null);
}

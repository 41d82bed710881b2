import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import type { User } from '../../engine/model/user.ts';
import type { Store } from '../../engine/store.ts';
import { createAuthenticator } from '../../server/auth.ts';
import { createPostgresStore } from '../../server/store/postgres/store.ts';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { freshDatabase } from '../postgres.ts';

/** A database of one test, seen from outside the server that works on it. */
export interface DatabaseUnderTest {
  /** What `--db` is given. */
  readonly db: string;
  /** Rows as they are stored, read beside the running server. */
  rows<Row>(query: string): Promise<Row[]>;
  openStore(clock: () => number): Promise<Store>;
  drop(): Promise<void>;
}

export interface DatabaseKind {
  readonly name: string;
  create(): Promise<DatabaseUnderTest>;
}

/** What the faults are tried on: one line each. */
export const databaseKinds: readonly DatabaseKind[] = [
  { name: 'SQLite', create: createSqlite },
  { name: 'PostgreSQL', create: createPostgres },
];

export async function createSqlite(): Promise<DatabaseUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-fault-'));
  return {
    ...sqliteAt(join(folder, 'test.db')),
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function sqliteAt(db: string): Omit<DatabaseUnderTest, 'drop'> {
  return {
    db,
    rows: async <Row>(query: string) => {
      const reader = new Database(db, { readonly: true, fileMustExist: true });
      try {
        return reader.prepare<[], Row>(query).all();
      } finally {
        reader.close();
      }
    },
    openStore: async (clock) => createSqliteStore(db, { clock }),
  };
}

async function createPostgres(): Promise<DatabaseUnderTest> {
  const fresh = await freshDatabase();
  return { ...postgresAt(fresh.url), drop: fresh.drop };
}

export function postgresAt(url: string): Omit<DatabaseUnderTest, 'drop'> {
  return {
    db: url,
    rows: async <Row>(query: string) => {
      const types = { getTypeParser: readNumber } as pg.CustomTypesConfig;
      const client = new pg.Client({ connectionString: url, types });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query(query)).rows as Row[];
      } finally {
        await client.end();
      }
    },
    openStore: (clock) => createPostgresStore(url, { clock }),
  };
}

/** Issues tokens with the key in the database, as `chartkeeper token` does for SQLite. */
export async function createIssuer(
  under: Pick<DatabaseUnderTest, 'rows'>,
): Promise<(user: User) => Promise<string>> {
  const [row] = await under.rows<{ value: string }>(
    `select value from settings where key = 'signing-key'`,
  );
  if (row === undefined) throw new Error('The database has no signing key yet.');
  const secret = Buffer.from(row.value, 'base64');
  const auth = createAuthenticator({ secret, issuers: [], demoUsers: null, now: Date.now });
  return async (user) => (await auth.issue(user, 12 * 60 * 60)).token;
}

const bigintOid = 20;

function readNumber(oid: number, format?: 'text' | 'binary') {
  return oid === bigintOid ? Number : pg.types.getTypeParser(oid, format as 'text');
}

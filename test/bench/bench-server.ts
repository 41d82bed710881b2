import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

/** The built server as a process of its own. */
export interface BenchServer {
  readonly url: string;
  readonly startedInMs: number;
  rssMb(): number;
  stop(): Promise<void>;
}

/** Starts it on a free port and waits for its first answer. */
export async function startServer(
  db: string,
  args: readonly string[] = ['--empty'],
): Promise<BenchServer> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'dist/server/main.js'), 'serve', '--db', db, '--port', '0', ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await urlIn(child);
  const ready = await fetch(`${url}/readyz`);
  if (!ready.ok) throw new Error(`not ready: ${await ready.text()}`);
  const startedInMs = performance.now() - started;
  return {
    url,
    startedInMs,
    rssMb: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function urlIn(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    if (child.stdout === null) throw new Error('no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { url, msg } = JSON.parse(line) as { url?: string; msg: string };
      if (url !== undefined && msg.startsWith('Chartkeeper is at')) resolve(url);
    });
  });
}

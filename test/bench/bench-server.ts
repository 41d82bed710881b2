import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

/** The built server as a process of its own. */
export interface BenchServer {
  readonly url: string;
  /** Null unless it was started with `--mllp`. */
  readonly mllpPort: number | null;
  readonly startedInMs: number;
  rssMb(): number;
  /** The most it ever had. */
  peakRssMb(): number;
  stop(): Promise<void>;
  killNine(): Promise<void>;
}

/** Starts it on a free port and waits for its first answer. */
export async function startServer(
  db: string,
  args: readonly string[] = ['--empty'],
): Promise<BenchServer> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    // As `npm start` runs it: a smaller young generation, at no cost to the rate.
    [
      '--max-semi-space-size=8',
      join(root, 'dist/server/main.js'),
      'serve',
      '--db',
      db,
      '--port',
      '0',
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { url, mllpPort } = await placeOf(child);
  const ready = await fetch(`${url}/readyz`);
  if (!ready.ok) throw new Error(`not ready: ${await ready.text()}`);
  const startedInMs = performance.now() - started;
  const megabytes = (what: string): number =>
    Number(
      new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1],
    ) / 1024;
  const ended = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  return {
    url,
    mllpPort,
    startedInMs,
    rssMb: () => megabytes('VmRSS'),
    peakRssMb: () => megabytes('VmHWM'),
    stop: () => ended('SIGTERM'),
    killNine: () => ended('SIGKILL'),
  };
}

function placeOf(child: ChildProcess): Promise<{ url: string; mllpPort: number | null }> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    if (child.stdout === null) throw new Error('no output');
    let mllpPort: number | null = null;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { url?: string; mllpPort?: number; msg: string };
      mllpPort = said.mllpPort ?? mllpPort;
      if (said.url !== undefined && said.msg.startsWith('Chartkeeper is at'))
        resolve({ url: said.url, mllpPort });
    });
  });
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { launchOptions } from '../chromium.ts';
import { type Line, median, p95 } from './table.ts';

const folder = join(import.meta.dirname, 'alternatives');
const count = 100_000;
const rounds = 3;
const mostMs = 15_000;
const names = {
  tanstack: 'TanStack Virtual with Lit',
  virtualizer: '@lit-labs/virtualizer',
  tabulator: 'Tabulator',
  vaadin: 'Vaadin grid',
  'ag-grid': 'AG Grid, client side',
} as const;

interface Seen {
  readonly firstMs: number;
  readonly frames: readonly number[];
  readonly longest: number;
}

/**
 * Well-known lists with the same 100,000 rows already in the page, where ours asks a server for them. They are installed
 * from their own lock file the first time; a machine that cannot says so in the table.
 */
export async function listAlternatives(): Promise<Line[]> {
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--silent'], { cwd: folder, stdio: 'ignore' });
  } catch {
    return [line('Other lists', 'could not be installed here')];
  }
  const out = mkdtempSync(join(tmpdir(), 'chartkeeper-lists-'));
  const server = createServer((request, response) => {
    const file = /^\/([\w-]+\.js)$/.exec(request.url ?? '')?.[1];
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    response.end(file === undefined ? page : readFileSync(join(out, file)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const browser = await chromium.launch(await launchOptions());
  const { port } = server.address() as AddressInfo;
  try {
    const lines: Line[] = [];
    for (const [file, name] of Object.entries(names)) {
      await bundle(file, out);
      const bytes = gzipSync(readFileSync(join(out, `${file}.js`)), { level: 9 }).length;
      const seen: Seen[] = [];
      for (let round = 0; round < rounds; round += 1)
        seen.push(await onePage(browser, `http://127.0.0.1:${port}/`, file));
      lines.push(line(`${name}, same rows in the page`, measuredIn(seen, bytes)));
    }
    return lines;
  } finally {
    await browser.close();
    server.close();
    rmSync(out, { recursive: true });
  }
}

const page = `<!doctype html><meta charset="utf-8"><style>
  #host, .fill { width: 380px; height: 800px; overflow: auto } .scrolled { position: relative }
  .two-line { display: grid; height: 60px; width: 100%; border-bottom: 1px solid #ddd }
</style><div id="host"></div>`;

async function bundle(file: string, out: string): Promise<void> {
  await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: out,
      emptyOutDir: false,
      minify: true,
      lib: { entry: join(folder, `${file}.js`), formats: ['es'], fileName: () => `${file}.js` },
    },
  });
}

async function onePage(browser: Browser, url: string, file: string): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(url);
  const seen = await tab.evaluate(measureInPage, { file, count, mostMs });
  await context.close();
  return seen;
}

/** Runs in the page; the same as is done to our list, with the rows at hand beforehand. */
async function measureInPage(given: {
  file: string;
  count: number;
  mostMs: number;
}): Promise<Seen> {
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  const rows = Array.from({ length: given.count }, (_, n) => ({
    name: `Family${n}, Given`,
    what: 'Discharge summary: missing',
    due: `2026-12-${String((n % 28) + 1).padStart(2, '0')}`,
  }));
  const list = (await import(/* @vite-ignore */ `/${given.file}.js`)) as {
    mount(host: HTMLElement, rows: unknown): void;
    row: string;
    scroller: string;
  };
  const host = document.getElementById('host') as HTMLElement;
  const find = (path: string): HTMLElement | null => {
    const [outer = '', inner] = path.split(' >>> ');
    const found = document.querySelector<HTMLElement>(outer);
    return inner === undefined ? found : (found?.shadowRoot?.querySelector(inner) ?? null);
  };
  const startedAt = performance.now();
  list.mount(host, rows);
  while (find(list.row) === null) {
    if (performance.now() - startedAt > given.mostMs) throw new Error('no row was drawn');
    await frame();
  }
  await frame();
  const firstMs = performance.now() - startedAt;

  await new Promise((go) => setTimeout(go, 300));
  let longest = 0;
  const observer = new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  const isScrolled = (one: Element) => one.scrollHeight > one.clientHeight * 100;
  const grid = find(list.scroller) ?? [...host.querySelectorAll<HTMLElement>('*')].find(isScrolled);
  if (grid == null) throw new Error('nothing is scrolled');
  const frames: number[] = [];
  for (let n = 0, last = performance.now(); n < 240; n += 1) {
    grid.scrollTop += 180;
    await frame();
    frames.push(performance.now() - last);
    last = performance.now();
  }
  observer.disconnect();
  return { firstMs, frames, longest };
}

function measuredIn(seen: readonly Seen[], bytes: number): string {
  const first = median(seen.map(({ firstMs }) => firstMs)).toFixed(0);
  const frame = p95(seen.flatMap(({ frames }) => frames)).toFixed(0);
  const longest = median(seen.map((one) => one.longest));
  const task = longest === 0 ? 'under 50' : longest.toFixed(0);
  return `first rows ${first} ms, p95 frame ${frame} ms, longest task ${task} ms, ${(bytes / 1000).toFixed(1)} kB gzip`;
}

/** For comparison alone: no bar is theirs to meet. */
function line(what: string, value: string): Line {
  return { what, value, bar: '–', isMet: true };
}

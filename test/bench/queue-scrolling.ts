import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { createSqliteStore } from '../../server/store/sqlite/store.ts';
import { launchOptions } from '../chromium.ts';
import { startServer } from './bench-server.ts';
import { fillSqlite, queue } from './million-tasks.ts';
import { type Line, median, p95 } from './table.ts';

const widgets = join(import.meta.dirname, '../../dist/widgets');
const rows = 100_000;
const rounds = 5;

/** What one page saw: milliseconds, and how many rows were places without words. */
interface Seen {
  readonly firstMs: number;
  readonly frames: readonly number[];
  readonly blank: number;
  readonly longest: number;
}

/** A list of 100,000 in a browser: until its first rows are painted, and while it is scrolled without a pause. */
export async function queueScrolling(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const db = join(folder, 'queue.db');
  const store = createSqliteStore(db);
  await store.commit({ settings: {} });
  await store.close();
  fillSqlite(db, rows);
  const server = await startServer(db, ['--discharges', '0']);
  const browser = await chromium.launch(await launchOptions());
  try {
    const lines: Line[] = [];
    for (const layout of ['list', 'table'] as const) {
      const seen: Seen[] = [];
      for (let round = 0; round < rounds; round += 1)
        seen.push(await onePage(browser, server.url, layout));
      lines.push(...linesOf(layout, seen));
    }
    return [...lines, sizeLine()];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function onePage(browser: Browser, url: string, layout: string): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${url}/?demo=analyst`);
  await page.locator('him-queue .row').first().waitFor();
  const seen = await page.evaluate(measureInPage, { layout, queue });
  await context.close();
  return seen;
}

/** Runs in the page: a new list in the place of the first, so that only the list is measured. */
async function measureInPage(given: { layout: string; queue: string }): Promise<Seen> {
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  const old = document.querySelector('him-queue') as HTMLElement;
  const list = document.createElement('him-queue');
  list.setAttribute('queue', given.queue);
  list.setAttribute('layout', given.layout);
  const startedAt = performance.now();
  old.replaceWith(list);
  while (list.shadowRoot?.querySelector('.row:not(:has(.skeleton))') == null) await frame();
  await frame();
  const firstMs = performance.now() - startedAt;

  await new Promise((go) => setTimeout(go, 300));
  let longest = 0;
  const observer = new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  const grid = list.shadowRoot?.querySelector('[part="grid"]') as HTMLElement;
  const frames: number[] = [];
  let blank = 0;
  for (let n = 0, last = performance.now(); n < 240; n += 1) {
    grid.scrollTop += 180;
    await frame();
    frames.push(performance.now() - last);
    last = performance.now();
    blank += grid.querySelectorAll('.row:has(.skeleton)').length;
  }
  observer.disconnect();
  return { firstMs, frames, blank, longest };
}

function linesOf(layout: string, seen: readonly Seen[]): Line[] {
  const first = median(seen.map(({ firstMs }) => firstMs));
  const frame = p95(seen.flatMap(({ frames }) => frames));
  const blank = seen.reduce((sum, one) => sum + one.blank, 0);
  // Other work on the machine lengthens one or another; a task of our own would be in every round.
  const longest = median(seen.map((one) => one.longest));
  const what = `${rows.toLocaleString('en')} rows as a ${layout}`;
  return [
    {
      what: `${what}: first rows`,
      value: `${first.toFixed(0)} ms`,
      bar: '≤ 300 ms',
      isMet: first <= 300,
    },
    {
      what: `${what}: scrolled`,
      value: `p95 frame ${frame.toFixed(0)} ms, ${blank} blank rows, longest task ${longest === 0 ? 'under 50' : longest.toFixed(0)} ms (worst round ${Math.max(...seen.map((one) => one.longest)).toFixed(0)})`,
      bar: '≤ 24 ms, none, ≤ 50 ms',
      isMet: frame <= 24 && blank === 0 && longest <= 50,
    },
  ];
}

/** What a page with nothing but a list loads before its first rows; a table is two files more. */
function sizeLine(): Line {
  const files = readdirSync(widgets).filter((name) => /^(chartkeeper|core-.*)\.js$/.test(name));
  const bytes = files.reduce((sum, name) => {
    return sum + gzipSync(readFileSync(join(widgets, name)), { level: 9 }).length;
  }, 0);
  return {
    what: 'Widgets of a page with a list alone, gzip',
    value: `${(bytes / 1024).toFixed(1)} KiB`,
    bar: '≤ 25 KiB',
    isMet: bytes <= 25 * 1024,
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { launchOptions } from '../chromium.ts';
import { startServer } from './bench-server.ts';
import type { Line } from './table.ts';

/** Elements whose code comes with their first use; `him-app` and `him-queue` are the core. */
const tags = [
  'him-clock',
  'him-deficiencies',
  'him-inbox',
  'him-notes',
  'him-record',
  'him-review',
  'him-timeline',
  'him-why',
  'him-workflow-map',
];
/** What waits for a document, such as the reader of PDFs, is no part of a first use. */
const mostOfOne = 70_000;
const mostOfAll = 110_000;

/** What a page downloads for each element beyond the core, and for all of them: bytes, gzip. */
export async function widgetSizes(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-bench-'));
  const server = await startServer(join(folder, 'sizes.db'), ['--discharges', '0']);
  const browser = await chromium.launch(await launchOptions());
  try {
    const lines: Line[] = [];
    for (const tag of tags)
      lines.push(line(`first use of ${tag}`, await bytesOf(browser, server.url, [tag]), mostOfOne));
    const all = await bytesOf(browser, server.url, tags);
    lines.push(line('first use of every element together', all, mostOfAll));
    return lines;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function line(what: string, bytes: number, most: number): Line {
  const inKb = (n: number): string => `${(n / 1000).toFixed(1)} kB`;
  const bar = `≤ ${inKb(most)} gzip beyond the core`;
  return { what, value: inKb(bytes), bar, isMet: bytes > 0 && bytes <= most };
}

/** On a page of its own, so that nothing comes from a cache. */
async function bytesOf(browser: Browser, url: string, wanted: readonly string[]): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (/\/widgets\/.*\.js$/.test(response.url())) bodies.push(response.body());
  });
  await page.evaluate(async (names) => {
    for (const name of names) document.body.append(document.createElement(name));
    await Promise.all(names.map((name) => customElements.whenDefined(name)));
  }, wanted);
  await page.waitForLoadState('networkidle');
  // What an element brings along for those inside it comes just behind it.
  await page.waitForTimeout(300);
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  await context.close();
  return sizes.reduce((sum, size) => sum + size, 0);
}

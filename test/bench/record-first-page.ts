import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { launchOptions } from '../chromium.ts';
import { startServer } from './bench-server.ts';
import { notesPdf, sendNotes, sendPdf } from './record-charts.ts';
import { type Line, median } from './table.ts';

const bar = 500;
const pages = 300;
const documents = 2000;
const rounds = 5;

/** How long a reader waits for the first page: of a long PDF, and of a chart with very many documents. */
export async function recordFirstPage(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-record-'));
  const server = await startServer(join(folder, 'bench.db'), ['--discharges', '0']);
  const browser = await chromium.launch(launchOptions());
  try {
    const sender = { url: server.url, token: await tokenOf(server.url, 'feed') };
    await sendPdf(sender, 'stay-01', await notesPdf(pages));
    await sendNotes(sender, 'stay-06', documents);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/?demo=analyst`);
    await page.getByText('Live', { exact: true }).waitFor();
    const cold = await firstPage(page, { stay: 'stay-01', document: 'many-pages' });
    const warm = await times(page, { stay: 'stay-01', document: 'many-pages' });
    const large = await times(page, { stay: 'stay-06', document: 'note-1234' });
    return [
      line(`First page of a PDF of ${pages} pages, the first PDF of the day`, cold),
      line(`First page of a PDF of ${pages} pages, from then on`, median(warm)),
      line(`A chart of ${documents} documents: its list and a first page`, median(large)),
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function times(page: Page, shown: Shown): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < rounds; n += 1) all.push(await firstPage(page, shown));
  return all;
}

interface Shown {
  readonly stay: string;
  readonly document: string;
}

/** From the element on the page to its first page on the screen, in milliseconds. */
function firstPage(page: Page, shown: Shown): Promise<number> {
  return page.evaluate(async ({ stay, document: documentId }) => {
    document.querySelector('him-record')?.remove();
    const record = document.createElement('him-record');
    record.setAttribute('encounter-id', stay);
    record.setAttribute('document-id', documentId);
    record.style.setProperty('position', 'fixed');
    record.style.setProperty('inset', '0');
    const started = performance.now();
    document.querySelector('him-app')?.append(record);
    const isThere = (): boolean =>
      record.shadowRoot?.querySelector('.page canvas, .page .plain') != null;
    while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - started;
  }, shown);
}

async function tokenOf(url: string, demo: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ demo }),
  });
  return ((await response.json()) as { token: string }).token;
}

function line(what: string, ms: number): Line {
  return { what, value: `${Math.round(ms)} ms`, bar: `< ${bar} ms`, isMet: ms < bar };
}

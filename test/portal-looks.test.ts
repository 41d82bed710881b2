import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchOptions } from './chromium.ts';
import { axeFindings, openPage } from './end-to-end-page.ts';
import { buildOnce, type RunningServer, startServer } from './end-to-end-server.ts';
import { judge, looks } from './portal-looks.ts';

/** No violation in any state of any view: light and dark, on a desk and on a phone. */
const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-looks-'));
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  buildOnce();
  browser = await chromium.launch(launchOptions());
  server = await startServer({ db: join(folder, 'looks.db') });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('axe finds nothing', () => {
  for (const [role, views] of Object.entries(looks))
    test(`in what a ${role} meets`, { timeout: 90_000 }, async () => {
      const { page } = await openPage(browser, `${server.url}/?demo=${role}`);
      await page.getByText('Live', { exact: true }).waitFor();
      const found: string[] = [];
      for (const look of views) found.push(...(await judge(page, look)));
      expect(found).toEqual([]);
      await page.context().close();
    });

  test('before anyone is signed in, and in Spanish', async () => {
    const { page } = await openPage(browser, server.url);
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(`${server.url}/?lang=es&demo=analyst`);
    await page.getByText('En directo').waitFor();
    await page.getByRole('row').nth(1).click();
    await page.locator('him-review:focus-within').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });
});

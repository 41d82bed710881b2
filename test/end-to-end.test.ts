import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchOptions } from './chromium.ts';
import { type Host, startHost } from './end-to-end-host.ts';
import { axeFindings, moveTo, openPage, rowOf, signIn, type Watched } from './end-to-end-page.ts';
import { startProvider } from './end-to-end-provider.ts';
import {
  buildOnce,
  freePort,
  type RunningServer,
  startServer,
  tokenFor,
} from './end-to-end-server.ts';
import { stayBundle, summaryWords } from './end-to-end-stay.ts';

/**
 * One chart's life as people meet it: the built server in its own process, the portal page in a real browser.
 * The tests are chapters of one story and run in this order.
 */
const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-story-'));
const db = join(folder, 'story.db');
const patient = 'Ravensworth, Ione';
const chart = 'chart.story-1';
const summary = 'deficiency.story-1.unsigned.summary-story-1';

let server: RunningServer;
let host: Host;
let stranger: Host;
let browser: Browser;
let feed: string;
let analyst: Watched;
let supervisor: Watched;

beforeAll(async () => {
  buildOnce();
  const options = {
    token: () => tokenFor(db, 'portal-user', 'analyst'),
    endpoint: () => server.url,
  };
  [host, stranger, browser] = await Promise.all([
    startHost(options),
    startHost(options),
    chromium.launch(launchOptions()),
  ]);
  server = await startServer({ db, allowedOrigins: [host.origin] });
  feed = tokenFor(db, 'feed', 'system');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await Promise.all([host?.close(), stranger?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function send(bundle: unknown): Promise<void> {
  const response = await fetch(`${server.url}/fhir`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', authorization: `Bearer ${feed}` },
    body: JSON.stringify(bundle),
  });
  expect(response.status, await response.text()).toBe(200);
}

async function read(path: string): Promise<Record<string, unknown>> {
  const token = tokenFor(db, 'auditor', 'auditor');
  const response = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

describe('the life of a chart', () => {
  test('an analyst signs in and sees a chart appear that the hospital system sends', async () => {
    analyst = await openPage(browser, server.url);
    const { page } = analyst;
    await page.getByRole('button', { name: 'HIM analyst' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await signIn(page, 'HIM analyst');
    const count = Number((await page.getByText(/^1 of \d+$/).textContent())?.split(' ').at(-1));
    await send(stayBundle('story-1', 'Ravensworth'));
    await page.getByRole('button', { name: '1 new' }).click();
    await rowOf(page, patient).waitFor();
    await page.getByText(`1 of ${count + 1}`).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('the analyst claims it by keyboard, and a supervisor sees at once who holds it', async () => {
    const { page } = analyst;
    supervisor = await openPage(browser, server.url);
    await signIn(supervisor.page, 'Supervisor');
    await rowOf(supervisor.page, patient).waitFor();
    await page.locator('him-queue').evaluate((queue: HTMLElement) => queue.focus());
    await moveTo(page, patient);
    await page.keyboard.press('c');
    await rowOf(page, patient).getByText('Yours').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Document 2 of 2').waitFor();
    await page.getByText(/You, until \d\d:\d\d/).waitFor();

    await rowOf(supervisor.page, patient).getByText('Ana Lysander').waitFor();
    await rowOf(supervisor.page, patient).click();
    await supervisor.page.getByText(/Ana Lysander, until \d\d:\d\d/).waitFor();
    await supervisor.page.getByRole('button', { name: 'Take over' }).waitFor();
    expect(await axeFindings(supervisor.page)).toEqual([]);
    await supervisor.page.getByRole('tab', { name: 'History' }).click();
  });

  test('the analyst finishes by keyboard; it leaves the queue; the history says who, when and why', async () => {
    const { page } = analyst;
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByLabel('Note').fill('Complete but for a signature');
    await page.keyboard.press('Control+Enter');
    await rowOf(page, patient).getByText('Done').waitFor();
    // The next free task came by itself and is the analyst's.
    await page.getByText(/You, until \d\d:\d\d/).waitFor();

    const entry = supervisor.page.getByRole('listitem').filter({ hasText: 'Analysis finished' });
    await entry.getByText('Complete but for a signature').waitFor();
    expect(await entry.textContent()).toMatch(
      /Analysis finished\s*\d\d:\d\d.*Ana Lysander · Analyst/s,
    );
    const { tasks } = (await readAs('/api/tasks?queue=chart-analysis&limit=200')) as {
      tasks: { instanceId: string }[];
    };
    expect(tasks.map((one) => one.instanceId)).not.toContain(chart);
  });

  test('a physician reads and signs what is theirs, and the chart is complete', async () => {
    expect(await read(`/api/instances/${chart}`)).toMatchObject({ isOpen: true });
    const physician = await openPage(browser, server.url);
    const { page } = physician;
    await signIn(page, 'Physician');
    const own = page.getByRole('article', { name: patient });
    await own.waitFor();
    expect(await page.getByText('Dubois, Camille').count(), 'a chart of Dr Osei').toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await own.getByRole('button', { name: /Discharge summary/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(summaryWords).waitFor();
    await page.locator('him-review #document-title:focus').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByText('Discharge summary').waitFor();
    await page.keyboard.press('Control+Enter');
    await own.waitFor({ state: 'detached' });
    // What is due next came by itself, and not of the chart that is done.
    await page.locator('him-review').getByText('Ravensworth').waitFor({ state: 'hidden' });

    expect(await read(`/api/instances/${summary}`)).toMatchObject({
      state: 'verified',
      isOpen: false,
    });
    expect(await read(`/api/instances/${chart}`)).toMatchObject({
      isOpen: false,
      state: { completion: 'complete' },
    });
    expect(physician.faults).toEqual([]);
    await page.context().close();
  });
});

describe('when the server dies', () => {
  test('pages say so, come back by themselves, and nothing is lost', async () => {
    const before = await read(`/api/instances/${chart}/history`);
    const { page } = analyst;
    for (const watched of [analyst, supervisor]) watched.expectOutage(true);
    await server.kill();
    await page.getByText('Offline', { exact: true }).waitFor();
    await page.getByText(/No connection\. The list is as it was at \d\d:\d\d/).waitFor();

    server = await startServer({ db, port: server.port, allowedOrigins: [host.origin] });
    for (const watched of [analyst, supervisor]) {
      await watched.page.getByText('Live', { exact: true }).waitFor();
      watched.expectOutage(false);
    }
    await page.getByText('No connection').waitFor({ state: 'hidden' });
    expect(await read(`/api/instances/${chart}/history`)).toEqual(before);
    await send(stayBundle('story-2', 'Winterbourne'));
    await page.getByRole('button', { name: '1 new' }).click();
    await rowOf(page, 'Winterbourne, Ione').waitFor();
  });

  test('no page broke its content policy or wrote an error in all that', async () => {
    expect([...analyst.faults, ...supervisor.faults]).toEqual([]);
    // And it would have been seen: the policy refuses this style, and the page is told.
    await analyst.page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await expect.poll(() => analyst.faults.join()).toContain('policy: style-src');
  });
});

describe('a portal on another origin', () => {
  test('shows the work list with a token of its own when the server allows it', async () => {
    const { page, faults } = await openPage(browser, host.origin);
    await page.getByRole('row').first().waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(5);
    await page
      .getByRole('heading', { name: 'Deficiencies' })
      .or(page.getByLabel('Queue'))
      .waitFor();
    expect(faults).toEqual([]);
  });

  test('is refused when the server does not, and the widget says so', async () => {
    const { page } = await openPage(browser, stranger.origin);
    await page.getByText('The list could not be loaded').waitFor();
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await page.getByRole('row').count()).toBe(0);
  });
});

describe('where the hospital signs its people in', () => {
  test('the portal leads there and back, works with what it brought, and forgets it on sign-out', async () => {
    const port = await freePort();
    const portal = `http://127.0.0.1:${port}`;
    const provider = await startProvider(portal);
    const own = await startServer({
      db: join(folder, 'signed-in.db'),
      port,
      settings: { CHARTKEEPER_OIDC_ISSUER: provider.issuer, CHARTKEEPER_PUBLIC_URL: portal },
    });
    try {
      const { page, faults } = await openPage(browser, portal);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByText('Nora Field').waitFor();
      await page.getByRole('row').first().waitFor();
      await page.reload();
      await page.getByText('Nora Field').waitFor();
      await page.getByRole('button', { name: 'Nora Field' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      await page.reload();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      // That nobody is signed in yet is a 401, which the browser writes into the console itself.
      expect(faults.filter((one) => !one.includes('401'))).toEqual([]);
    } finally {
      await own.stop();
      await provider.close();
    }
  });
});

/** The lists of a department are for those who work in it. */
async function readAs(path: string): Promise<unknown> {
  const token = tokenFor(db, 'lead', 'supervisor');
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${server.url}${path}`, { headers })).json();
}

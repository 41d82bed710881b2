import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchOptions } from './chromium.ts';
import { axeFindings, openPage, signIn, type Watched } from './end-to-end-page.ts';
import { buildOnce, type RunningServer, startServer } from './end-to-end-server.ts';

/**
 * The portal's views as the people of the demonstration meet them, each with a page of their own: what they do there,
 * what axe finds on a desk and on a phone, and that nothing is asked of another host.
 */
const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-portal-'));
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  buildOnce();
  browser = await chromium.launch(launchOptions());
  server = await startServer({ db: join(folder, 'portal.db') });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the portal as someone, lets them do their part, and judges the page. */
async function as(
  role: string,
  act: (page: Page, watched: Watched) => Promise<void>,
  excused: (fault: string) => boolean = () => false,
): Promise<void> {
  const watched = await openPage(browser, server.url);
  const { page, faults } = watched;
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'blob:' && origin !== server.url) elsewhere.push(request.url());
  });
  try {
    await signIn(page, role);
    await act(page, watched);
    expect(faults.filter((fault) => !excused(fault))).toEqual([]);
    expect(elsewhere).toEqual([]);
  } finally {
    await page.context().close();
  }
}

const section = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name });

/** That a purpose is needed is a 403, which the browser writes into the console itself. */
const isPurposeAsked = (fault: string): boolean => fault.includes('403');

describe('the portal', () => {
  test('opens a list by its number of today', () =>
    as('HIM analyst', async (page) => {
      await page.getByRole('link', { name: /\d+ Deficiencies/ }).click();
      await expect.poll(() => page.url()).toMatch(/#work\/deficiencies$/);
      await page.getByRole('row').filter({ hasText: 'not signed' }).first().click();
      await page.getByRole('button', { name: 'Open the chart' }).click();
      await page.getByRole('tab', { name: 'Record', selected: true }).waitFor();
    }));

  test('finds a chart outside one’s lists with a purpose, shows it while it stands, and drops it', () =>
    as(
      'Privacy officer',
      async (page) => {
        await page.getByLabel('Name or number').fill('okafor');
        await page.getByRole('button', { name: 'Find', exact: true }).click();
        await page.getByLabel('Purpose of use').selectOption('HCOMPL');
        expect(await axeFindings(page)).toEqual([]);
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByText('1002 0137').waitFor();
        expect(await axeFindings(page)).toEqual([]);
        await page.getByRole('link', { name: 'Okafor, Ada' }).click();
        await page.getByText('purpose stated: Compliance').waitFor();
        await page.getByText('Asked to see the patient').waitFor();
        // Neither name nor number stands in an address or a title, which the browser remembers.
        expect(page.url()).not.toMatch(/okafor|1002/i);
        expect(await page.title()).toBe('Chart – Mercy Valley Health');
        await page.getByRole('button', { name: 'End and leave the chart' }).click();
        await page.getByText('purpose stated').waitFor({ state: 'hidden' });
        await page.goBack();
        await page.getByLabel('Purpose of use').waitFor();
      },
      isPurposeAsked,
    ));

  test('has a chart’s record, deficiencies, timeline and rules under tabs, and opens a piece of work', () =>
    as('HIM analyst', async (page) => {
      await section(page, 'Find a chart').click();
      await page.getByLabel('Name or number').fill('V10020137');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Okafor, Ada' }).click();
      await page.getByRole('tab', { name: 'Record' }).focus();
      for (const [name, words] of [
        ['Deficiencies', 'Discharge summary: missing'],
        ['Timeline', 'Discharged'],
        ['Rules', 'Discharge summary'],
      ] as const) {
        await page.keyboard.press('ArrowRight');
        const tab = page.getByRole('tabpanel', { name });
        await tab.getByText(words).first().waitFor();
        expect(await axeFindings(page), name).toEqual([]);
      }
      await page.getByRole('tab', { name: 'Deficiencies' }).click();
      await page.getByRole('button', { name: 'Discharge summary: missing' }).click();
      await expect.poll(() => page.url()).toContain('/review/');
      await page.locator('him-review').getByText('Discharge summary: missing').first().waitFor();
    }));

  test('keeps a note on a chart for those it is for, and shows it to them at once', () =>
    as('HIM analyst', async (page) => {
      await page.goto(`${server.url}/?demo=analyst#chart/stay-01/notes`);
      await page.getByRole('button', { name: 'Add a note' }).click();
      await page.getByLabel('Note', { exact: true }).fill('The summary was promised for Friday');
      await page.getByLabel('Who sees it').selectOption('roles');
      await page.getByLabel('Supervisor').check();
      expect(await axeFindings(page)).toEqual([]);
      await as('Supervisor', async (other) => {
        await other.goto(`${server.url}/?demo=supervisor#chart/stay-01`);
        await other.getByRole('tab', { name: 'Notes' }).waitFor();
        await page.keyboard.press('Control+Enter');
        await page.getByText('For Supervisor').waitFor();
        await other.getByRole('tab', { name: 'Notes 1' }).click();
        await other.getByText('The summary was promised for Friday').waitFor();
        expect(await axeFindings(other)).toEqual([]);
      });
      await as('Manager', async (other) => {
        await other.goto(`${server.url}/?demo=manager#chart/stay-01/notes`);
        await other.getByText('No notes').waitFor();
      });
      await page.getByRole('button', { name: /^Remove the note/ }).click();
      await page.getByLabel('Why is it removed?').fill('It came');
      await page.keyboard.press('Enter');
      await page.getByText('No notes').waitFor();
    }));

  test('enters a user with roles, and who covers whom', () =>
    as('Administrator', async (page) => {
      await section(page, 'People').click();
      await page.getByRole('button', { name: 'Add a user' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Nora Field');
      await page.getByLabel('Account').fill('nora@mercyvalley.test');
      await page.getByRole('combobox', { name: 'Role' }).selectOption('physician');
      await page.getByRole('combobox', { name: 'Facility' }).selectOption('north');
      await page.getByLabel('Practitioner').fill('Ito');
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Nora Field is saved.').waitFor();
      const row = page.getByRole('row').filter({ hasText: 'nora@mercyvalley.test' });
      await row.getByText('Physician · North Hospital').waitFor();
      await row.getByText('Haruka Ito').waitFor();
      expect(await axeFindings(page)).toEqual([]);

      await page.getByRole('link', { name: 'Groups' }).click();
      await page.getByLabel('Group', { exact: true }).fill('Hospitalists');
      await page.getByLabel('Member', { exact: true }).fill('Osei');
      await page.getByRole('button', { name: 'Add a member' }).click();
      await page.getByRole('rowheader', { name: 'Hospitalists' }).waitFor();
      expect(await axeFindings(page)).toEqual([]);

      await page.getByRole('link', { name: 'Cover' }).click();
      await page.getByLabel('Who is away').fill('Reyes');
      await page.getByLabel('Or a group').selectOption({ label: 'Hospitalists' });
      await page.getByLabel('From').fill('2026-01-05');
      await page.getByRole('button', { name: 'Add the cover' }).click();
      const cover = page.getByRole('row').filter({ hasText: 'Elena Reyes' });
      await cover.getByText('Hospitalists').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: /^Remove the cover of Elena Reyes/ }).click();
      await page.getByText('Nobody is covered.').waitFor();
    }));

  test('has leave proposed by the one who is away and approved by another', async () => {
    await as('Physician', async (page) => {
      await section(page, 'Leave').click();
      await page.getByLabel('First day away').fill('2027-03-01');
      await page.getByLabel('Last day away').fill('2027-03-12');
      await page.getByLabel('Reason').fill('Annual leave');
      await page.getByRole('button', { name: 'Propose leave' }).click();
      await page.getByText('The leave is proposed.').waitFor();
      expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
      expect(await axeFindings(page)).toEqual([]);
    });
    await as('Medical staff office', async (page) => {
      await section(page, 'Leave').click();
      await page.getByRole('button', { name: 'Approve the leave of Elena Reyes' }).click();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
      await page.getByText('The leave is approved.').waitFor();
      await page
        .getByRole('row')
        .filter({ hasText: 'Annual leave' })
        .getByText('Approved')
        .waitFor();
    });
  });

  test('shows the department, the rows behind a number, and gives the work of one who departs to another', () =>
    as('Supervisor', async (page) => {
      await section(page, 'Department').click();
      await page.getByRole('heading', { name: 'Age of open deficiencies' }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      const lind = page.getByRole('row').filter({ hasText: 'Tomas Lind' }).first();
      const open = Number(await lind.getByRole('link').first().textContent());
      await lind.getByRole('link').first().click();
      await page.getByText(new RegExp(`^${open} rows, as of`)).waitFor();
      expect(await page.getByRole('row').count()).toBe(open + 1);
      expect(await axeFindings(page)).toEqual([]);
      const file = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download CSV' }).click();
      expect((await file).suggestedFilename()).toBe('workload-by-physician-physician-open.csv');

      await page.getByRole('link', { name: 'Department' }).last().click();
      await page.getByRole('link', { name: 'Reassign a physician’s work' }).click();
      await page.getByLabel('Who departs').fill('Lind');
      await page.getByLabel('Who takes over').fill('Cole');
      await page.getByRole('button', { name: 'Count what would move' }).click();
      await page.getByText(`${open} deficiencies would move`).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: `Reassign all ${open}` }).click();
      await page.getByText(`${open} deficiencies were reassigned.`).waitFor();
      expect(await page.getByText('Reassigned', { exact: true }).count()).toBe(open);
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Count what would move' }).click();
      await page.getByText('Nothing is open with Tomas Lind').waitFor();
    }));

  test('moves the clock of the demonstration, and what is shown with it', () =>
    as('HIM analyst', async (page) => {
      const overdue = async (): Promise<number> => {
        const words = await page.getByRole('link', { name: /Chart analysis/ }).textContent();
        return Number(/(\d+) overdue/.exec(words ?? '')?.[1] ?? 0);
      };
      const before = await overdue();
      await page.getByRole('button', { name: '+1 week' }).click();
      await expect.poll(overdue, { timeout: 10_000 }).toBeGreaterThan(before);
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
    }));

  test('speaks Spanish where it is asked to', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/?lang=es`);
    await page.getByRole('button', { name: /^Analista de historias/ }).click();
    await page.getByText('En directo').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
    expect(page.url()).toContain('lang=es');
    await page.getByRole('button', { name: /Tomar siguiente/ }).waitFor();
    await page.getByRole('link', { name: /Por analizar/ }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

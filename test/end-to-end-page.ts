import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export const sizes = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

/** A page with a person at it, and all that went wrong on it. */
export interface Watched {
  readonly page: Page;
  /** Errors in the console, uncaught errors and what the content policy refused. */
  readonly faults: readonly string[];
  /** During an outage the browser itself writes of every request that fails; nothing else is excused. */
  expectOutage(isExpected: boolean): void;
}

/** Opens a page of its own session: nothing is shared with another person's. */
export async function openPage(browser: Browser, url: string): Promise<Watched> {
  const context = await browser.newContext({ viewport: sizes.desk, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  let isOutage = false;
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    if (isOutage && message.text().startsWith('Failed to load resource')) return;
    faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  await page.exposeFunction('tellViolation', (what: string) => faults.push(`policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = (window as unknown as { tellViolation(what: string): void }).tellViolation;
      tell(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
  await page.goto(url);
  return {
    page,
    faults,
    expectOutage: (isExpected) => {
      isOutage = isExpected;
    },
  };
}

/** Signs in as a person of the demo data, as a person does. */
export async function signIn(page: Page, role: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${role} `) }).click();
  await page.getByText('Live', { exact: true }).waitFor();
}

export function rowOf(page: Page, patient: string): Locator {
  return page.getByRole('row').filter({ hasText: patient });
}

/** Moves with J from the top of the list until the row of this patient is the active one. */
export async function moveTo(page: Page, patient: string): Promise<void> {
  const active = page.locator('him-queue .row:focus');
  await page.keyboard.press('Home');
  for (let i = 0; i < 40; i++) {
    if ((await active.textContent())?.includes(patient)) return;
    await page.keyboard.press('j');
    await page.locator(`him-queue .row:focus[aria-rowindex="${i + 2}"]`).waitFor();
  }
  throw new Error(`${patient} is not in the list`);
}

/** What axe finds wrong on the page, on a desk and on a phone. */
export async function axeFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    // Two frames: container queries and what they show are settled then.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
    found.push(...(await page.evaluate(runAxe)).map((line) => `${name}: ${line}`));
  }
  await page.setViewportSize(sizes.desk);
  return found;
}

async function runAxe(): Promise<string[]> {
  interface Axe {
    run(
      context: Document,
      options: object,
    ): Promise<{ violations: { id: string; nodes: { target: unknown; html: string }[] }[] }>;
  }
  const { axe } = window as unknown as { axe: Axe };
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${JSON.stringify(node.target)}: ${node.html.slice(0, 200)}`),
  );
}

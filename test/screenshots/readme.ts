import type { Page } from 'playwright-core';
import type { PageScene } from './pages.ts';

/** A picture that the README or its portal's page shows, in the one look it is shown in. */
export interface ReadmeScene extends PageScene {
  readonly scheme?: 'dark';
  readonly isPhone?: true;
  readonly language?: 'es';
  /** Taken over the made-up hospital, loaded whole: its figures are those of a department at work. */
  readonly isOfHospital?: true;
}

/** The row of the list that has these words, opened with what it is about. */
async function openRow(page: Page, words: string): Promise<void> {
  await page.getByRole('row').filter({ hasText: words }).first().click();
  await page.locator('him-review:focus-within').waitFor();
}

async function openDesk(page: Page): Promise<void> {
  await openRow(page, 'Novak, Ivana');
}

/** Words that someone wrote on, as her colleagues see them. */
async function annotate(page: Page): Promise<void> {
  const record = page.locator('him-record');
  const title = record.getByRole('heading', { level: 2 }).first();
  const next = record.getByRole('button', { name: 'Next document' });
  while ((await title.textContent()) !== 'Operative report') await next.click({ timeout: 3000 });
  const line = record.getByText('Estimated blood loss');
  await line.waitFor();
  for (const [act, words] of [
    ['Highlight', ''],
    ['Comment', 'Ask the surgeon which side it was.'],
  ] as const) {
    await line.click({ clickCount: act === 'Comment' ? 2 : 3, position: { x: 40, y: 8 } });
    await record.getByRole('button', { name: act, exact: true }).click();
    if (words !== '') await page.getByRole('dialog').getByLabel('Comment').fill(words);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await record.getByRole('button', { name: /^Annotations/ }).click();
}

/** As it was some steps back, with the part of the chart that moved then. */
async function stepBack(page: Page): Promise<void> {
  const timeline = page.locator('him-timeline');
  await timeline.getByRole('slider').waitFor();
  for (let steps = 0; steps < 3; steps++)
    await timeline.getByRole('button', { name: 'One step back' }).click();
}

const desk = { role: 'analyst', hash: '#work/deficiencies', act: openDesk } as const;

export const readmeScenes: readonly ReadmeScene[] = [
  { ...desk, name: 'desk' },
  { ...desk, name: 'desk-dark', scheme: 'dark' },
  {
    ...desk,
    name: 'desk-phone',
    isPhone: true,
  },
  {
    ...desk,
    name: 'desk-spanish',
    language: 'es',
  },
  {
    name: 'physician',
    role: 'physician',
    hash: '#my-charts',
    act: async (page) => {
      const list = page.locator('him-inbox');
      for (const patient of ['Singh, Harpreet', 'Schmidt, Karl']) {
        const chart = list.getByRole('article', { name: patient });
        await chart
          .getByRole('button', { name: /not signed/ })
          .first()
          .click();
        await chart.getByRole('checkbox', { disabled: false }).first().check();
      }
    },
  },
  { name: 'department', role: 'supervisor', hash: '#department', isOfHospital: true },
  { name: 'timeline', role: 'supervisor', hash: '#chart/stay-18/timeline', act: stepBack },
  { name: 'rules', role: 'analyst', hash: '#chart/stay-18/rules' },
  { name: 'record', role: 'analyst', hash: '#chart/stay-18', act: annotate },
];

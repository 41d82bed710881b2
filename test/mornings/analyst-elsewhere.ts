import { expect } from 'vitest';
import type { Morning } from './morning.ts';
import { goTo } from './steps.ts';

/** A chart that is on none of her lists: it opens with a purpose, and the look at it is kept with that. */
export async function findElsewhere({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  expect((await ask('analyst', '/api/charts/stay-31')).status).toBe(403);
  await goTo(hands, 'Find a chart');
  await hands.write(page.getByLabel('Name or number'), 'V10024247');
  await page.keyboard.press('Enter');
  await hands.choose(page.getByLabel('Purpose of use'), 'Health care operations');
  await hands.press(page.getByRole('button', { name: 'Go on' }));
  await hands.press(page.getByRole('link', { name: /^Kim/ }));
  await page.getByText('purpose stated: Health care operations').waitFor();
  await page.locator('him-record').getByText('Document 1 of 1').waitFor();
  expect(page.url()).not.toMatch(/kim|1002/i);
}

/** What she found is left on the chart for the next reader. */
export async function leaveNote({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  const words = 'Asked the clinic for the second page';
  await hands.tab(page.getByRole('tab', { name: /^Notes/ }));
  await hands.press(page.getByRole('button', { name: 'Add a note' }));
  await hands.write(page.getByLabel('Note', { exact: true }), words);
  await page.keyboard.press('Control+Enter');
  await page.locator('him-notes').getByText(words).waitFor();
  const purposed = { headers: { 'x-purpose-of-use': 'HOPERAT' } };
  const seen = await ask('supervisor', '/api/annotations?encounter=stay-31', purposed);
  expect(JSON.stringify(seen.body)).toContain(words);
  await hands.press(page.getByRole('button', { name: 'End and leave the chart' }));
  await page.getByText('purpose stated').waitFor({ state: 'hidden' });
}

import { expect } from 'vitest';
import type { Morning } from './morning.ts';
import { backToList, openTask, rowsOf } from './steps.ts';

interface Counts {
  readonly open: number;
  readonly overdue: number;
  readonly onHold: number;
}

export async function countsOf({ ask }: Morning, queue: string): Promise<Counts> {
  const { body } = await ask('analyst', '/api/queues');
  return body.queues.find((one: { queue: string }) => one.queue === queue).counts;
}

/** The numbers of today say what the server counts, and a number opens its list. */
export async function readCounts(morning: Morning): Promise<void> {
  const { hands } = morning;
  const { open, overdue } = await countsOf(morning, 'deficiencies');
  const tile = hands.page.getByRole('link', { name: new RegExp(`^${open} Deficiencies`) });
  expect(await tile.textContent()).toContain(`${overdue} overdue`);
  await hands.press(tile);
  await hands.page.getByText(`1 of ${open}`, { exact: true }).waitFor();
}

/** She narrows the list to what is late, and keeps that as a view that is there again tomorrow. */
export async function keepView(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const { overdue } = await countsOf(morning, 'deficiencies');
  await hands.press(page.getByRole('button', { name: 'Filter and views' }));
  await hands.choose(page.getByRole('combobox', { name: 'Due', exact: true }), 'Overdue');
  await page.getByText(`1 of ${overdue}`, { exact: true }).waitFor();
  await hands.press(page.getByRole('button', { name: 'Save as…' }));
  await hands.write(page.getByRole('textbox', { name: 'Name' }), 'Late ones');
  await hands.press(page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect
    .poll(async () => (await ask('analyst', '/api/views')).body.views.map(named))
    .toEqual(['Late ones']);
  expect((await ask('coder', '/api/views')).body.views).toEqual([]);
  const show = page.getByRole('combobox', { name: 'Show', exact: true });
  await hands.choose(show, `Open · ${(await countsOf(morning, 'deficiencies')).open}`);
  await hands.choose(show, `Late ones · ${overdue}`);
  await page.getByText(`1 of ${overdue}`, { exact: true }).waitFor();
}

const named = ({ name }: { readonly name: string }): string => name;

/** Y is a better key for her to claim with: she gives it, and it does. */
export async function remapKey(morning: Morning): Promise<void> {
  const { hands } = morning;
  const { page } = hands;
  const { open } = await countsOf(morning, 'chart-analysis');
  await hands.press(page.getByRole('link', { name: /Chart analysis/ }));
  // What narrowed the other list does not narrow this one.
  await page.getByText(`1 of ${open}`, { exact: true }).waitFor();
  await openTask(hands, 'Schmidt');
  await backToList(hands);
  await hands.keyOr('?', page.getByRole('button', { name: 'Keyboard shortcuts' }));
  await hands.press(page.getByRole('button', { name: 'Change the key for: Claim the task' }));
  await page.keyboard.press('y');
  await hands.press(page.getByRole('button', { name: 'Close', exact: true }));
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  // Closed, the sheet gives the focus back to what opened it, which with the mouse is its button and no row.
  await openTask(hands, 'Schmidt');
  await backToList(hands);
  await page.keyboard.press('y');
  await rowsOf(hands, 'Schmidt').getByText('Yours').waitFor();
  await expect.poll(() => holderOf(morning, 'chart.stay-23')).toBe('Ana Lysander');
  await page.keyboard.press('u');
  await expect.poll(() => holderOf(morning, 'chart.stay-23')).toBeUndefined();
}

export async function holderOf({ ask }: Morning, instanceId: string): Promise<string | undefined> {
  const { body } = await ask('supervisor', `/api/instances/${instanceId}`);
  const claims = body.tasks.flatMap((one: { claim: unknown }) => one.claim ?? []);
  return claims[0]?.holderName;
}

/** Three charts wait for the same papers. One of them a colleague holds: that row is refused, the others go. */
export async function actOnMany(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const taken = encodeURIComponent('chart.stay-16/analysis');
  expect((await ask('supervisor', `/api/tasks/${taken}/claim`, { method: 'POST' })).status).toBe(
    200,
  );
  const before = await countsOf(morning, 'chart-analysis');
  await hands.mark(['Haddad', 'Yilmaz', 'Osman'].map((name) => rowsOf(hands, name)));
  await page.getByText('3 marked').waitFor();
  await hands.keyOr('a', page.getByRole('button', { name: 'Act…' }));
  await hands.choose(page.getByLabel('What to do'), 'Hold');
  await hands.write(page.getByRole('textbox', { name: /^Reason/ }), 'Waits for scanned consents');
  await hands.setDate(page.getByLabel(/^Return/), '2099-01-15');
  await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Hold' }));
  await page.getByText('Hold: 2 done, 1 refused').first().waitFor();
  await page
    .getByText(/Sue Pereira/)
    .first()
    .waitFor();
  await expect
    .poll(async () => (await countsOf(morning, 'chart-analysis')).onHold)
    .toBe(before.onHold + 2);
  await hands.press(page.getByRole('button', { name: 'Dismiss' }));
}

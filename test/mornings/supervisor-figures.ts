import { expect } from 'vitest';
import type { Hands } from './hands.ts';
import type { Morning } from './morning.ts';
import { goTo } from './steps.ts';

async function overdueOf({ ask }: Morning): Promise<number> {
  const { body } = await ask('supervisor', '/api/queues');
  return body.queues.find((one: { queue: string }) => one.queue === 'deficiencies').counts.overdue;
}

async function overdueShown({ page }: Hands): Promise<string | null> {
  const lists = page.getByRole('table', { name: 'Lists today' });
  const heads = await lists.getByRole('columnheader').allTextContents();
  const row = lists.getByRole('row').filter({ hasText: 'Deficiencies' });
  return row.locator('th, td').nth(heads.indexOf('Overdue')).textContent();
}

/** What the department has open stands there as the server counts it. */
export async function readFigures(morning: Morning): Promise<void> {
  const { hands } = morning;
  await goTo(hands, 'Department');
  await hands.page.getByRole('heading', { name: 'Age of open deficiencies' }).waitFor();
  expect(await overdueShown(hands)).toBe(String(await overdueOf(morning)));
}

/** Behind a number stand its rows; she opens the one that has waited longest. */
export async function drillDown({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  const lind = page.getByRole('row').filter({ hasText: 'Tomas Lind' }).first();
  const number = lind.getByRole('link').first();
  const open = Number(await number.textContent());
  await hands.press(number);
  await page.getByText(new RegExp(`^${open} rows, as of`)).waitFor();
  expect(await page.getByRole('row').count()).toBe(open + 1);
  const { body } = await ask('supervisor', '/api/tasks?queue=deficiencies&practitioner=lind');
  const [longest] = body.tasks as { title: { text: string }; instanceId: string }[];
  await hands.press(
    page
      .getByRole('row')
      .filter({ hasText: 'Operative report: not signed' })
      .getByRole('link')
      .first(),
  );
  await expect.poll(() => decodeURIComponent(page.url())).toContain(`#task/${longest?.instanceId}`);
  await page
    .locator('him-review')
    .getByRole('heading', { name: /^Adeyemi/ })
    .waitFor();
}

/** How it came to this, moment by moment; and why other papers are not asked for. */
export async function readChart({ hands }: Morning): Promise<void> {
  const { page } = hands;
  await hands.press(page.getByRole('button', { name: 'Open the chart' }));
  await page.getByRole('tab', { name: 'Record', selected: true }).waitFor();
  await hands.tab(page.getByRole('tab', { name: 'Timeline' }));
  const timeline = page.locator('him-timeline');
  const slider = timeline.getByRole('slider');
  const latest = Number(await slider.inputValue());
  await timeline.getByRole('img').first().waitFor();
  await hands.press(timeline.getByRole('button', { name: 'One step back' }));
  await expect.poll(() => slider.inputValue()).toBe(String(latest - 1));
  await hands.slideToStart(slider);
  await timeline.getByText('It had not begun yet.').waitFor();
  await hands.tab(page.getByRole('tab', { name: 'Rules' }));
  await page
    .locator('him-why')
    .getByText(/42 CFR/)
    .first()
    .waitFor();
}

/** Two days go by. What was due then is late, here and in its history. */
export async function moveClock(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  await goTo(hands, 'Department');
  const before = await overdueOf(morning);
  for (const _ of ['tomorrow', 'the day after']) {
    const { body } = await ask('supervisor', '/api/clock');
    await hands.press(page.getByRole('button', { name: '+1 day' }));
    await expect
      .poll(async () => Date.parse((await ask('supervisor', '/api/clock')).body.now))
      .toBeGreaterThan(Date.parse(body.now) + 20 * 3_600_000);
    await page.getByRole('button', { name: '+1 day', disabled: false }).waitFor();
  }
  const after = await overdueOf(morning);
  expect(after).toBeGreaterThan(before);
  await expect.poll(() => overdueShown(hands)).toBe(String(after));
  const late = 'deficiency.stay-20.missing-document.discharge-summary';
  const { body } = await ask('supervisor', `/api/instances/${late}/history`);
  expect(body.entries.map((one: { type: string }) => one.type)).toContain('deficiency.due');
}

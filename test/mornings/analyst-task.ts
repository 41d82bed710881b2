import { expect } from 'vitest';
import { countsOf, holderOf } from './analyst-list.ts';
import type { Morning } from './morning.ts';
import { backToList, isLive, isOnDesk, openTask, rowsOf } from './steps.ts';

/** She opens a chart and claims it, searches in it, turns to another document, and sees why it is here. */
export async function readRecord(morning: Morning): Promise<void> {
  const { hands } = morning;
  const { page } = hands;
  await openTask(hands, 'Larsen');
  await page.keyboard.press('c');
  const desk = page.locator('him-review');
  await expect.poll(() => holderOf(morning, 'chart.stay-11')).toBe('Ana Lysander');

  const record = desk.locator('him-record');
  const title = record.getByRole('heading', { level: 2 });
  await record.getByText(/Document \d of 3/).waitFor();
  await hands.keyOr('/', record.getByRole('button', { name: 'Find in the chart' }));
  await hands.write(record.getByRole('searchbox'), 'hospital');
  await page.keyboard.press('Enter');
  await record.getByText(/\d+ in \d documents?/).waitFor();
  await hands.keyOr('Escape', record.getByRole('button', { name: 'End the search' }));
  const first = await title.textContent();
  await hands.keyOr('n', record.getByRole('button', { name: 'Next document' }));
  await expect.poll(() => title.textContent()).not.toBe(first);
  await hands.keyOr('d', record.getByRole('button', { name: 'Compare' }));
  await record.getByText('There is one version of this document.').waitFor();
  await hands.keyOr('Escape', record.getByRole('button', { name: 'Close the comparison' }));
  await desk
    .locator('him-why')
    .getByText(/42 CFR/)
    .first()
    .waitFor();
}

/** Something is wrong in what a physician wrote: the words are named, and it becomes a piece of work for him. */
export async function raiseOnWords(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const before = await countsOf(morning, 'deficiencies');
  await hands.press(page.getByRole('button', { name: 'More' }));
  await hands.press(page.getByRole('button', { name: 'Add a deficiency' }));
  const form = page.getByRole('dialog');
  await hands.choose(form.getByLabel(/^Kind/), 'Missing element');
  await hands.choose(form.getByLabel(/^Document type/), 'Consultation');
  await hands.choose(form.getByLabel(/^Document$/), 'Consultation');
  await hands.write(form.getByLabel(/^Words in the text/), 'hospital');
  await hands.choose(form.getByLabel(/^Practitioner/), 'Akua Osei');
  await hands.write(form.getByLabel(/^Reason/), 'The answer to the question asked is missing');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'hidden' });
  await expect
    .poll(async () => (await countsOf(morning, 'deficiencies')).open)
    .toBe(before.open + 1);
  const { body } = await ask('supervisor', '/api/charts/stay-11/deficiencies');
  expect(JSON.stringify(body)).toContain('Consultation');
}

/** She is called away in the middle of a reason. After a reload it is there, and is what goes into the history. */
export async function holdWithDraft(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const half = 'The consultant is asked to';
  await hands.keyOr('h', page.locator('him-review').getByRole('button', { name: /^Hold/ }));
  await hands.write(page.getByRole('dialog').getByLabel(/^Reason/), half);
  await page.waitForTimeout(700);
  await page.reload();
  await isLive(hands);
  await rowsOf(hands, 'Larsen').waitFor();
  await hands.openRow(rowsOf(hands, 'Larsen'));
  const reason = page.getByRole('dialog').getByLabel(/^Reason/);
  await expect.poll(() => reason.inputValue()).toBe(half);
  await hands.write(reason, `${half} complete it`);
  await hands.setDate(page.getByRole('dialog').getByLabel(/^Return/), '2099-01-15');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(async () => (await countsOf(morning, 'chart-analysis')).onHold).toBe(1);
  const { body } = await ask('supervisor', '/api/instances/chart.stay-11/history');
  const hold = body.entries.find((one: { type: string }) => one.type === 'chart.hold');
  expect(hold).toMatchObject({ userName: 'Ana Lysander' });
  expect(hold.payload.reason).toBe(`${half} complete it`);
}

/** One chart after another, without the hand leaving the keys. */
export async function finishSeveral(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const before = await countsOf(morning, 'chart-analysis');
  await backToList(hands);
  await openTask(hands, 'Okafor');
  for (const next of ['Schmidt', 'Petrov', 'Van Dyk']) {
    const complete = page.getByRole('button', { name: 'Finish analysis and next' });
    await complete.waitFor();
    await hands.keyOr('Control+Enter', complete);
    const form = page.getByRole('dialog');
    await form.waitFor();
    await hands.keyOr('Control+Enter', form.getByRole('button', { name: /^Finish analysis/ }));
    await isOnDesk(hands, next);
  }
  const after = await countsOf(morning, 'chart-analysis');
  expect(after.open).toBe(before.open - 3);
  const { body } = await ask('supervisor', '/api/instances/chart.stay-01/history');
  expect(body.entries.at(-1)).toMatchObject({
    type: 'analysis.finish',
    userName: 'Ana Lysander',
  });
  await backToList(hands);
}

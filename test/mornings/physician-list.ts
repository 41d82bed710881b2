import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Hands } from './hands.ts';
import type { Morning } from './morning.ts';
import { isOnDesk } from './steps.ts';

const chartOf = ({ page }: Hands, patient: string): Locator =>
  page.locator('him-inbox').getByRole('article', { name: patient });

const itemOf = (hands: Hands, patient: string, document: string): Locator =>
  chartOf(hands, patient).getByRole('button', { name: new RegExp(`^${document}`) });

const boxOf = (hands: Hands, patient: string, document: string): Locator =>
  chartOf(hands, patient).getByRole('checkbox', { name: new RegExp(document) });

async function openItem(hands: Hands, patient: string, document: string): Promise<void> {
  await hands.press(itemOf(hands, patient, document));
  await isOnDesk(hands, patient);
  await hands.page
    .locator('him-review him-record')
    .getByText(/Document \d of/)
    .waitFor();
}

async function openOf({ ask }: Morning): Promise<number> {
  return (await ask('physician', '/api/worklists/physician')).body.totals.all.open;
}

async function lastOf({ ask }: Morning, instanceId: string): Promise<unknown> {
  const { body } = await ask('supervisor', `/api/instances/${instanceId}/history`);
  return body.entries.at(-1);
}

/** What is his, by patient; what he has not read he cannot sign. */
export async function seeList(morning: Morning): Promise<void> {
  const { hands } = morning;
  const { page } = hands;
  await page.getByText('8 open', { exact: false }).first().waitFor();
  expect(await page.locator('him-inbox').getByRole('article').count()).toBe(7);
  const singh = chartOf(hands, 'Singh, Harpreet');
  expect(await singh.getByRole('checkbox').count()).toBe(2);
  expect(await singh.getByRole('checkbox', { disabled: true }).count()).toBe(2);
  expect(await openOf(morning)).toBe(8);
}

/** He reads three documents, sees how long the last has time, and signs them together. */
export async function readAndSign(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const read = [
    ['Singh, Harpreet', 'History and physical'],
    ['Singh, Harpreet', 'Discharge summary'],
    ['Schmidt, Karl', 'Progress note'],
  ] as const;
  for (const [patient, document] of read) {
    await openItem(hands, patient, document);
    await page.locator('him-review').getByText('Due by law').first().waitFor();
    await boxOf(hands, patient, document).and(page.locator(':enabled')).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('him-inbox :focus').waitFor();
  }
  for (const [patient, document] of read) await hands.tick(boxOf(hands, patient, document));
  await page.getByText('3 selected').waitFor();
  await hands.press(page.getByRole('button', { name: 'Sign the selected' }));
  await page.locator('him-inbox').getByText('3 signed').waitFor();
  await chartOf(hands, 'Singh, Harpreet').waitFor({ state: 'hidden' });
  expect(await openOf(morning)).toBe(5);
  for (const id of [
    'deficiency.stay-21.unsigned.history-and-physical-stay-21-1',
    'deficiency.stay-23.unsigned.progress-note-stay-23-3',
  ]) {
    const { body } = await ask('supervisor', `/api/instances/${id}/history`);
    const signed = body.entries.find((one: { type: string }) => one.type === 'deficiency.sign');
    expect(signed).toMatchObject({ userName: 'Dr Elena Reyes', role: 'physician' });
  }
}

/** Two more, one after the other, at the desk itself. */
export async function signOnTheDesk(morning: Morning): Promise<void> {
  const { hands } = morning;
  const { page } = hands;
  await openItem(hands, 'Kowalski, Jan', 'Progress note');
  const sign = page.getByRole('button', { name: /^Sign and next/ });
  await hands.keyOr('Control+Enter', sign);
  await page
    .getByRole('dialog')
    .getByText(/fingerprint of exactly this text/)
    .waitFor();
  await hands.keyOr(
    'Control+Enter',
    page.getByRole('dialog').getByRole('button', { name: /^Sign/ }),
  );
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await chartOf(hands, 'Kowalski, Jan').waitFor({ state: 'hidden' });
  await openItem(hands, 'Bianchi, Sofia', 'Discharge summary');
  await hands.keyOr('Control+Enter', sign);
  await hands.keyOr(
    'Control+Enter',
    page.getByRole('dialog').getByRole('button', { name: /^Sign/ }),
  );
  await chartOf(hands, 'Bianchi, Sofia').waitFor({ state: 'hidden' });
  expect(await openOf(morning)).toBe(3);
}

/** One is not his to write: he says why, and the department decides. */
export async function declineWithReason(morning: Morning): Promise<void> {
  const { hands, ask } = morning;
  const { page } = hands;
  const reason = 'Dr Osei discharged her';
  await openItem(hands, 'Okafor, Ada', 'Discharge summary');
  await hands.press(page.locator('him-review').getByRole('button', { name: /^Decline/ }));
  await hands.write(page.getByRole('dialog').getByLabel(/^Reason/), reason);
  await page.keyboard.press('Control+Enter');
  await chartOf(hands, 'Okafor, Ada').waitFor({ state: 'hidden' });
  expect(
    await lastOf(morning, 'deficiency.stay-01.missing-document.discharge-summary'),
  ).toMatchObject({ type: 'deficiency.decline', userName: 'Dr Elena Reyes', payload: { reason } });
  const { body } = await ask('analyst', '/api/queues');
  const triage = body.queues.find((one: { queue: string }) => one.queue === 'deficiency-triage');
  expect(triage.counts.open).toBe(1);
}

/** Two charts he never saw go back as a whole, and his list is empty. */
export async function declineRest(morning: Morning): Promise<void> {
  const { hands } = morning;
  const { page } = hands;
  for (const patient of ['Van Dyk, Lotte', 'Nguyen, Linh']) {
    await hands.press(chartOf(hands, patient).getByRole('button', { name: /^Decline/ }));
    await hands.write(page.getByRole('dialog').getByLabel(/^Reason/), 'Never my patient');
    await hands.press(page.getByRole('dialog').getByRole('button', { name: /^Decline/ }));
    await chartOf(hands, patient).waitFor({ state: 'hidden' });
  }
  await page.locator('him-inbox').getByText('Nothing is due').waitFor();
  expect(await openOf(morning)).toBe(0);
}

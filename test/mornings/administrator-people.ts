import { expect } from 'vitest';
import type { Morning } from './morning.ts';
import { goTo } from './steps.ts';

/** Someone new may sign in, with a role at one hospital. */
export async function addUser({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  await goTo(hands, 'People');
  await hands.press(page.getByRole('button', { name: 'Add a user' }));
  const form = page.getByRole('dialog');
  await hands.write(form.getByLabel('Name', { exact: true }), 'Nora Field');
  await hands.write(form.getByLabel('Account'), 'nora@mercyvalley.test');
  await hands.choose(form.getByRole('combobox', { name: 'Role' }), 'HIM analyst');
  await hands.choose(form.getByRole('combobox', { name: 'Facility' }), 'North Hospital');
  await hands.press(form.getByRole('button', { name: 'Save' }));
  await page.getByText('Nora Field is saved.').waitFor();
  const { body } = await ask('administrator', '/api/people');
  expect(body.people).toContainEqual(
    expect.objectContaining({
      subject: 'nora@mercyvalley.test',
      grants: [{ role: 'analyst', facilities: ['north'] }],
    }),
  );
}

/** While one physician is away another has her list, and may sign. */
export async function coverSomeone({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  await hands.press(page.getByRole('link', { name: 'Cover' }));
  await hands.write(page.getByLabel('Who is away'), 'Reyes');
  await hands.write(page.getByLabel('Who covers'), 'Lind');
  await hands.setDate(page.getByLabel('From'), '2026-01-05');
  await hands.tick(page.getByLabel('May sign what they wrote'));
  await hands.press(page.getByRole('button', { name: 'Add the cover' }));
  await page.getByText('The cover is added.').waitFor();
  const { totals } = (await ask('surgeon', '/api/worklists/physician')).body;
  expect(totals.covered.open).toBe(8);
}

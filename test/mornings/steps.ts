import type { Locator } from 'playwright-core';
import type { Hands } from './hands.ts';

export async function signInAs(hands: Hands, role: string): Promise<void> {
  await hands.press(hands.page.getByRole('button', { name: new RegExp(`^${role} `) }));
  await isLive(hands);
}

export function isLive({ page }: Hands): Promise<void> {
  return page.getByText('Live', { exact: true }).waitFor();
}

export async function signOut(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.press(page.locator('#who'));
  await hands.press(page.getByRole('button', { name: 'Sign out' }));
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

export async function goTo(hands: Hands, name: string): Promise<void> {
  await hands.press(
    hands.page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name }),
  );
}

export function rowsOf({ page }: Hands, words: string): Locator {
  return page.locator('him-queue').getByRole('row').filter({ hasText: words });
}

/** Opens a piece of work from the list; then the one who opened it has the keys of its desk. */
export async function openTask(hands: Hands, name: string): Promise<void> {
  await hands.openRow(rowsOf(hands, name));
  await isOnDesk(hands, name);
}

export async function isOnDesk({ page }: Hands, name: string): Promise<void> {
  const desk = page.locator('him-review');
  await desk.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor();
  await page.locator('him-review:focus-within').waitFor();
}

/** Back from a piece of work to its row in the list. */
export async function backToList({ page }: Hands): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('him-queue .row:focus').waitFor();
}

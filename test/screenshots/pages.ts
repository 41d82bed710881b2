import type { Page } from 'playwright-core';

/** A page of the portal as a person of one role sees it. */
export interface PageScene {
  readonly name: string;
  readonly role: string;
  /** Where in the portal: the part of the address behind the `#`. */
  readonly hash: string;
  readonly act?: (page: Page) => Promise<void>;
}

export const pages: readonly PageScene[] = [
  {
    name: 'page-work',
    role: 'analyst',
    hash: '#work',
    act: async (page) => {
      await page.getByRole('row').nth(1).click();
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'page-my-charts',
    role: 'physician',
    hash: '#my-charts',
    act: (page) =>
      page
        .locator('him-inbox')
        .getByRole('button', { name: /not signed/ })
        .first()
        .click(),
  },
  { name: 'page-department', role: 'supervisor', hash: '#department' },
  {
    name: 'page-reassign',
    role: 'supervisor',
    hash: '#reassign',
    act: async (page) => {
      await page.getByLabel('Who departs').fill('Lind');
      await page.getByLabel('Who takes over').fill('Cole');
      await page.getByRole('button', { name: 'Count what would move' }).click();
    },
  },
  {
    name: 'page-rows',
    role: 'supervisor',
    hash: '#rows/ageing/figure%3Dopen-by-age%26bucket%3D0-7',
  },
  {
    name: 'page-find',
    role: 'privacy-officer',
    hash: '#find',
    act: async (page) => {
      await page.getByLabel('Name or number').fill('okafor');
      await page.keyboard.press('Enter');
      await page.getByLabel('Purpose of use').selectOption('HCOMPL');
    },
  },
  { name: 'page-chart', role: 'analyst', hash: '#chart/stay-01' },
  { name: 'page-chart-notes', role: 'analyst', hash: '#chart/stay-01/notes' },
  { name: 'page-people', role: 'administrator', hash: '#people' },
  { name: 'page-cover', role: 'medical-staff-office', hash: '#people/cover' },
  { name: 'page-leave', role: 'medical-staff-office', hash: '#leave' },
];

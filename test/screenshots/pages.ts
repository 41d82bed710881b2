import type { Page } from 'playwright-core';

/** A page of the portal as a person of one role sees it. */
export interface PageScene {
  readonly name: string;
  readonly role: string;
  /** Where in the portal: the part of the address behind the `#`. */
  readonly hash: string;
  readonly isInReadme?: true;
  readonly act?: (page: Page) => Promise<void>;
}

export const pages: readonly PageScene[] = [
  {
    name: 'page-work',
    role: 'analyst',
    hash: '#work',
    isInReadme: true,
    act: async (page) => {
      await page.getByRole('row').nth(1).click();
      await page.keyboard.press('Enter');
    },
  },
];

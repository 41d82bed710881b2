import type { Page } from 'playwright-core';
import { axeFindings } from './end-to-end-page.ts';

/** A view of the portal, or a state of one, as a person of one role meets it. */
export interface Look {
  readonly name: string;
  /** The part of the address behind the `#`. */
  readonly hash: string;
  /** Brings the page into the state. */
  readonly act?: (page: Page) => Promise<void>;
  /** What is drawn once the state is there. */
  readonly shows: string | RegExp;
  /** Requests whose address has this are held back, or cut off. */
  readonly held?: string;
  readonly cut?: string;
}

const button = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();

/** What axe finds in a look, light and dark, on a desk and on a phone. */
export async function judge(page: Page, look: Look): Promise<string[]> {
  const { held, cut } = look;
  const disturbed = held ?? cut;
  const isDisturbed = (url: URL): boolean =>
    disturbed !== undefined && url.pathname.includes(disturbed);
  let letGo = (): void => {};
  const kept = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  if (disturbed !== undefined)
    await page.route(isDisturbed, async (route) => {
      if (cut !== undefined) return route.abort();
      await kept;
      await route.continue().catch(() => {});
    });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, look.hash);
  await look.act?.(page);
  await page.getByText(look.shows).and(page.locator(':visible')).first().waitFor();
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    found.push(...(await axeFindings(page)).map((one) => `${look.name}, ${colorScheme}, ${one}`));
  }
  letGo();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.keyboard.press('Escape');
  return found;
}

const late = 'deficiency.stay-18.unsigned.operative-report-stay-18-2';

/** By role, in the order in which each is gone through. */
export const looks: Readonly<Record<string, readonly Look[]>> = {
  analyst: [
    { name: 'work', hash: '#work/deficiencies', shows: 'Adeyemi, Tunde' },
    {
      name: 'a piece of work',
      hash: '#work/deficiencies',
      act: (page) => page.getByRole('row').filter({ hasText: 'Adeyemi' }).first().click(),
      shows: 'What would take it off the list',
    },
    {
      name: 'the reason of an action',
      hash: '#work/deficiencies',
      act: (page) => button(page, /^Complete and next/),
      shows: 'Reason',
    },
    {
      name: 'the keys',
      hash: '#work/deficiencies',
      act: (page) => button(page, 'Keyboard shortcuts'),
      shows: 'Usual keys',
    },
    {
      name: 'several at once',
      hash: '#work/deficiencies',
      act: async (page) => {
        const rows = page.locator('him-queue').getByRole('row');
        for (const n of [1, 2]) await rows.nth(n).click({ modifiers: ['Control'] });
        await button(page, 'Act…');
      },
      shows: 'What to do',
    },
    { name: 'an empty list', hash: '#work/deficiency-triage', shows: 'Nothing is due in' },
    {
      name: 'rules that load',
      hash: '#chart/stay-01/rules',
      held: 'requirements',
      shows: 'Looking for the reasons…',
    },
    {
      name: 'a view that loads',
      hash: '#chart/stay-02',
      held: '/api/charts/stay-02',
      shows: 'Loading…',
    },
    {
      name: 'a view that fails',
      hash: '#chart/stay-03',
      cut: '/api/charts/stay-03',
      shows: 'Try again',
    },
    { name: 'a chart', hash: '#chart/stay-11', shows: 'Larsen, Ingrid' },
    { name: 'its deficiencies', hash: '#chart/stay-11/deficiencies', shows: 'Discharge summary' },
    { name: 'its timeline', hash: '#chart/stay-11/timeline', shows: 'As it stood' },
    { name: 'its rules', hash: '#chart/stay-11/rules', shows: '42 CFR' },
    {
      name: 'a note on it',
      hash: '#chart/stay-11/notes',
      act: (page) => button(page, 'Add a note'),
      shows: 'Who sees it',
    },
    { name: 'a purpose', hash: '#chart/stay-31', shows: 'Purpose of use' },
    {
      name: 'nothing found',
      hash: '#find',
      act: async (page) => {
        await page.getByLabel('Name or number').fill('Nobody at all');
        await page.keyboard.press('Enter');
      },
      shows: /Purpose of use|No chart is found/,
    },
    {
      name: 'one piece of work by itself',
      hash: `#task/${late}`,
      shows: 'What would take it off the list',
    },
    {
      name: 'one that is gone',
      hash: '#task/deficiency.none',
      shows: 'This task cannot be opened',
    },
  ],
  physician: [
    { name: 'a list of one’s own', hash: '#my-charts', shows: 'Singh, Harpreet' },
    {
      name: 'the reason of a decline',
      hash: '#my-charts',
      act: (page) => button(page, 'Decline all…'),
      shows: 'Decline everything here?',
    },
    { name: 'leave', hash: '#leave', shows: 'No leave is entered.' },
    {
      name: 'a list of one’s own that loads',
      hash: '#my-charts',
      held: '/api/worklists',
      shows: 'Loading your list…',
    },
    { name: 'another’s section', hash: '#department', shows: 'Department' },
  ],
  supervisor: [
    { name: 'the department', hash: '#department', shows: 'Age of open deficiencies' },
    {
      name: 'rows behind a number',
      hash: '#rows/ageing/figure%3Dopen-by-age%26bucket%3D0-7',
      shows: /rows?, as of|no rows behind/,
    },
    { name: 'reassigning', hash: '#reassign', shows: 'Who departs' },
    {
      name: 'a department that fails',
      hash: '#department/north',
      cut: '/api/reports',
      shows: 'Try again',
    },
    {
      name: 'a department that loads',
      hash: '#department/lakeside',
      held: '/api/reports',
      shows: 'Loading…',
    },
  ],
  administrator: [
    { name: 'users', hash: '#people/users', shows: 'Add a user' },
    {
      name: 'a new user',
      hash: '#people/users',
      act: (page) => button(page, 'Add a user'),
      shows: 'May sign in',
    },
    { name: 'cover', hash: '#people/cover', shows: 'Nobody is covered.' },
    { name: 'groups', hash: '#people/groups', shows: 'Add a member' },
  ],
};

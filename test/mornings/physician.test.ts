import { expect } from 'vitest';
import { type Morning, tellMorning } from './morning.ts';
import {
  declineRest,
  declineWithReason,
  readAndSign,
  seeList,
  signOnTheDesk,
} from './physician-list.ts';
import { signInAs, signOut } from './steps.ts';

/** What a physician does with the list before the ward round. */
async function story(morning: Morning): Promise<void> {
  const { ask, hands } = morning;
  await signInAs(hands, 'Physician');
  await seeList(morning);
  await readAndSign(morning);
  await signOnTheDesk(morning);
  await declineWithReason(morning);
  await declineRest(morning);

  // Neither another's list nor what the department sees is open to him, in the page or beside it.
  const sections = hands.page.getByRole('navigation', { name: 'Sections' });
  expect(await sections.getByRole('link').allTextContents()).toEqual(['My charts', 'Leave']);
  const ofSurgeon = 'deficiency.stay-18.unsigned.operative-report-stay-18-2';
  for (const path of [
    `/api/instances/${ofSurgeon}`,
    '/api/charts/stay-18',
    '/api/tasks?queue=chart-analysis',
    '/api/reports/workload-by-physician',
  ])
    expect((await ask('physician', path)).status, path).toBeGreaterThanOrEqual(400);
  const asked = await ask('physician', '/api/tasks?queue=deficiencies&practitioner=lind');
  expect(asked.body.tasks).toEqual([]);
  await signOut(hands);
}

tellMorning({ name: 'the morning of a physician', story, excused: [] });

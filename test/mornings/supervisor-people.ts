import { expect } from 'vitest';
import type { Morning } from './morning.ts';
import { goTo } from './steps.ts';

/** A surgeon departs: all that is open with him goes to another, and his list is empty. */
export async function reassignAll({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  const open = (await ask('surgeon', '/api/worklists/physician')).body.totals.all.open;
  await goTo(hands, 'Department');
  await hands.press(page.getByRole('link', { name: 'Reassign a physician’s work' }));
  await hands.write(page.getByLabel('Who departs'), 'Lind');
  await hands.write(page.getByLabel('Who takes over'), 'Cole');
  await hands.press(page.getByRole('button', { name: 'Count what would move' }));
  await hands.press(page.getByRole('button', { name: `Reassign all ${open}` }));
  await page.getByText(`${open} deficiencies were reassigned.`).waitFor();
  expect(await page.getByText('Reassigned', { exact: true }).count()).toBe(open);
  expect((await ask('surgeon', '/api/worklists/physician')).body.totals.all.open).toBe(0);
}

const dayMs = 86_400_000;
const dateIn = (days: number): string =>
  new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

/** She proposes a leave; it is another's to approve, and then it moves what the absent one answers for. */
export async function proposeLeave({ hands, ask }: Morning): Promise<void> {
  const { page } = hands;
  await goTo(hands, 'Leave');
  await hands.write(page.getByLabel('Person'), 'Osei');
  await hands.setDate(page.getByLabel('First day away'), dateIn(-1));
  await hands.setDate(page.getByLabel('Last day away'), dateIn(10));
  await hands.write(page.getByLabel('Reason'), 'Annual leave');
  await hands.press(page.getByRole('button', { name: 'Propose leave' }));
  await page.getByText('The leave is proposed.').waitFor();

  const { body } = await ask('supervisor', '/api/leave');
  const [leave] = body.leave as { id: string; version: number; state: string }[];
  expect(leave?.state).toBe('proposed');
  const approve = {
    method: 'POST',
    body: { type: 'leave.approve' },
    headers: { 'if-match': `"${leave?.version}"`, 'idempotency-key': 'approve-the-leave' },
  };
  const path = `/api/instances/${leave?.id}/events`;
  expect((await ask('physician', path, approve)).status).toBeGreaterThanOrEqual(400);
  expect((await ask('medical-staff-office', path, approve)).status).toBe(200);
  const task = async () => {
    const id = 'deficiency.stay-20.missing-document.discharge-summary';
    return (await ask('supervisor', `/api/instances/${id}`)).body.tasks[0];
  };
  await expect
    .poll(async () => {
      const { dueAt, accountableDueAt } = await task();
      return Date.parse(accountableDueAt) - Date.parse(dueAt);
    })
    .toBeGreaterThan(0);
}

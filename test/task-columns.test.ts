import { afterEach, describe, expect, test } from 'vitest';
import { ask } from './asking.ts';
import { addPractitioner, addStay, completeStay, physician } from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const analyst = user('analyst', ['NORTH']);

interface Listed {
  readonly instanceId: string;
  readonly stayDays: number | null;
  readonly daysOut: number | null;
  readonly encounter: { readonly service: string | null } | null;
  readonly deficiencies: {
    readonly open: number;
    readonly total: number;
    readonly oldestOwner: { readonly id: string; readonly name: string } | null;
  } | null;
}

const listed = async (who = analyst, queue = 'chart-analysis') => {
  const { status, body } = await ask(department, who, `/api/tasks?queue=${queue}`);
  expect(status).toBe(200);
  return body.tasks as unknown as Listed[];
};

describe.each(['memory', 'SQLite'] as const)('lists of charts over %s', (kind) => {
  test('tell the length of the stay, the days since, and how many deficiencies are open of how many', async () => {
    department = await openDepartment(kind);
    // The clocks go back on 1 November: the stay is ten local days all the same, and its end is a local date.
    department.clock.now = Date.parse('2026-11-20T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    const stay = { id: 'e1', attending: 'marsh', dischargedAt: '2026-11-06T04:30:00Z' };
    await addStay(department, stay);
    await department.drain();
    const [chart] = await listed();
    expect(chart).toMatchObject({
      stayDays: 9,
      daysOut: 15,
      encounter: { service: null },
      deficiencies: { open: 2, total: 2, oldestOwner: { id: 'marsh', name: 'Peter Marsh' } },
    });
    const [own] = await listed(physician('marsh'), 'deficiencies');
    expect(own).toMatchObject({ stayDays: 9, daysOut: 15, deficiencies: null });

    await completeStay(department, stay);
    await department.drain();
    // What came lacks something of its own, but what was missing is there.
    const [{ open = 0, total = 0 } = {}] = (await listed()).flatMap(
      (one) => one.deficiencies ?? [],
    );
    expect([open, total]).toEqual([1, 3]);
  });

  test('count each chart by itself', async () => {
    department = await openDepartment(kind);
    department.clock.now = Date.parse('2026-11-20T15:00:00Z');
    for (const id of ['marsh', 'lee']) await addPractitioner(department, id, id);
    for (const [n, attending] of ['marsh', 'lee', 'lee'].entries())
      await addStay(department, { id: `e${n}`, attending, dischargedAt: '2026-11-04T12:00:00Z' });
    await department.drain();
    const owners = (await listed()).map(({ instanceId, deficiencies }) => [
      instanceId,
      deficiencies?.open,
      deficiencies?.oldestOwner?.id,
    ]);
    expect(owners.toSorted()).toEqual([
      ['chart.e0', 2, 'marsh'],
      ['chart.e1', 2, 'lee'],
      ['chart.e2', 2, 'lee'],
    ]);
  });
});

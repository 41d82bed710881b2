import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import { ask } from './asking.ts';
import { addPractitioner, addStay, analyst, physician } from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

/** Why a chart stands where it stands, what the rules made of it, and how it stood at any moment. */

const dischargedAt = '2026-11-02T10:00:00-05:00';
const missing = 'deficiency.e1.missing-document.discharge-summary';

describe.each(['memory', 'SQLite'] as const)('the story of a chart over %s', (kind) => {
  let department: Department;
  beforeEach(async () => {
    department = await openDepartment(kind);
    await addPractitioner(department, 'marsh', 'Marsh');
    await addStay(department, { id: 'e1', attending: 'marsh', dischargedAt });
    await department.drain();
  });
  afterEach(() => department.close());

  const read = async (path: string, who: User = analyst) => {
    const { status, body } = await ask(department, who, path);
    expect(status).toBe(200);
    return body as unknown as {
      readonly reasons: readonly {
        readonly text: { readonly key: string };
        readonly conditions: readonly Condition[];
      }[];
      readonly ways: readonly {
        readonly event: string;
        readonly endsTasks: string[] | null;
        roles: string[];
      }[];
      readonly endings: readonly { readonly text: string }[];
      readonly clocks: readonly Record<string, unknown>[];
      readonly rows: readonly Row[];
      readonly items: readonly Record<string, unknown>[];
      readonly members: readonly Record<string, unknown>[];
      readonly states: readonly { readonly id: string; readonly parentId: string | null }[];
    };
  };
  interface Condition {
    readonly text: { readonly text: string };
    readonly value: unknown;
    readonly holds: boolean;
  }
  interface Row {
    readonly rule: { readonly table: string; readonly row: string };
    readonly holds: boolean;
    readonly documentType: string;
    readonly documentIds: readonly string[];
    readonly instanceId: string | null;
    readonly conditions: readonly Condition[];
  }
  const statusOf = async (who: User, path: string) => (await ask(department, who, path)).status;

  test('a reason names its row with the values of the encounter', async () => {
    const { reasons } = await read(`/api/instances/${missing}/why`);
    const [rule] = reasons;
    expect(rule?.conditions.length).toBeGreaterThan(0);
    expect(rule?.conditions.every((one) => one.holds)).toBe(true);
    // The stay of the test: an inpatient's, ten days long.
    const values = rule?.conditions.map((one) => one.value);
    expect(values).toContain('IMP');
  });

  test('the ways out say which of them end the task and who may take them', async () => {
    const { ways, endings } = await read(`/api/instances/${missing}/why`);
    const way = (event: string) => ways.find((one) => one.event === event);
    expect(way('deficiency.void')).toMatchObject({ endsTasks: ['cure'], roles: expect.any(Array) });
    expect(way('deficiency.start')?.endsTasks).toEqual([]);
    expect(way('deficiency.verify')).toBeUndefined();
    expect(endings.map((one) => one.text)).toContain(
      'Discharge summary arrives, signed by the practitioner who owes it',
    );
  });

  test('a chart says why, too, though some of its guards read what an event carries', async () => {
    const { ways } = await read('/api/instances/chart.e1/why');
    expect(ways.map(({ event }) => event)).toContain('analysis.finish');
  });

  test('its clock says from when it runs, by which law, and when it is due', async () => {
    const { clocks } = await read(`/api/instances/${missing}/why`);
    // 30 days after 2 November, through the end of the day in New York, which has left daylight time by then.
    expect(clocks).toEqual([
      expect.objectContaining({
        kind: 'days',
        amount: 30,
        startedAt: '2026-11-02T15:00:00.000Z',
        citation: expect.stringContaining('42 CFR 482.24(c)(4)'),
        regulatory: { dueOn: '2026-12-02', dueAt: '2026-12-03T04:59:59.999Z' },
      }),
    ]);
  });

  test('rows that hold and rows that do not are told, each with what is against it', async () => {
    const { rows } = await read('/api/charts/e1/requirements');
    const summary = rows.find((one) => one.rule.row === 'discharge-summary');
    expect(summary).toMatchObject({ holds: true, instanceId: missing, documentIds: [] });
    const others = rows.filter((one) => !one.holds);
    expect(others.length).toBeGreaterThan(0);
    for (const row of others) {
      expect(row.conditions.some((one) => !one.holds)).toBe(true);
      expect(row.instanceId).toBeNull();
    }
  });

  test('the timeline tells of stay, documents and acts in their order', async () => {
    const declined = { type: 'deficiency.decline', reason: 'Not my patient.' };
    expect((await department.send(physician('marsh'), missing, declined)).status).toBe(200);
    const { items } = await read('/api/charts/e1/timeline');
    const at = items.map((one) => String(one.at));
    expect(at).toEqual(at.toSorted());
    expect(items[0]).toMatchObject({ kind: 'stay', type: 'admitted' });
    expect(items.find((one) => one.type === 'deficiency.decline')).toMatchObject({
      instanceId: missing,
      reason: 'Not my patient.',
      role: 'physician',
    });
  });

  test('a moment is what the log makes of it', async () => {
    const before = new Date(department.clock.now).toISOString();
    department.clock.now += 60_000;
    const declined = { type: 'deficiency.decline', reason: 'Not my patient.' };
    expect((await department.send(physician('marsh'), missing, declined)).status).toBe(200);
    const now = new Date(department.clock.now).toISOString();
    const stateAt = async (moment: string) =>
      (await read(`/api/charts/e1/replay?at=${encodeURIComponent(moment)}`)).members.find(
        (one) => one.id === missing,
      )?.state;
    expect(await stateAt(before)).toBe('assigned');
    expect(await stateAt(now)).toBe('declined');
    const long = await read(`/api/charts/e1/replay?at=2026-10-01T00:00:00Z`);
    expect(long.members).toEqual([]);
    expect(await statusOf(analyst, '/api/charts/e1/replay?at=yesterday')).toBe(422);
  });

  test('a map holds every state of the machine that runs', async () => {
    const { states } = await read('/api/workflows/deficiency/map');
    expect(states.map((one) => one.id)).toEqual(
      expect.arrayContaining(['assigned', 'inProgress', 'inProgress.dictated', 'declined']),
    );
    expect(states.find((one) => one.id === 'inProgress.dictated')?.parentId).toBe('inProgress');
    expect(await statusOf(analyst, '/api/workflows/nothing/map')).toBe(404);
  });

  test('the deficiencies of a chart are told with owner, clock, level and what one may do', async () => {
    const { deficiencies } = (await ask(department, analyst, '/api/charts/e1/deficiencies'))
      .body as unknown as { deficiencies: Record<string, unknown>[] };
    expect(deficiencies.map((one) => one.documentType).sort()).toEqual([
      'discharge-summary',
      'history-and-physical',
    ]);
    const summary = deficiencies.find((one) => one.instanceId === missing);
    expect(summary).toMatchObject({
      state: 'assigned',
      isOpen: true,
      owner: { id: 'marsh' },
      due: { dueOn: '2026-12-02' },
      isOverdue: false,
      // 22 days after the discharge: the second letter is due from day 22 on.
      level: { level: 2 },
    });
    expect(summary?.allowed).toContain('deficiency.void');
    const own = (await ask(department, physician('marsh'), '/api/charts/e1/deficiencies'))
      .body as unknown as { deficiencies: { instanceId: string; allowed: string[] }[] };
    const mine = own.deficiencies.find((one) => one.instanceId === missing);
    expect(mine?.allowed).toContain('deficiency.decline');
    expect(mine?.allowed).not.toContain('deficiency.void');
  });

  test('who may not read the chart reads no story of it', async () => {
    const elsewhere = user('analyst', ['SOUTH']);
    const stranger = physician('osei');
    for (const path of [
      'requirements',
      'deficiencies',
      'timeline',
      `replay?at=${dischargedAt.slice(0, 19)}Z`,
    ])
      for (const who of [elsewhere, stranger])
        expect(await statusOf(who, `/api/charts/e1/${path}`)).toBe(404);
    expect(await statusOf(elsewhere, `/api/instances/${missing}/why`)).toBe(404);
  });
});

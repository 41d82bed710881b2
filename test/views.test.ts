import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import { type Asked, ask } from './asking.ts';
import { addPractitioner, addStay, physician } from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const analyst = user('analyst', ['NORTH', 'SOUTH']);
const supervisor = user('supervisor', ['NORTH']);
const id = (n: number) => `0190a1b2-c3d4-7e5f-8a9b-${String(n).padStart(12, '0')}`;
const filters = {
  listState: 'open',
  mine: false,
  practitioner: null,
  facility: null,
  due: null,
} as const;
const view = {
  name: 'All open',
  queue: 'deficiencies',
  filters,
  sort: [{ key: 'due', isDescending: false }],
  groupBy: 'patient',
  columns: [{ key: 'patient', width: 240, isShown: true }],
  isDefault: false,
};
const isNew = { 'if-none-match': '*' };

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly isDefault: boolean;
  readonly isEditable: boolean;
  readonly sharedWith: string | null;
  readonly query: Record<string, string>;
  readonly count: { tasks: number; isAtLeast: boolean } | null;
}

const put = (who: User, n: number, body: object, headers: Asked['headers'] = isNew) =>
  ask(department, who, `/api/views/${id(n)}`, { method: 'PUT', headers: headers ?? {}, body });
const remove = (who: User, n: number, headers: Asked['headers'] = {}) =>
  ask(department, who, `/api/views/${id(n)}`, { method: 'DELETE', headers });
const listed = async (who: User, query = '') => {
  const { status, body } = await ask(department, who, `/api/views?${query}`);
  expect(status).toBe(200);
  return body.views as unknown as Shown[];
};
/** Every task that the view's own parameters give, page by page. */
async function tasksOf(who: User, query: Record<string, string>, limit = 3): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const search = new URLSearchParams({ ...query, limit: String(limit) });
    if (after !== '') search.set('after', after);
    const { status, body } = await ask(department, who, `/api/tasks?${search}`);
    expect(status).toBe(200);
    ids.push(...(body.tasks as unknown as { id: string }[]).map((one) => one.id));
    if (body.next === null) return ids;
    after = String(body.next);
  }
}

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    department.clock.now = Date.parse('2026-11-20T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    await addPractitioner(department, 'lee', 'Lee');
  });

  /** Twenty-four stays at two facilities, discharged on twelve days across the end of daylight saving. */
  async function fill() {
    for (let n = 0; n < 24; n += 1)
      await addStay(department, {
        id: `e${n}`,
        attending: n % 3 === 0 ? 'lee' : 'marsh',
        facility: n % 2 === 0 ? 'NORTH' : 'SOUTH',
        dischargedAt: new Date(
          Date.parse('2026-10-10T21:30:00Z') + Math.floor(n / 2) * 86_400_000 * 3,
        ).toISOString(),
      });
    await department.drain();
  }

  test('a view is made once, replaced by whoever saw it last, and deleted', async () => {
    const made = await put(analyst, 1, view);
    expect([made.status, made.etag]).toEqual([200, '"1"']);
    expect((await put(analyst, 1, view)).status).toBe(409);
    expect((await put(analyst, 1, view, {})).status).toBe(422);
    expect((await put(analyst, 2, view, { 'if-match': '"1"' })).status).toBe(404);
    const changed = await put(analyst, 1, { ...view, name: 'Mine' }, { 'if-match': '"1"' });
    expect([changed.status, changed.etag]).toEqual([200, '"2"']);
    const late = await put(analyst, 1, { ...view, name: 'Theirs' }, { 'if-match': '"1"' });
    expect([late.status, late.body.code, late.body.actual]).toEqual([409, 'version-conflict', 2]);
    expect((await listed(analyst)).map(({ name }) => name)).toEqual(['Mine']);
    expect((await remove(analyst, 1, { 'if-match': '"1"' })).status).toBe(409);
    expect((await remove(user('analyst', ['NORTH']), 2)).status).toBe(404);
    expect((await remove(analyst, 1)).status).toBe(200);
    expect([await listed(analyst), (await remove(analyst, 1)).status]).toEqual([[], 404]);
  });

  test('nothing but what can be chosen goes into it, and the name holds no number of a record', async () => {
    for (const body of [
      { ...view, filters: { ...filters, patient: 'Quill' } },
      { ...view, filters: { ...filters, practitioner: 'Nora Quill' } },
      { ...view, filters: { ...filters, facility: 'Nora Quill' } },
      { ...view, filters: { ...filters, due: { from: 'next week', to: null } } },
      { ...view, columns: [{ key: 'Nora Quill', width: 10, isShown: true }] },
      { ...view, columns: [view.columns[0], view.columns[0]] },
      { ...view, name: 'MRN 0012345' },
      { ...view, name: '' },
      { ...view, note: 'Nora Quill' },
      { ...view, groupBy: 'diagnosis' },
    ]) {
      const answer = await put(analyst, 1, body);
      expect([answer.status, JSON.stringify(answer.body).includes('Quill')]).toEqual([422, false]);
    }
    expect((await put(analyst, 1, { ...view, queue: 'no-such' })).status).toBe(403);
    const bad = { method: 'PUT', headers: isNew, body: view };
    expect((await ask(department, analyst, '/api/views/Nora-Quill', bad)).status).toBe(422);
    expect(await listed(analyst)).toEqual([]);
  });

  test('one view of a queue is its default, and fifty are enough', async () => {
    for (let n = 1; n <= 50; n += 1)
      expect((await put(analyst, n, { ...view, isDefault: n <= 2 })).status).toBe(200);
    const full = await put(analyst, 51, view);
    expect([full.status, full.body.code]).toEqual([413, 'too-large']);
    const defaults = (await listed(analyst)).filter(({ isDefault }) => isDefault);
    expect(defaults.map((one) => one.id)).toEqual([id(2)]);
    // The first is another than it was.
    expect((await put(analyst, 1, view, { 'if-match': '"1"' })).status).toBe(409);
    expect((await put(analyst, 1, view, { 'if-match': '"2"' })).status).toBe(200);
  });

  test('views kept at once are all kept', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((n) => put(analyst, n, view)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await listed(analyst)).toHaveLength(4);
    const both = await Promise.all(
      ['Ours', 'Theirs'].map((name) => put(analyst, 1, { ...view, name }, { 'if-match': '"1"' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('shared with a role it is read by those who have the role where the sharer works, and kept by who may share', async () => {
    const shared = { ...view, name: 'Team', sharedWith: 'analyst' };
    expect((await put(analyst, 1, shared)).status).toBe(403);
    expect((await put(supervisor, 1, shared)).status).toBe(200);
    const [seen] = await listed(analyst);
    expect(seen).toMatchObject({ name: 'Team', sharedWith: 'analyst', isEditable: false });
    expect(await listed(user('analyst', ['SOUTH']))).toEqual([]);
    expect(await listed(user('coder', ['NORTH']))).toEqual([]);
    expect(await listed(user('supervisor', ['SOUTH']))).toEqual([]);
    expect((await put(analyst, 1, shared, { 'if-match': '"1"' })).status).toBe(403);
    expect((await remove(analyst, 1)).status).toBe(403);
    const elsewhere = user('manager', ['SOUTH']);
    expect((await put(elsewhere, 1, shared, { 'if-match': '"1"' })).status).toBe(403);
    expect((await remove(elsewhere, 1)).status).toBe(404);
    const other = { ...user('manager', ['NORTH']), id: 'other' };
    expect((await put(other, 1, shared, { 'if-match': '"1"' })).status).toBe(200);
    expect((await remove(supervisor, 1)).status).toBe(200);
    expect(await listed(analyst)).toEqual([]);
  });

  test('a user called like a role reaches no shared views, and one user none of another', async () => {
    await put(supervisor, 1, { ...view, sharedWith: 'analyst' });
    const named = { ...user('coder', ['NORTH']), id: 'role:analyst' };
    expect(await listed(named)).toEqual([]);
    await put(analyst, 2, view);
    const colleague = { ...analyst, id: 'colleague' };
    expect((await listed(colleague)).map((one) => one.id)).toEqual([id(1)]);
    expect((await remove(colleague, 2)).status).toBe(404);
  });

  test('the count of a view is the length of its list, page by page and in the published order', async () => {
    await fill();
    const cases = [
      {},
      { facility: 'SOUTH' },
      { practitioner: 'lee' },
      { practitioner: 'marsh', facility: 'NORTH' },
      { due: { from: '2026-11-10', to: '2026-11-22' } },
      { due: { from: null, to: -1 } },
      { due: { from: 0, to: 7 } },
      { due: { from: '2026-11-12', to: null }, facility: 'NORTH' },
      { due: { from: '2026-11-01', to: '2026-11-15' }, practitioner: 'marsh' },
      { due: { from: '2030-01-01', to: null } },
      { listState: 'on-hold' },
    ];
    for (const [n, one] of cases.entries()) {
      const body = { ...view, name: `View ${n}`, filters: { ...filters, ...one } };
      expect((await put(analyst, n + 1, body)).status).toBe(200);
    }
    const [whole, ...others] = await listed(analyst, 'queue=deficiencies&counts=1');
    const all = await tasksOf(analyst, whole?.query ?? {});
    expect(all).toHaveLength(48);
    const lengths = [];
    for (const { query, count } of [...others]) {
      const ids = await tasksOf(analyst, query);
      expect(count).toEqual({ tasks: ids.length, isAtLeast: false });
      expect(ids).toEqual(all.filter((task) => ids.includes(task)));
      expect(ids).toEqual(await tasksOf(analyst, query, 200));
      lengths.push(ids.length);
    }
    expect(lengths.slice(0, 3)).toEqual([24, 16, 16]);
    expect(lengths.filter((length) => length > 0 && length < 48).length).toBeGreaterThan(6);
    expect((await listed(analyst, 'counts=0')).every(({ count }) => count === null)).toBe(true);
  });

  test('a list counts what is due soon by the days of each facility, today counted; a wider window is asked for', async () => {
    await fill();
    const countsOf = async (more = '') => {
      const { body } = await ask(department, analyst, `/api/queues?${more}`);
      const queues = body.queues as unknown as { queue: string; counts: Record<string, number> }[];
      return queues.find(({ queue }) => queue === 'deficiencies')?.counts ?? {};
    };
    const due = async (from: string, to: string, facility?: string) =>
      (
        await tasksOf(
          analyst,
          {
            ...{ queue: 'deficiencies', dueFrom: from, dueTo: to },
            ...(facility ? { facility } : {}),
          },
          200,
        )
      ).length;
    // Ten at night of the tenth in New York is the eleventh by UTC.
    department.clock.now = Date.parse('2026-11-11T03:00:00Z');
    const soon = await due('2026-11-10', '2026-11-13');
    expect(soon).toBeGreaterThan(await due('2026-11-10', '2026-11-10'));
    expect(await countsOf()).toMatchObject({
      dueSoon: soon,
      dueToday: await due('2026-11-10', '2026-11-10'),
      overdue: await due('2000-01-01', '2026-11-09'),
    });
    expect((await countsOf('soonDays=0')).dueSoon).toBe(await due('2026-11-10', '2026-11-10'));
    expect((await countsOf('soonDays=14&facility=NORTH')).dueSoon).toBe(
      await due('2026-11-10', '2026-11-24', 'NORTH'),
    );
    for (const wrong of ['-1', '61', 'x', '1.5'])
      expect((await ask(department, analyst, `/api/queues?soonDays=${wrong}`)).status).toBe(422);
  });

  test('a due window is of local dates, and entered by a jump; what is not understood is refused', async () => {
    await fill();
    const query = { queue: 'deficiencies', dueFrom: '2026-11-10', dueTo: '2026-11-22' };
    const whole = await tasksOf(analyst, query, 200);
    const shown = await ask(department, analyst, `/api/tasks?${new URLSearchParams(query)}`);
    const dates = (shown.body.tasks as unknown as { dueOn: string }[]).map(({ dueOn }) => dueOn);
    expect(dates.every((on) => on >= '2026-11-10' && on <= '2026-11-22')).toBe(true);
    const everything = await ask(department, analyst, '/api/tasks?queue=deficiencies&limit=200');
    const expected = (everything.body.tasks as unknown as { dueOn: string }[]).filter(
      ({ dueOn }) => dueOn >= '2026-11-10' && dueOn <= '2026-11-22',
    );
    expect([dates.length, whole.length]).toEqual([expected.length, expected.length]);
    expect(await tasksOf(analyst, { ...query, offset: '0' }, 200)).toEqual(whole);
    const jumped = await ask(
      department,
      analyst,
      `/api/tasks?${new URLSearchParams({ ...query, offset: '4', limit: '3' })}`,
    );
    expect((jumped.body.tasks as unknown as { id: string }[]).map((one) => one.id)).toEqual(
      whole.slice(4, 7),
    );
    for (const wrong of [
      'dueFrom=2026-02-29',
      'dueFrom=2026-11-02&dueTo=2026-11-01',
      'dueTo=2026-11-01&offset=10001',
    ])
      expect(
        (await ask(department, analyst, `/api/tasks?queue=deficiencies&${wrong}`)).status,
      ).toBe(422);
    const elsewhere = await tasksOf(analyst, { queue: 'deficiencies', facility: 'WEST' });
    expect(elsewhere).toEqual([]);
  });

  test('what a user may not see no view shows: a physician sees his own, and claims count for whoever reads', async () => {
    await fill();
    const marsh = physician('marsh');
    const [queue] = (await ask(department, marsh, '/api/queues')).body.queues as unknown as {
      queue: string;
    }[];
    const own = { ...view, queue: queue?.queue ?? '' };
    await put(marsh, 1, own);
    await put(marsh, 2, { ...own, filters: { ...filters, facility: 'NORTH' } });
    await put(marsh, 3, { ...own, filters: { ...filters, practitioner: 'lee' } });
    const elsewhere = { ...own, filters: { ...filters, facility: 'SOUTH' } };
    expect((await put(marsh, 4, elsewhere)).status).toBe(422);
    const counts = (await listed(marsh, 'counts=1')).map(({ count }) => count?.tasks);
    expect(counts).toEqual([16, 16, 0]);
    const [first] = await tasksOf(analyst, { queue: 'deficiencies' });
    await put(analyst, 5, { ...view, filters: { ...filters, mine: true } });
    expect((await listed(analyst, 'counts=1'))[0]?.count).toEqual({ tasks: 0, isAtLeast: false });
    await ask(department, analyst, `/api/tasks/${encodeURIComponent(first ?? '')}/claim`, {
      method: 'POST',
    });
    expect((await listed(analyst, 'counts=1'))[0]?.count).toEqual({ tasks: 1, isAtLeast: false });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import type { PhysicianList } from '../server/physician-list.ts';
import { type Department, openDepartment, user } from './department.ts';
import { physician, stay } from './stays.ts';

/** What a physician sees of what they must do, and one act on many. */

const marsh = physician('marsh');
const osei = physician('osei');
const missing = (name: string) => `deficiency.e-${name}.missing-document.history-and-physical`;
const unsigned = (name: string, n = 0) => `deficiency.e-${name}.unsigned.d-${name}-${n}`;

interface Bulk {
  readonly results: readonly {
    readonly instanceId: string;
    readonly isDone: boolean;
    readonly problem: { readonly code: string; readonly detail: string } | null;
  }[];
  readonly done: number;
  readonly refused: number;
  readonly hasMore?: boolean;
}

describe.each(['memory', 'SQLite'] as const)('the list of a physician over %s', (kind) => {
  let department: Department;
  beforeEach(async () => {
    department = await openDepartment(kind);
  });
  afterEach(() => department.close());

  const arrive = async (...args: Parameters<typeof stay>): Promise<void> => {
    expect(await department.fhir(...stay(...args))).toBe('taken');
    await department.drain();
  };
  const list = async (who: User, query = ''): Promise<PhysicianList> => {
    const { status, body } = await department.call(who, `/api/worklists/physician${query}`);
    expect(status).toBe(200);
    return body as unknown as PhysicianList;
  };
  const bulk = async (who: User, path: string, body: unknown): Promise<Bulk> => {
    const answer = await department.call(who, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body as unknown as Bulk;
  };
  const open = (who: User, id: string) => department.call(who, `/api/documents/${id}/words`);
  const signatures = async (who: User, ...names: string[]) => {
    const { encounters } = await list(who);
    const items = encounters.flatMap((one) => one.items);
    return names.map((name) => {
      const item = items.find((one) => one.task.instanceId === unsigned(name));
      const { id: documentId, contentHash } = item?.document ?? {};
      const event = { type: 'deficiency.sign', documentId, contentHash };
      return { instanceId: unsigned(name), event };
    });
  };

  test('says so when nothing is due, and as of when', async () => {
    const empty = await list(marsh);
    expect(empty).toMatchObject({
      asOf: '2026-11-24T15:00:00.000Z',
      message: { text: 'Nothing is due as of 2026-11-24T15:00:00.000Z' },
      totals: { all: { open: 0, overdue: 0, dueSoon: 0 } },
      encounters: [],
      total: 0,
    });
  });

  test('holds what charts want, not one’s own leave', async () => {
    const leave = {
      fromOn: '2026-12-01',
      toOn: '2026-12-05',
      reason: 'Vacation',
      facility: 'north',
    };
    await department.fhir({ resourceType: 'Practitioner', id: 'marsh', name: [{ text: 'Marsh' }] });
    const asked = await department.call(marsh, '/api/leave', { ...leave, practitionerId: 'marsh' });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    expect((await department.tasks('leave', marsh)).length).toBe(1);
    expect((await list(marsh)).message).not.toBeNull();
  });

  test('is for practitioners alone', async () => {
    const refused = await department.call(user('analyst'), '/api/worklists/physician');
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  });

  test('groups by encounter what is theirs and what they cover, with totals that add up', async () => {
    await arrive('a');
    await arrive('b', {
      dischargedAt: '2026-10-28T11:00:00-04:00',
      admittedAt: '2026-10-26T09:00:00-04:00',
    });
    await arrive('c', { attending: 'osei' });
    await arrive('s', { facility: 'south' });
    await department.server.services.siteTables.save('cover', [
      { practitionerId: 'marsh', coveredBy: 'osei', facilities: ['north'], fromOn: '2026-11-01' },
    ]);
    const mine = await list(marsh);
    expect(mine.encounters.map((one) => one.encounter?.id).sort()).toEqual(['e-a', 'e-b', 'e-s']);
    expect(mine.message).toBeNull();
    expect(mine.totals.all).toEqual(mine.totals.mine);
    const both = await list(osei);
    expect(both.encounters.map((one) => one.encounter?.id).sort()).toEqual(['e-a', 'e-b', 'e-c']);
    expect(both.covers).toEqual([
      {
        practitioner: { id: 'marsh', name: 'Doctor marsh' },
        facilities: ['north'],
        maySign: false,
      },
    ]);
    expect(both.totals).toEqual({
      all: { open: 6, overdue: 3, dueSoon: 1 },
      mine: { open: 2, overdue: 1, dueSoon: 0 },
      covered: { open: 4, overdue: 2, dueSoon: 1 },
    });
    const sums = both.encounters.map((one) => one.totals.open);
    expect(sums.reduce((sum, n) => sum + n, 0)).toBe(both.totals.all.open);
    for (const one of both.encounters)
      for (const item of one.items) {
        const isCovered = one.encounter?.id !== 'e-c';
        expect(item.covered).toEqual(isCovered ? { id: 'marsh', name: 'Doctor marsh' } : null);
        expect(item.allowed.includes('deficiency.decline')).toBe(true);
        const signs = item.task.title.key === 'task.unsigned' && !isCovered;
        expect(item.allowed.includes('deficiency.sign')).toBe(signs);
      }
    const paged = await Promise.all([0, 1, 2, 3].map((n) => list(osei, `?offset=${n}&limit=1`)));
    expect(paged.flatMap((one) => one.encounters.map(({ encounter }) => encounter?.id))).toEqual(
      both.encounters.map(({ encounter }) => encounter?.id),
    );
    expect(paged.map((one) => one.total)).toEqual([3, 3, 3, 3]);
  });

  test('signs many at once, but none that was not opened, and says of each what became of it', async () => {
    for (const name of ['a', 'b', 'c']) await arrive(name);
    const rows = await signatures(marsh, 'a', 'b', 'c');
    await open(marsh, 'd-a-0');
    await open(marsh, 'd-c-0');
    // That someone else has read it is no reading of mine.
    await open(user('analyst'), 'd-b-0');
    const items = (await list(marsh)).encounters.flatMap((one) => one.items);
    expect(
      items
        .flatMap(({ document }) => (document === null ? [] : [[document.id, document.isOpened]]))
        .sort(),
    ).toEqual([
      ['d-a-0', true],
      ['d-b-0', false],
      ['d-c-0', true],
    ]);
    const other = { ...rows[2], instanceId: 'deficiency.e-x.unsigned.d-x-0' };
    const answer = await bulk(marsh, '/api/instances/events', { rows: [...rows, other] });
    expect(answer.results.map((one) => [one.isDone, one.problem?.code ?? null])).toEqual([
      [true, null],
      [false, 'not-allowed-now'],
      [true, null],
      [false, 'not-found'],
    ]);
    expect(answer.results[1]?.problem?.detail).toContain('Open it first');
    expect([answer.done, answer.refused]).toEqual([2, 2]);
    expect((await department.store.load(unsigned('b')))?.state).toBe('assigned');
    const single = await department.send(marsh, unsigned('b'), rows[1]?.event);
    expect(single).toMatchObject({ status: 409, body: { code: 'not-allowed-now' } });
    await department.call(marsh, '/api/documents/d-b-0/words');
    expect((await department.send(marsh, unsigned('b'), rows[1]?.event)).status).toBe(200);
  });

  test('wants a document opened again once its words have changed', async () => {
    await arrive('a');
    await open(marsh, 'd-a-0');
    const [old] = await signatures(marsh, 'a');
    const [, , , document] = stay('a');
    const content = [{ attachment: { contentType: 'text/plain', data: btoa('Other words.') } }];
    expect(await department.fhir({ ...document, content })).toBe('taken');
    const [fresh] = await signatures(marsh, 'a');
    const stale = await department.send(marsh, unsigned('a'), old?.event);
    expect(stale.body).toMatchObject({ code: 'stale-facts' });
    const unread = await department.send(marsh, unsigned('a'), fresh?.event);
    expect(unread.body).toMatchObject({ code: 'not-allowed-now' });
    await open(marsh, 'd-a-0');
    expect((await department.send(marsh, unsigned('a'), fresh?.event)).status).toBe(200);
  });

  test('a repeated call under its key does nothing twice', async () => {
    await arrive('a');
    const { token } = await department.server.services.auth.issue(marsh, 600);
    const send = async () => {
      const event = { type: 'deficiency.start', progress: 'dictated' };
      const response = await department.server.app.request('/api/instances/events', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': 'k1',
        },
        body: JSON.stringify({ rows: [{ instanceId: missing('a'), event }] }),
      });
      return (await response.json()) as Bulk;
    };
    const before = (await department.store.history(missing('a'))).length;
    expect((await send()).done).toBe(1);
    expect((await send()).done).toBe(1);
    expect(await department.store.history(missing('a'))).toHaveLength(before + 1);
  });

  test('declines all of an encounter with one reason, and nothing that is not theirs', async () => {
    await arrive('a', { unsigned: ['18842-5', '11506-3'] });
    await arrive('b');
    const reason = 'The patient was never under my care.';
    const refused = await department.call(osei, '/api/charts/e-a/decline', { reason });
    expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const noReason = await department.call(marsh, '/api/charts/e-a/decline', { reason: ' ' });
    expect(noReason.status).toBe(422);
    const answer = await bulk(marsh, '/api/charts/e-a/decline', { reason });
    expect([answer.done, answer.refused]).toEqual([3, 0]);
    const triage = await department.tasks('deficiency-triage');
    expect(triage.map((task) => task.title.key)).toEqual(Array(3).fill('task.declined'));
    expect((await list(marsh)).encounters.map((one) => one.encounter?.id)).toEqual(['e-b']);
    const again = await department.call(marsh, '/api/charts/e-a/decline', { reason });
    expect(again.status).toBe(404);
  });

  test('a departed physician’s work goes to another, part by part, where a supervisor leads', async () => {
    for (const name of ['a', 'b']) await arrive(name);
    await arrive('s', { facility: 'south' });
    await arrive('c', { attending: 'osei' });
    const path = '/api/practitioners/marsh/reassign';
    for (const who of [user('analyst'), marsh, user('supervisor', ['south'])])
      expect((await department.call(who, path, { to: 'osei', facility: 'north' })).status).toBe(
        403,
      );
    const lead = user('supervisor', ['north']);
    for (const to of ['nobody', 'marsh'])
      expect((await department.call(lead, path, { to })).status).toBe(422);
    const first = await bulk(lead, path, { to: 'osei', limit: 3 });
    expect([first.done, first.refused, first.hasMore]).toEqual([3, 0, true]);
    const rest = await bulk(lead, path, { to: 'osei', limit: 3 });
    expect([rest.done, rest.refused, rest.hasMore]).toEqual([1, 0, false]);
    expect((await list(marsh)).encounters.map((one) => one.encounter?.id)).toEqual(['e-s']);
    expect((await list(osei)).totals.mine.open).toBe(6);
    const none = await bulk(lead, path, { to: 'osei' });
    expect([none.results, none.hasMore]).toEqual([[], false]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import { type Department, openDepartment, user } from './department.ts';
import { physician, stay } from './stays.ts';

/** Covering for a colleague through the real server: what falls to the cover, and what does not. */

const marsh = physician('marsh');
const osei = physician('osei');
const lack = (name: string) => `deficiency.e-${name}.missing-document.history-and-physical`;
const decline = { type: 'deficiency.decline', reason: 'Not my patient.' };

describe.each(['memory', 'SQLite'] as const)('a cover over %s', (kind) => {
  let department: Department;
  beforeEach(async () => {
    department = await openDepartment(kind);
    expect(await department.fhir(...stay('a'))).toBe('taken');
    expect(await department.fhir(...stay('b', { facility: 'south' }))).toBe('taken');
    await department.drain();
  });
  afterEach(() => department.close());

  const cover = (...rows: Record<string, unknown>[]) =>
    department.server.services.siteTables.save('cover', rows);
  const row = (rest: Record<string, unknown> = {}) => ({
    practitionerId: 'marsh',
    coveredBy: 'osei',
    facilities: ['north'],
    fromOn: '2026-11-24',
    ...rest,
  });
  const listed = async (who: User) =>
    (await department.tasks('deficiencies', who)).map((task) => task.instanceId);
  const wordsRead = async (who: User) => {
    const { status, body } = await department.call(who, '/api/documents/d-a-0/words');
    return { status, hash: String(body.contentHash) };
  };

  test('sees and works what is due of the one covered, at the facilities of the row alone', async () => {
    expect(await listed(osei)).toEqual([]);
    expect((await department.send(osei, lack('a'), decline)).status).toBe(404);
    expect((await department.call(osei, '/api/charts/e-a')).status).toBe(404);
    await cover(row());
    expect((await listed(osei)).sort()).toEqual([lack('a'), 'deficiency.e-a.unsigned.d-a-0']);
    const { body } = await department.call(osei, '/api/queues');
    const queues = body.queues as unknown as { queue: string }[];
    expect(queues.find(({ queue }) => queue === 'deficiencies')).toMatchObject({
      own: true,
      counts: { open: 2, overdue: 1 },
    });
    expect((await department.call(osei, '/api/me')).body).toMatchObject({
      covers: [{ practitionerId: 'marsh', facilities: ['north'], maySign: false }],
    });
    expect((await department.call(osei, '/api/charts/e-a')).status).toBe(200);
    expect((await department.call(osei, '/api/charts/e-b')).status).toBe(404);
    expect((await department.call(osei, `/api/instances/${lack('b')}`)).status).toBe(404);
    expect((await department.send(osei, lack('b'), decline)).status).toBe(404);
    expect((await department.send(osei, lack('a'), decline)).status).toBe(200);
    // Marsh keeps all of his own.
    expect((await listed(marsh)).length).toBe(3);
  });

  test('acts in their own name, and the history says for whom', async () => {
    await cover(row());
    const progress = { type: 'deficiency.start', progress: 'dictated' };
    expect((await department.send(osei, lack('a'), progress)).status).toBe(200);
    expect((await department.send(marsh, lack('a'), progress)).status).toBe(200);
    const entries = (await department.store.history(lack('a'))).slice(-2);
    expect(entries.map(({ userName, role, cause }) => [userName, role, cause])).toEqual([
      ['Dr osei', 'physician', 'cover:marsh'],
      ['Dr marsh', 'physician', null],
    ]);
    const why = await department.call(osei, `/api/instances/${lack('a')}/why`);
    expect(JSON.stringify(why.body)).toContain('"why.person"');
  });

  test('signs for another only where the row says so', async () => {
    await cover(row());
    const { status, hash } = await wordsRead(osei);
    expect(status).toBe(200);
    const sign = { type: 'deficiency.sign', documentId: 'd-a-0', contentHash: hash };
    const unsigned = 'deficiency.e-a.unsigned.d-a-0';
    const refused = await department.send(osei, unsigned, sign);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    const shown = await department.call(osei, `/api/instances/${unsigned}`);
    const types = (shown.body.allowed as unknown as { type: string }[]).map(({ type }) => type);
    expect(types).toContain('deficiency.decline');
    expect(types).not.toContain('deficiency.sign');
    await cover(row({ maySign: true }));
    expect((await department.send(osei, unsigned, sign)).status).toBe(200);
    const [last] = (await department.store.history(unsigned)).slice(-1);
    expect(last).toMatchObject({ type: 'deficiency.sign', userId: osei.id, cause: 'cover:marsh' });
  });

  test('counts both dates of the row, by the date at the facility', async () => {
    await department.server.services.policies.save([
      {
        facility: '*',
        name: '',
        zone: 'America/New_York',
        goLiveOn: '2026-01-01',
        settleLagHours: 0,
      },
      {
        facility: 'west',
        name: 'West',
        zone: 'America/Los_Angeles',
        goLiveOn: '2026-01-01',
        settleLagHours: 0,
      },
    ]);
    await department.fhir(...stay('w', { facility: 'west' }));
    await cover(row({ facilities: '*', fromOn: '2026-11-25', toOn: '2026-11-26' }));
    const seenAt = async (instant: string) => {
      department.clock.now = Date.parse(instant);
      const seen = await listed(osei);
      return [...new Set(seen.map((id) => id.split('.')[1]))].sort();
    };
    expect(await seenAt('2026-11-25T04:59:59Z')).toEqual([]);
    // Midnight in New York; three hours to go at the west coast.
    const early = physician('osei', ['north', 'south', 'west']);
    department.clock.now = Date.parse('2026-11-25T05:00:00Z');
    const first = await listed(early);
    expect([...new Set(first.map((id) => id.split('.')[1]))].sort()).toEqual(['e-a', 'e-b']);
    expect(await seenAt('2026-11-25T08:00:00Z')).toEqual(['e-a', 'e-b', 'e-w']);
    expect(await seenAt('2026-11-27T04:59:59Z')).toEqual(['e-a', 'e-b', 'e-w']);
    // The day after the end has begun in New York, not yet at the west coast.
    expect(await seenAt('2026-11-27T05:00:00Z')).toEqual(['e-w']);
    expect(await seenAt('2026-11-27T08:00:00Z')).toEqual([]);
    expect((await department.send(osei, lack('a'), decline)).status).toBe(404);
  });

  test('ends at midnight of the clocks on the wall, also in the night that has 25 hours', async () => {
    await cover(row({ fromOn: '2027-11-06', toOn: '2027-11-07' }));
    const isSeenAt = async (instant: string) => {
      department.clock.now = Date.parse(instant);
      return (await listed(osei)).length > 0;
    };
    expect(await isSeenAt('2027-11-06T03:59:59Z')).toBe(false);
    expect(await isSeenAt('2027-11-06T04:00:00Z')).toBe(true);
    expect(await isSeenAt('2027-11-08T04:59:59Z')).toBe(true);
    expect(await isSeenAt('2027-11-08T05:00:00Z')).toBe(false);
  });

  test('falls to every member of a group, and to nobody else', async () => {
    await department.server.services.siteTables.save('practitioner-groups', [
      { id: 'hospitalists', name: 'Hospitalists', members: ['osei', 'marsh'] },
    ]);
    await cover({
      practitionerId: 'marsh',
      coveredByGroup: 'hospitalists',
      facilities: '*',
      fromOn: '2026-11-24',
    });
    expect((await listed(osei)).length).toBe(4);
    expect(await listed(physician('quill'))).toEqual([]);
    expect((await department.call(marsh, '/api/me')).body).not.toHaveProperty('covers');
  });

  test('is not passed on: who covers the cover does nothing of the one covered', async () => {
    await cover(row(), row({ practitionerId: 'osei', coveredBy: 'quill' }));
    const quill = physician('quill');
    expect(await listed(quill)).toEqual([]);
    expect((await department.send(quill, lack('a'), decline)).status).toBe(404);
    expect((await department.call(quill, '/api/charts/e-a')).status).toBe(404);
  });

  test('needs the role at the facility, and no token can claim one', async () => {
    await cover(row({ facilities: '*' }));
    const southern = physician('osei', ['south']);
    expect(await listed(southern)).toEqual([lack('b'), 'deficiency.e-b.unsigned.d-b-0']);
    const claimed: User = {
      ...physician('quill'),
      covers: [{ practitionerId: 'marsh', facilities: '*', maySign: true }],
    };
    expect(await listed(claimed)).toEqual([]);
  });

  test('that is wrongly entered is refused with its row, and the table stays', async () => {
    await cover(row());
    for (const [wrong, path] of [
      [row({ coveredByGroup: 'g' }), 'cover[0.]'],
      [row({ coveredBy: undefined }), 'cover[0.]'],
      [row({ toOn: '2026-11-23' }), 'cover[0.toOn]'],
      [row({ fromOn: '24 November' }), 'cover[0.fromOn]'],
      [row({ coveredBy: 'marsh' }), 'cover[0.coveredBy]'],
    ] as const)
      await expect(cover(wrong)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining(path.replace('0.]', '0]')),
      });
    expect((await listed(osei)).length).toBe(2);
    const { status } = await department.call(user('analyst'), '/api/site-tables/cover');
    expect(status).toBe(403);
  });
});

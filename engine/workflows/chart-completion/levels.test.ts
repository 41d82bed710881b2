import { describe, expect, test } from 'vitest';
import { analyst, at, department, stay, system } from './department.fixture.ts';

const summary = 'deficiency.e1.missing-document.discharge-summary';
type House = ReturnType<typeof department>;

/** What the deficiency asked for, by level and date. */
async function reached({ store }: House): Promise<unknown[]> {
  const effects = await store.effects(summary);
  return effects
    .filter((effect) => effect.type === 'deficiency.level-reached')
    .map(({ params }) => [params?.level, params?.on, params?.letter, params?.proposesSuspension]);
}

const absence = (fromOn: string, toOn: string) => ({ fromOn, toOn, reason: 'Vacation' });
const reportAbsences = (absences: unknown[], practitionerId = 'reyes') => ({
  type: 'deficiency.absences-report',
  practitionerId,
  absences,
});

describe('levels of escalation', () => {
  test('by default letters on day 15 and 22, a proposal of suspension on day 38, each once', async () => {
    const house = department();
    await house.receive(stay);
    await house.pass(at('2026-11-24T05:00:00Z') - 1);
    expect(await reached(house)).toEqual([]);
    await house.pass(at('2026-11-24T05:00:00Z'));
    await house.pass(at('2027-03-01T05:00:00Z'));
    expect(await reached(house)).toEqual([
      [1, '2026-11-24', 'first-notice', false],
      // Told late, one letter: the last of those that were due, with the proposal.
      [2, '2026-12-17', 'second-notice', true],
    ]);
  });

  test('each at the start of its own day, across the change of the clocks and the year', async () => {
    const house = department(at('2026-10-20T12:00:00Z'));
    // Discharged on 18 October in daylight time: day 15 is 2 November, in standard time.
    await house.receive({
      ...stay,
      admittedAt: at('2026-10-12T12:00:00Z'),
      dischargedAt: at('2026-10-18T16:00:00Z'),
    });
    for (const day of [
      '2026-11-02T05:00:00Z',
      '2026-11-09T05:00:00Z',
      '2026-11-18T05:00:00Z',
      '2026-11-25T05:00:00Z',
    ]) {
      await house.pass(at(day) - 1);
      const before = (await reached(house)).length;
      await house.pass(at(day));
      const isDelinquency = day.startsWith('2026-11-18');
      expect((await reached(house)).length).toBe(before + (isDelinquency ? 0 : 1));
    }
    expect((await reached(house)).map((one) => (one as unknown[])[1])).toEqual([
      '2026-11-02',
      '2026-11-09',
      '2026-11-25',
    ]);
  });

  test('leave pauses them, both of its dates counted, and leaves the law’s clock alone', async () => {
    const house = department();
    await house.receive(stay);
    // Five days: 20, 21, 22, 23 and 24 November.
    await house.send(summary, reportAbsences([absence('2026-11-20', '2026-11-24')]), system);
    await house.pass(at('2026-11-29T05:00:00Z') - 1);
    expect(await reached(house)).toEqual([]);
    await house.pass(at('2026-11-29T05:00:00Z'));
    expect(await reached(house)).toEqual([[1, '2026-11-29', 'first-notice', false]]);
    const task = (await house.open()).find((one) => one.instanceId === summary);
    expect(task?.dueOn).toBe('2026-12-09');
    expect(task?.accountableDueAt).toBe(at('2026-12-15T04:59:59.999Z'));
  });

  test('a level that would begin on the first day of a leave begins on the day after it', async () => {
    const house = department();
    await house.receive(stay, { absencesOf: () => [absence('2026-11-24', '2026-11-26')] });
    await house.pass(at('2026-11-27T05:00:00Z') - 1);
    expect(await reached(house)).toEqual([]);
    await house.pass(at('2026-11-27T05:00:00Z'));
    expect(await reached(house)).toHaveLength(1);
  });

  test('leave of another is not the owner’s, and leave that is told later unsends nothing', async () => {
    const house = department();
    await house.receive(stay);
    await house.send(
      summary,
      reportAbsences([absence('2026-11-20', '2026-11-24')], 'lind'),
      system,
    );
    await house.pass(at('2026-11-24T05:00:00Z'));
    expect(await reached(house)).toHaveLength(1);
    await house.send(summary, reportAbsences([absence('2026-11-20', '2026-11-24')]), system);
    await house.pass(at('2026-11-30T05:00:00Z'));
    expect(await reached(house)).toHaveLength(1);
    // The second level moves: day 22 is 1 December, and five days of leave make it 6 December.
    await house.pass(at('2026-12-06T05:00:00Z') - 1);
    expect(await reached(house)).toHaveLength(1);
    await house.pass(at('2026-12-06T05:00:00Z'));
    expect(await reached(house)).toHaveLength(2);
    await expect(house.send(summary, reportAbsences([]), analyst)).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  test('the leave that is known when the lack is found counts from the start', async () => {
    const house = department();
    await house.receive(stay, { absencesOf: () => [absence('2026-11-10', '2026-11-12')] });
    await house.pass(at('2026-11-27T05:00:00Z') - 1);
    expect(await reached(house)).toEqual([]);
    await house.pass(at('2026-11-27T05:00:00Z'));
    expect(await reached(house)).toHaveLength(1);
  });

  test('a new owner begins at level 0, with days of their own, and is asked for absences', async () => {
    const house = department();
    await house.receive(stay);
    await house.pass(at('2026-12-17T05:00:00Z'));
    await house.send(summary, { type: 'deficiency.assign', practitionerId: 'lind' });
    const effects = (await house.store.effects(summary)).map(({ type, params }) => [type, params]);
    expect(effects).toContainEqual([
      'deficiency.level-left',
      { practitionerId: 'reyes', facility: 'north' },
    ]);
    expect(effects).toContainEqual(['absences.ask', { practitionerId: 'lind' }]);
    const before = (await reached(house)).length;
    // Day 15 after 17 December is New Year's Day.
    await house.pass(at('2027-01-01T05:00:00Z') - 1);
    expect(await reached(house)).toHaveLength(before);
    await house.pass(at('2027-01-01T05:00:00Z'));
    expect((await reached(house)).at(-1)).toEqual([1, '2027-01-01', 'first-notice', false]);
  });

  test('what is cured below the suspending level tells nobody; above it, once', async () => {
    for (const [now, times] of [
      ['2026-12-16T05:00:00Z', 0],
      ['2026-12-17T05:00:00Z', 1],
    ] as const) {
      const house = department();
      await house.receive(stay);
      await house.pass(at(now));
      await house.send(summary, { type: 'deficiency.void', reason: 'Entered twice' });
      const left = (await house.store.effects(summary)).filter(
        ({ type }) => type === 'deficiency.level-left',
      );
      expect(left).toHaveLength(times);
    }
  });

  test('a facility in another zone counts its own midnights', async () => {
    const house = department();
    const zone = 'Pacific/Honolulu';
    const policy = { facility: 'north', name: '', zone, goLiveOn: '2026-01-01', settleLagHours: 0 };
    await house.receive(stay, { policy });
    await house.pass(at('2026-11-24T10:00:00Z') - 1);
    expect(await reached(house)).toEqual([]);
    await house.pass(at('2026-11-24T10:00:00Z'));
    expect(await reached(house)).toEqual([[1, '2026-11-24', 'first-notice', false]]);
  });

  test('before the discharge nothing that counts from it can be reached', async () => {
    const house = department(at('2026-11-03T14:05:00Z'));
    await house.receive({ ...stay, status: 'in-progress', dischargedAt: null, documents: [] });
    const id = 'deficiency.e1.missing-document.history-and-physical';
    const instance = await house.store.load(id);
    expect(instance?.context.finding).not.toHaveProperty('levels');
    await house.receive({ ...stay, documents: [] });
    await house.pass(at('2026-11-24T05:00:00Z'));
    expect((await house.store.load(id))?.context.level).toBe(1);
  });
});

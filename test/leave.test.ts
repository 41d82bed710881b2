import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { levelsOf } from '../engine/workflows/chart-completion/levels.ts';
import {
  addLeave,
  addPractitioner,
  addStay,
  analyst,
  completeStay,
  facility,
  goTo,
  instancesOf,
  lettersOf,
  manager,
  office,
  physician,
  type Stay,
  startLetters,
  supervisor,
} from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const stay: Stay = { id: 'e1', attending: 'marsh', dischargedAt: '2026-10-01T10:00:00-04:00' };
const vacation = { facility, practitionerId: 'marsh', reason: 'Vacation' };

/** On which dates the levels of every open deficiency are reached. */
async function levelDates(): Promise<string[]> {
  const open = (await instancesOf(department, 'deficiency')).filter(({ isOpen }) => isOpen);
  const dates = open.map(({ context }) =>
    levelsOf(context as never)
      .map(({ reachedOn }) => reachedOn)
      .join(' '),
  );
  return [...new Set(dates)];
}

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    department.clock.now = Date.parse('2026-10-01T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    await addPractitioner(department, 'lee', 'Lee');
  });

  describe('its life', () => {
    test('a physician proposes his own, and only another approves it', async () => {
      const marsh = physician('marsh');
      const dates = { ...vacation, fromOn: '2026-10-10', toOn: '2026-10-12' };
      const proposed = await department.call(marsh, '/api/leave', dates);
      expect(proposed.status).toBe(201);
      const id = String(proposed.body.id);
      expect((await department.call(physician('lee'), '/api/leave', dates)).status).toBe(403);
      expect((await department.call(analyst, '/api/leave', dates)).status).toBe(403);
      expect((await department.send(marsh, id, { type: 'leave.approve' })).status).toBe(403);
      expect((await department.send(supervisor, id, { type: 'leave.approve' })).status).toBe(403);
      const self = { ...manager, practitionerId: 'marsh' };
      expect((await department.send(self, id, { type: 'leave.approve' })).status).toBe(403);
      expect((await department.tasks('leave', office)).map(({ title }) => title.text)).toEqual([
        'Leave from 2026-10-10 to 2026-10-12: approve or decline',
      ]);
      expect((await department.send(office, id, { type: 'leave.approve' })).status).toBe(200);
      expect(await department.tasks('leave', office)).toEqual([]);
      const change = {
        type: 'leave.change',
        fromOn: '2026-10-10',
        toOn: '2026-10-30',
        reason: 'Longer',
      };
      expect((await department.send(marsh, id, change)).status).toBe(403);
      expect((await department.send(supervisor, id, change)).status).toBe(403);
      expect((await department.send(manager, id, change)).status).toBe(200);
      expect((await department.send(office, id, { type: 'leave.approve' })).status).toBe(409);
    });

    test('dates are refused that are none, that end before they begin, or that last over three years', async () => {
      for (const [fromOn, toOn, words] of [
        ['2026-02-29', '2026-03-02', 'calendar date'],
        ['2026-10-12', '2026-10-11', 'ends before it starts'],
        ['2026-10-12', '2029-10-13', 'three years'],
      ]) {
        const answer = await department.call(office, '/api/leave', { ...vacation, fromOn, toOn });
        expect([answer.status, String(answer.body.detail)]).toEqual([
          422,
          expect.stringContaining(words as string),
        ]);
      }
      const unknown = {
        ...vacation,
        practitionerId: 'nobody',
        fromOn: '2026-10-12',
        toOn: '2026-10-12',
      };
      expect((await department.call(office, '/api/leave', unknown)).status).toBe(422);
      const generic = await department.call(office, '/api/instances', {
        workflow: 'leave',
        input: unknown,
      });
      expect(generic.status).toBe(422);
      expect(await instancesOf(department, 'leave')).toEqual([]);
    });

    test('an approved one ends earlier, is withdrawn, or stays; a last day outside it is refused in words', async () => {
      const id = await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-10',
        toOn: '2026-10-20',
      });
      const end = (toOn: string) => ({ type: 'leave.end', toOn, reason: 'Back early' });
      const refused = await department.send(office, id, end('2026-10-21'));
      expect(refused.status).toBe(409);
      expect(String(refused.body.detail)).toContain('between 2026-10-10 and 2026-10-20');
      expect((await department.send(office, id, end('2026-10-12'))).body.state).toBe('ended');
      const withdraw = { type: 'leave.withdraw', reason: 'Not taken' };
      expect((await department.send(physician('lee'), id, withdraw)).status).toBe(404);
      expect((await department.send(physician('marsh'), id, withdraw)).body.state).toBe(
        'withdrawn',
      );
      expect((await department.send(office, id, withdraw)).status).toBe(409);
    });

    test('the list is by practitioner and period, both dates counted, and only what one may see', async () => {
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-10',
        toOn: '2026-10-12',
      });
      await addLeave(department, {
        practitionerId: 'lee',
        fromOn: '2026-11-01',
        toOn: '2026-11-02',
      });
      const listed = async (query: string, who = office) => {
        const { body } = await department.call(who, `/api/leave?${query}`);
        return (body.leave as unknown as { practitioner: { id: string } }[]).map(
          ({ practitioner }) => practitioner.id,
        );
      };
      expect(await listed('')).toEqual(['lee', 'marsh']);
      expect(await listed('from=2026-10-12&to=2026-10-12')).toEqual(['marsh']);
      expect(await listed('from=2026-10-13&to=2026-10-31')).toEqual([]);
      expect(await listed('practitioner=lee')).toEqual(['lee']);
      expect(await listed('', physician('marsh'))).toEqual(['marsh']);
      expect(await listed('', user('medical-staff-office', ['SOUTH']))).toEqual([]);
    });
  });

  describe('what it does to the levels', () => {
    test('both dates count, before the finding and after it; withdrawn it gives the days back', async () => {
      await addStay(department, stay);
      expect(await levelDates()).toEqual(['2026-10-16 2026-10-23 2026-11-01 2026-11-08']);
      const id = await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-05',
        toOn: '2026-10-07',
      });
      expect(await levelDates()).toEqual(['2026-10-19 2026-10-26 2026-11-04 2026-11-11']);
      // Found after the leave was approved: the facts are judged with it.
      await addStay(department, { ...stay, id: 'e2' });
      expect(await levelDates()).toEqual(['2026-10-19 2026-10-26 2026-11-04 2026-11-11']);
      await department.send(office, id, { type: 'leave.withdraw', reason: 'Not taken' });
      await department.drain();
      expect(await levelDates()).toEqual(['2026-10-16 2026-10-23 2026-11-01 2026-11-08']);
    });

    test('overlapping leaves count each day once, across the end of daylight saving', async () => {
      await addStay(department, { ...stay, dischargedAt: '2026-10-25T23:30:00-04:00' });
      expect(await levelDates()).toEqual(['2026-11-09 2026-11-16 2026-11-25 2026-12-02']);
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-30',
        toOn: '2026-11-02',
      });
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-11-01',
        toOn: '2026-11-03',
      });
      expect(await levelDates()).toEqual(['2026-11-14 2026-11-21 2026-11-30 2026-12-07']);
    });

    test('a reassigned deficiency is counted with the absences of its new owner', async () => {
      await addLeave(department, {
        practitionerId: 'lee',
        fromOn: '2026-10-05',
        toOn: '2026-10-07',
      });
      await addStay(department, stay);
      for (const { id } of await instancesOf(department, 'deficiency')) {
        const assign = { type: 'deficiency.assign', practitionerId: 'lee' };
        expect((await department.send(analyst, id, assign)).status).toBe(200);
      }
      await department.drain();
      const dates = await levelDates();
      expect(dates).toHaveLength(1);
      expect(dates[0]).toContain('2026-10-19');
      const [one] = await instancesOf(department, 'deficiency');
      expect(one?.context.absences).toMatchObject([{ fromOn: '2026-10-05', toOn: '2026-10-07' }]);
    });

    test('the date of the law does not move', async () => {
      await addStay(department, stay);
      const law = async () => (await department.tasks('deficiencies')).map(({ dueOn }) => dueOn);
      const before = await law();
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-02',
        toOn: '2026-11-20',
      });
      expect(await law()).toEqual(before);
    });

    test('entered after a letter it does not unsend it', async () => {
      await startLetters(department);
      await addStay(department, stay);
      await goTo(department, '2026-10-17T12:00:00Z');
      await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-05',
        toOn: '2026-10-16',
      });
      expect((await lettersOf(department)).map(({ state }) => state)).toEqual([
        { toSend: 'print' },
      ]);
      await goTo(department, '2026-10-28T12:00:00Z');
      expect(await lettersOf(department)).toHaveLength(1);
    });

    test('told twice, or begun again after a kill, it changes nothing twice; what is closed hears nothing', async () => {
      for (let n = 0; n < 12; n += 1) await addStay(department, { ...stay, id: `m${n}` });
      await completeStay(department, { ...stay, id: 'm0' });
      const id = await addLeave(department, {
        practitionerId: 'marsh',
        fromOn: '2026-10-05',
        toOn: '2026-10-07',
      });
      const versions = async () =>
        (await instancesOf(department, 'deficiency')).map(({ id: one, version }) => [one, version]);
      const before = await versions();
      const effects = await department.store.effects(id);
      await department.restart();
      const handlers = new Map(department.server.services.letters.handlers);
      for (const effect of effects) await handlers.get('absences.tell')?.(effect);
      // The second look, for what was being judged meanwhile.
      await goTo(department, '2026-10-01T15:01:00Z');
      expect(await versions()).toEqual(before);
      const told = (await instancesOf(department, 'deficiency')).filter(({ isOpen }) => isOpen);
      expect(told).toHaveLength(22);
      for (const { context } of told) expect(context.absences).toHaveLength(1);
    });
  });

  test('facts are judged without a read for each message', async () => {
    await addLeave(department, {
      practitionerId: 'marsh',
      fromOn: '2026-10-05',
      toOn: '2026-10-07',
    });
    const { leaves } = department.server.services;
    const first = await leaves.current();
    expect(first('marsh')).toMatchObject([{ fromOn: '2026-10-05', toOn: '2026-10-07' }]);
    expect(first('lee')).toEqual([]);
    const { store } = department;
    const [instances, load] = [store.instances, store.load];
    let reads = 0;
    store.instances = (...asked) => {
      reads += 1;
      return instances(...asked);
    };
    store.load = (id) => {
      reads += 1;
      return load(id);
    };
    for (let n = 0; n < 100; n += 1) (await leaves.current())('marsh');
    Object.assign(store, { instances, load });
    expect(reads).toBe(0);
  });
});

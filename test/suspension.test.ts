import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addLeave,
  addPractitioner,
  addStay,
  analyst,
  completeStay,
  facility,
  goTo,
  instancesOf,
  manager,
  office,
  physician,
  type Stay,
  startLetters,
} from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';

let department: Department;
afterEach(() => department.close());

const stay: Stay = { id: 'e1', attending: 'marsh', dischargedAt: '2026-10-01T10:00:00-04:00' };
const day38 = '2026-11-08T05:00:00Z';

async function only() {
  const found = await instancesOf(department, 'suspension');
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[number];
}

describe.each(['memory', 'SQLite'] as const)('over %s', (kind) => {
  beforeEach(async () => {
    department = await openDepartment(kind);
    department.clock.now = Date.parse('2026-10-01T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    await startLetters(department);
    await addStay(department, stay);
    await addStay(department, { ...stay, id: 'e2', dischargedAt: '2026-10-03T10:00:00-04:00' });
  });

  test('it is proposed on day 38 with what it rests on, and never in force by itself', async () => {
    await goTo(department, '2026-11-08T04:59:59.999Z');
    expect(await instancesOf(department, 'suspension')).toEqual([]);
    await goTo(department, day38);
    const one = await only();
    expect(one).toMatchObject({ state: 'proposed', practitionerId: 'marsh', facility });
    expect(one.context.reasons).toMatchObject([{ encounterId: 'e1' }, { encounterId: 'e1' }]);
    await goTo(department, '2026-11-10T12:00:00Z');
    const later = await only();
    expect(later.state).toBe('proposed');
    expect(later.context.reasons).toHaveLength(4);
    expect((await department.tasks('suspensions', office)).map(({ title }) => title.text)).toEqual([
      'Suspension proposed for 4 overdue records: decide',
    ]);
    await goTo(department, '2027-02-01T12:00:00Z');
    expect((await only()).state).toBe('proposed');
  });

  test('the office confirms it with a reason and a date, nobody else', async () => {
    await goTo(department, day38);
    const { id } = await only();
    const confirm = { type: 'suspension.confirm', reason: 'Bylaws 4.2', on: '2026-11-09' };
    for (const who of [manager, analyst])
      expect([403, 404]).toContain((await department.send(who, id, confirm)).status);
    expect((await department.send(physician('marsh'), id, confirm)).status).toBe(403);
    expect((await department.send(office, id, { type: 'suspension.confirm' })).status).toBe(422);
    expect((await department.send(office, id, confirm)).body.state).toBe('inForce');
    expect((await department.send(office, id, confirm)).status).toBe(409);
    await goTo(department, '2026-12-15T12:00:00Z');
    const { body } = await department.call(office, '/api/suspensions?state=inForce');
    expect(body.suspensions).toMatchObject([{ inForceDays: 36, practitioner: { id: 'marsh' } }]);
    const south = await department.call(user('manager', ['SOUTH']), '/api/suspensions');
    expect(south.body.suspensions).toEqual([]);
  });

  test('when everything is cured a lift is proposed, confirmed, and the days in force are known', async () => {
    await goTo(department, '2026-11-10T12:00:00Z');
    const { id } = await only();
    await department.send(office, id, {
      type: 'suspension.confirm',
      reason: 'Bylaws',
      on: '2026-11-10',
    });
    await completeStay(department, stay);
    await department.drain();
    expect((await only()).state).toBe('inForce');
    await completeStay(department, { ...stay, id: 'e2' });
    await department.drain();
    expect((await only()).state).toBe('liftProposed');
    const early = { type: 'suspension.lift', on: '2026-11-09' };
    expect((await department.send(office, id, early)).status).toBe(409);
    const keep = { type: 'suspension.keep', reason: 'Another matter' };
    expect((await department.send(office, id, keep)).body.state).toBe('inForce');
    expect((await department.send(office, id, early)).status).toBe(409);
  });

  test('lifted it counts its days, and a new late record proposes it anew', async () => {
    await goTo(department, '2026-11-10T12:00:00Z');
    const { id } = await only();
    await department.send(office, id, {
      type: 'suspension.confirm',
      reason: 'Bylaws',
      on: '2026-11-10',
    });
    await completeStay(department, stay);
    await completeStay(department, { ...stay, id: 'e2' });
    await department.drain();
    const lift = { type: 'suspension.lift', on: '2026-12-20' };
    expect((await department.send(office, id, lift)).body).toMatchObject({
      state: 'lifted',
      context: { inForceDays: 40 },
    });
    await addStay(department, { ...stay, id: 'e3', dischargedAt: '2026-11-10T08:00:00-05:00' });
    await goTo(department, '2026-12-18T12:00:00Z');
    const again = await only();
    expect([again.state, again.context.inForceOn, again.context.inForceDays]).toEqual([
      'proposed',
      null,
      null,
    ]);
  });

  test('a proposal whose reasons vanish withdraws itself; a declined one is not made again that day', async () => {
    await goTo(department, day38);
    await completeStay(department, stay);
    await department.drain();
    const withdrawn = await only();
    expect([withdrawn.state, withdrawn.isOpen]).toEqual(['withdrawn', false]);
    expect(await department.tasks('suspensions', office)).toEqual([]);
    await goTo(department, '2026-11-10T05:00:00Z');
    expect((await only()).state).toBe('proposed');
    const decline = { type: 'suspension.decline', reason: 'He is covering for others' };
    expect((await department.send(office, withdrawn.id, decline)).body.state).toBe('declined');
    const effects = [];
    for (const { id } of await instancesOf(department, 'deficiency'))
      effects.push(...(await department.store.effects(id)));
    await department.restart();
    const handle = new Map(department.server.services.letters.handlers).get(
      'deficiency.level-reached',
    );
    await Promise.all(
      effects.filter(({ type }) => type === 'deficiency.level-reached').map((one) => handle?.(one)),
    );
    expect((await only()).state).toBe('declined');
  });

  test('leave entered late takes the reasons away: the proposal withdraws itself', async () => {
    await goTo(department, day38);
    await addLeave(department, {
      practitionerId: 'marsh',
      fromOn: '2026-10-10',
      toOn: '2026-10-20',
    });
    expect((await only()).state).toBe('withdrawn');
    await goTo(department, '2026-11-19T05:00:00Z');
  });

  test('the records of another become no reason against him', async () => {
    await goTo(department, day38);
    await addPractitioner(department, 'lee', 'Lee');
    for (const { id, isOpen } of await instancesOf(department, 'deficiency'))
      if (isOpen && id.includes('e1'))
        await department.send(analyst, id, { type: 'deficiency.assign', practitionerId: 'lee' });
    await department.drain();
    expect((await only()).state).toBe('withdrawn');
  });
});

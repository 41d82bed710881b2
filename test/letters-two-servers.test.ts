import { afterEach, expect, test } from 'vitest';
import { createPostgresStore } from '../server/store/postgres/store.ts';
import {
  addLeave,
  addPractitioner,
  addStay,
  instancesOf,
  lettersOf,
  office,
  startLetters,
} from './delinquency.ts';
import { type Department, openDepartment } from './department.ts';
import { type FreshDatabase, freshDatabase } from './postgres.ts';

let database: FreshDatabase;
const servers: Department[] = [];
afterEach(async () => {
  for (const one of servers.splice(0)) await one.close();
  await database.drop();
});

async function twoServers(): Promise<[Department, Department]> {
  database = await freshDatabase();
  const clock = { now: Date.parse('2026-10-01T15:00:00Z') };
  for (let n = 0; n < 2; n += 1) {
    const store = await createPostgresStore(database.url, { clock: () => clock.now });
    servers.push(await openDepartment('memory', { store, clock }));
  }
  return servers as unknown as [Department, Department];
}

const stay = { id: 'e1', attending: 'marsh', dischargedAt: '2026-10-01T10:00:00-04:00' };

test('two servers at one midnight write every letter and propose every suspension once', async () => {
  const [one, other] = await twoServers();
  for (const id of ['marsh', 'lee']) await addPractitioner(one, id, id);
  await startLetters(one);
  for (let n = 0; n < 20; n += 1)
    await addStay(n % 2 === 0 ? one : other, {
      ...stay,
      id: `e${n}`,
      attending: n % 3 === 0 ? 'lee' : 'marsh',
    });
  for (const [instant, letters] of [
    ['2026-10-16T04:00:00Z', 2],
    ['2026-10-23T04:00:00Z', 4],
    ['2026-11-08T05:00:00Z', 4],
  ] as const) {
    one.clock.now = Date.parse(instant);
    await Promise.all([one.drain(), other.drain()]);
    await one.drain();
    expect(await lettersOf(one)).toHaveLength(letters);
  }
  const suspensions = await instancesOf(other, 'suspension');
  expect(suspensions.map(({ state, version }) => [state, version])).toEqual([
    ['proposed', 1],
    ['proposed', 1],
  ]);
});

test('leave approved on one server is counted by facts that the other judges', async () => {
  const [one, other] = await twoServers();
  await addPractitioner(one, 'marsh', 'Marsh');
  expect((await other.server.services.leaves.current())('marsh')).toEqual([]);
  const dates = { practitionerId: 'marsh', fromOn: '2026-10-05', toOn: '2026-10-07' };
  const id = await addLeave(one, dates);
  const seen = async () => (await other.server.services.leaves.current())('marsh').length;
  await expect.poll(seen).toBe(1);
  await addStay(other, stay);
  const [deficiency] = await instancesOf(one, 'deficiency');
  expect(deficiency?.context.absences).toHaveLength(1);
  await one.send(office, id, { type: 'leave.withdraw', reason: 'Not taken' });
  await one.drain();
  await expect.poll(seen).toBe(0);
  const [told] = await instancesOf(other, 'deficiency');
  expect(told?.context.absences).toEqual([]);
});

import { Refusal } from '../../engine/errors.ts';
import { systemUser, type User } from '../../engine/model/user.ts';
import type { Services } from '../context.ts';
import { lettersStartIdOf } from '../letters/ids.ts';
import { createViews } from '../views.ts';
import type { GeneratedHospital } from './hospital-feed.ts';
import type { Past } from './past.ts';
import { auditRow, userOf } from './people-at-work.ts';

export const feed: User = {
  id: 'interface-engine',
  name: 'Interface engine',
  grants: systemUser.grants,
};

/** What stands before the first patient comes: policy, people, staff, tables, views, letters begun. */
export async function prepare(
  services: Services,
  past: Past,
  hospital: GeneratedHospital,
): Promise<void> {
  const { policies, siteTables } = services;
  const own = hospital.facility;
  const others = (await policies.all()).filter(({ facility }) => facility !== own.facility);
  await policies.save([...others, own]);
  await enterPeople(services, past, hospital);
  for (const [name, rows] of Object.entries(hospital.tables)) {
    const table = await siteTables.read(name as 'cover');
    const added = new Set(rows.map((row) => JSON.stringify(row)));
    const kept = table.rows.filter((row) => !added.has(JSON.stringify(row)));
    await siteTables.save(name as 'cover', [...kept, ...rows]);
  }
  const staff = JSON.stringify(hospital.staffBundle());
  await past.intake.bundle(JSON.parse(staff), staff, feed, { from: null, idempotencyKey: 'staff' });
  await keepViews(past, hospital);
  const id = lettersStartIdOf(own.facility);
  const count = await past.letters.countDry(own.facility);
  if ((await past.store.load(id)) !== undefined) return;
  const { facility, zone } = own;
  await past.engine.start('letters-start', { facility, zone, count }, { user: systemUser, id });
  const manager = {
    ...feed,
    id: 'demo-data',
    grants: [{ role: 'manager' as const, facilities: '*' as const }],
  };
  await past.engine.send(id, { type: 'letters.start', countId: count.id }, { user: manager });
}

/** Everyone who acts is in the list of people; whoever signs in by a word of the demonstration is there already. */
async function enterPeople(
  { people }: Services,
  past: Past,
  hospital: GeneratedHospital,
): Promise<void> {
  const known = new Set((await people.all()).map(({ practitionerId }) => practitionerId));
  const added = [...hospital.people.values()]
    .map(userOf)
    .filter(({ practitionerId }) => practitionerId === undefined || !known.has(practitionerId))
    .map((one) => ({ ...one, subject: `${one.id}@${hospital.facility.facility}`, isActive: true }));
  const about = { at: past.store.now(), user: feed, name: 'people', instance: null };
  await people.enter(added, auditRow(about, 'people', 'act'));
}

async function keepViews({ store }: Past, hospital: GeneratedHospital): Promise<void> {
  const views = createViews(store);
  for (const { owner, view } of hospital.views) {
    const about = { at: store.now(), user: feed, name: view.id, instance: null };
    const audit = auditRow(about, `view:${view.id}`, 'act');
    await views.put(owner, view, { seen: 'none', audit }).catch((error: unknown) => {
      // Kept before the load was cut short.
      if (!(error instanceof Refusal) || error.code !== 'already-exists') throw error;
    });
  }
}

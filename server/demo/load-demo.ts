import { systemUser, type User } from '../../engine/model/user.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Services } from '../context.ts';
import { lettersStartIdOf } from '../letters/ids.ts';
import { type DemoData, demoUsers } from './demo-data.ts';
import { demoSetting } from './demo-setting.ts';
import { practitionersBundle, stayBundle } from './stay-bundle.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Loads the hand-made stays into an empty database, through the same door as any feed. Once only. */
export async function loadDemo(services: Services, data: DemoData): Promise<number> {
  const { store, policies, intake } = services;
  if ((await store.setting(demoSetting)) !== undefined) return 0;
  const now = store.now();
  await policies.save([
    ...(await policies.all()).filter((one) => one.facility === '*'),
    ...data.facilities.map(({ facility, name, zone }) => ({
      facility,
      name,
      zone,
      goLiveOn: localDateOf(now - 365 * dayMs, zone),
      settleLagHours: 0,
    })),
  ]);
  const people = [...demoUsers(data)].flatMap(([subject, user]) =>
    user.grants.some(({ role }) => role === 'system') ? [] : [{ ...user, subject, isActive: true }],
  );
  await services.people.enter(people, {
    id: services.newId(),
    at: now,
    userId: demoManager.id,
    userName: demoManager.name,
    role: 'manager',
    action: 'act',
    what: 'people',
    patientId: null,
    encounterId: null,
    instanceId: null,
    purpose: null,
    fromAddress: null,
  });
  for (const bundle of [
    practitionersBundle(data),
    ...data.stays.map((stay) => stayBundle(stay, now)),
  ]) {
    const { refusal } = await intake.bundle(bundle, JSON.stringify(bundle), systemUser, {
      from: null,
    });
    if (refusal !== null) throw refusal;
  }
  for (const one of data.facilities) await startLetters(services, one);
  await store.commit({ settings: { [demoSetting]: new Date(now).toISOString() } });
  return data.stays.length;
}

const demoManager: User = {
  id: 'demo-data',
  name: 'Demo data',
  grants: [{ role: 'manager', facilities: '*' }],
};

/** As a manager would who has read the count; at one facility the count still waits for its manager. */
async function startLetters(
  { engine, store, letters }: Services,
  { facility, zone, lettersWait = false }: DemoData['facilities'][number],
): Promise<void> {
  if (!engine.registry.workflows.some(({ id }) => id === 'letters-start')) return;
  const id = lettersStartIdOf(facility);
  const standing = await store.load(id);
  // A load that was cut short begins again.
  if (standing?.state === 'started') return;
  const count = await letters.countDry(facility);
  const asSystem = { user: systemUser };
  if (standing === undefined)
    await engine.start('letters-start', { facility, zone, count }, { ...asSystem, id });
  else await engine.send(id, { type: 'letters.recount', count }, asSystem);
  if (lettersWait) return;
  const event = { type: 'letters.start', countId: count.id };
  await engine.send(id, event, { user: demoManager });
}

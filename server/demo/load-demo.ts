import { systemUser } from '../../engine/model/user.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Services } from '../context.ts';
import type { DemoData } from './demo-data.ts';
import { practitionersBundle, stayBundle } from './stay-bundle.ts';

const loadedSetting = 'demo-loaded';
const dayMs = 24 * 60 * 60 * 1000;

/** Loads the hand-made stays into an empty database, through the same door as any feed. Once only. */
export async function loadDemo(
  { store, policies, intake }: Services,
  data: DemoData,
): Promise<number> {
  if ((await store.setting(loadedSetting)) !== undefined) return 0;
  const now = store.now();
  await policies.save([
    ...(await policies.all()).filter((one) => one.facility === '*'),
    ...data.facilities.map((one) => ({
      ...one,
      goLiveOn: localDateOf(now - 365 * dayMs, one.zone),
      settleLagHours: 0,
    })),
  ]);
  for (const bundle of [
    practitionersBundle(data),
    ...data.stays.map((stay) => stayBundle(stay, now)),
  ]) {
    const { refusal } = await intake.bundle(bundle, JSON.stringify(bundle), systemUser, {
      from: null,
    });
    if (refusal !== null) throw refusal;
  }
  await store.commit({ settings: { [loadedSetting]: new Date(now).toISOString() } });
  return data.stays.length;
}

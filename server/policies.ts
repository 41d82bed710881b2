import { z } from 'zod';
import { FacilityPolicy } from '../engine/model/facility.ts';
import type { Store } from '../engine/store.ts';

/** What each facility decides for itself; kept as data, read at every use. */
export interface Policies {
  policyOf(facility: string): Promise<FacilityPolicy>;
  zoneOf(facility: string | null): Promise<string>;
  all(): Promise<readonly FacilityPolicy[]>;
  save(policies: readonly FacilityPolicy[]): Promise<void>;
}

const settingKey = 'facility-policies';
const Stored = z.array(FacilityPolicy);

/** HIM.md part 8: the values that ship. The row for `*` holds for facilities without one of their own. */
export const shippedPolicy: FacilityPolicy = {
  facility: '*',
  name: '',
  zone: 'America/New_York',
  goLiveOn: '2026-01-01',
  settleLagHours: 24,
};

export function createPolicies(store: Store): Policies {
  let known: readonly FacilityPolicy[] | null = null;
  const all = async (): Promise<readonly FacilityPolicy[]> => {
    if (known === null) {
      const text = await store.setting(settingKey);
      known = text === undefined ? [shippedPolicy] : Stored.parse(JSON.parse(text));
    }
    return known;
  };
  const policyOf = async (facility: string): Promise<FacilityPolicy> => {
    const policies = await all();
    const own = policies.find((one) => one.facility === facility);
    const other = policies.find((one) => one.facility === '*') ?? shippedPolicy;
    return own ?? { ...other, facility, name: facility };
  };
  return {
    all,
    policyOf,
    zoneOf: async (facility) => (await policyOf(facility ?? '*')).zone,
    save: async (policies) => {
      const checked = Stored.parse(policies);
      await store.commit({ settings: { [settingKey]: JSON.stringify(checked) } });
      known = checked;
    },
  };
}

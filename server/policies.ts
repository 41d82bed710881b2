import type { FacilityPolicy } from '../engine/model/facility.ts';
import { type BusinessCalendar, usFederalCalendar } from '../engine/time/business-calendar.ts';
import { localDateOf } from '../engine/time/zone.ts';
import type { SiteTables } from './site-tables.ts';

/** What each facility decides for itself; kept as data, read at every use. */
export interface Policies {
  policyOf(facility: string): Promise<FacilityPolicy>;
  zoneOf(facility: string | null): Promise<string>;
  /** The facility's business days; the federal holidays where it has no calendar of its own. */
  calendarOf(facility: string, at: number): Promise<BusinessCalendar>;
  all(): Promise<readonly FacilityPolicy[]>;
  save(policies: readonly FacilityPolicy[]): Promise<void>;
}

/** HIM.md part 8: the values that ship. The row for `*` holds for facilities without one of their own. */
export const shippedPolicy: FacilityPolicy = {
  facility: '*',
  name: '',
  zone: 'America/New_York',
  goLiveOn: '2026-01-01',
  settleLagHours: 24,
};

export function createPolicies(tables: SiteTables): Policies {
  const all = async (): Promise<readonly FacilityPolicy[]> =>
    (await tables.read('facilities')).rows;
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
    calendarOf: async (facility, at) => {
      const { rows } = await tables.read('calendars');
      const own = rows.find((row) => row.facility === facility);
      const row = own ?? rows.find((one) => one.facility === '*');
      if (row !== undefined) return row.calendar;
      const { zone } = await policyOf(facility);
      const year = Number(localDateOf(at, zone).slice(0, 4));
      return usFederalCalendar(zone, [year - 1, year, year + 1, year + 2]);
    },
    save: async (policies) => {
      await tables.save('facilities', policies);
    },
  };
}

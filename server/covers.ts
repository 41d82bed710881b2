import type { Cover, User } from '../engine/model/user.ts';
import { localDateOf } from '../engine/time/zone.ts';
import type { CoverRow } from './cover-rows.ts';
import type { Policies } from './policies.ts';
import type { SiteRow, SiteTables } from './site-tables.ts';

/** Whom someone covers at an instant, from the site's tables. */
export interface Covers {
  /** The user with whom they cover now; what a caller says of it themselves counts for nothing. */
  present(user: User, at: number): Promise<User>;
}

/** Whether one practitioner may sign what another wrote, at a facility on one of its dates. */
export function mayCoverSign(
  rows: readonly CoverRow[],
  groups: readonly SiteRow<'practitioner-groups'>[],
  {
    signerId,
    practitionerId,
    facility,
    on,
  }: {
    readonly signerId: string;
    readonly practitionerId: string;
    readonly facility: string;
    readonly on: string;
  },
): boolean {
  const isOf = (group: string | undefined): boolean =>
    groups.some(({ id, members }) => id === group && members.includes(signerId));
  return rows.some(
    (row) =>
      row.maySign &&
      row.practitionerId === practitionerId &&
      (row.coveredBy === signerId || isOf(row.coveredByGroup)) &&
      (row.facilities === '*' || row.facilities.includes(facility)) &&
      row.fromOn <= on &&
      (row.toOn === null || on <= row.toOn),
  );
}

export function createCovers(tables: SiteTables, policies: Policies): Covers {
  const rowsFor = async (practitionerId: string): Promise<readonly CoverRow[]> => {
    const [{ rows }, groups] = await Promise.all([
      tables.read('cover'),
      tables.read('practitioner-groups'),
    ]);
    const mine = new Set(
      groups.rows.filter(({ members }) => members.includes(practitionerId)).map(({ id }) => id),
    );
    return rows.filter(
      (row) =>
        row.practitionerId !== practitionerId &&
        (row.coveredBy === practitionerId ||
          (row.coveredByGroup !== undefined && mine.has(row.coveredByGroup))),
    );
  };

  const holdsAt = async (row: CoverRow, facility: string | null, at: number): Promise<boolean> => {
    const on = localDateOf(at, await policies.zoneOf(facility));
    return row.fromOn <= on && (row.toOn === null || on <= row.toOn);
  };

  /**
   * Where the row holds now. A row for all facilities begins and ends at each by its own date: while these differ,
   * it holds at those that are named somewhere and whose date it is.
   */
  const facilitiesNow = async (
    row: CoverRow,
    known: readonly string[],
    at: number,
  ): Promise<readonly string[] | '*'> => {
    const candidates = row.facilities === '*' ? known : row.facilities;
    const holds = await Promise.all(candidates.map((facility) => holdsAt(row, facility, at)));
    const isEverywhere =
      row.facilities === '*' && holds.every(Boolean) && (await holdsAt(row, null, at));
    return isEverywhere ? '*' : candidates.filter((_, index) => holds[index]);
  };

  const coversOf = async (user: User, practitionerId: string, at: number): Promise<Cover[]> => {
    const rows = await rowsFor(practitionerId);
    if (rows.length === 0) return [];
    const named = (await policies.all()).map(({ facility }) => facility);
    const granted = user.grants.flatMap(({ facilities }) => (facilities === '*' ? [] : facilities));
    const known = [...new Set([...named, ...granted])].filter((facility) => facility !== '*');
    const covers = await Promise.all(
      rows.map(async (row) => ({
        practitionerId: row.practitionerId,
        facilities: await facilitiesNow(row, known, at),
        maySign: row.maySign,
      })),
    );
    return covers.filter(({ facilities }) => facilities === '*' || facilities.length > 0);
  };

  return {
    present: async ({ covers: _, ...user }, at) => {
      if (user.practitionerId === undefined) return user;
      const covers = await coversOf(user, user.practitionerId, at);
      return covers.length === 0 ? user : { ...user, covers };
    },
  };
}

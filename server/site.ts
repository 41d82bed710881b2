import type { Site } from '../engine/model/site.ts';
import { localDateOf } from '../engine/time/zone.ts';
import { mayCoverSign } from './covers.ts';
import type { Leaves } from './leaves.ts';
import type { Policies } from './policies.ts';
import type { RuleVersions } from './rules/rule-versions.ts';
import type { SiteRow, SiteTables } from './site-tables.ts';

/** Reads what a site has decided, so that the facts of its encounters can be judged by it. */
export interface Sites {
  siteOf(facility: string): Promise<Site>;
}

export interface SitesParts {
  readonly policies: Policies;
  readonly ruleVersions: RuleVersions;
  readonly leaves: Leaves;
  readonly siteTables: SiteTables;
}

export function createSites({ policies, ruleVersions, leaves, siteTables }: SitesParts): Sites {
  return {
    siteOf: async (facility) => {
      const policy = await policies.policyOf(facility);
      const [{ rows }, covers, groups] = await Promise.all([
        siteTables.read('supervision'),
        siteTables.read('cover'),
        siteTables.read('practitioner-groups'),
      ]);
      return {
        policy,
        ruleSets: await ruleVersions.inUse(),
        absencesOf: await leaves.current(),
        supervisorOf: (practitionerId, at) =>
          supervisorIn(rows, practitionerId, localDateOf(at, policy.zone)),
        maySignFor: (signerId, practitionerId, at) => {
          const on = localDateOf(at, policy.zone);
          const who = { signerId, practitionerId, facility, on };
          return mayCoverSign(covers.rows, groups.rows, who);
        },
      };
    },
  };
}

/** Undefined for one who signs for himself on that date. */
function supervisorIn(
  rows: readonly SiteRow<'supervision'>[],
  practitionerId: string,
  on: string,
): string | null | undefined {
  const row = rows.find(
    (one) =>
      one.practitionerId === practitionerId &&
      one.fromOn <= on &&
      (one.toOn === null || on <= one.toOn),
  );
  return row?.supervisorId;
}

import type { Site } from '../engine/model/site.ts';
import type { Policies } from './policies.ts';
import type { RuleVersions } from './rules/rule-versions.ts';

/** Reads what a site has decided, so that the facts of its encounters can be judged by it. */
export interface Sites {
  siteOf(facility: string): Promise<Site>;
}

export function createSites(policies: Policies, ruleVersions: RuleVersions): Sites {
  return {
    siteOf: async (facility) => ({
      policy: await policies.policyOf(facility),
      ruleSets: await ruleVersions.inUse(),
      absencesOf: () => [],
      supervisorOf: () => undefined,
    }),
  };
}

import type { Site } from '../engine/model/site.ts';
import type { Registry } from '../engine/registry.ts';
import type { Policies } from './policies.ts';

/** Reads what a site has decided, so that the facts of its encounters can be judged by it. */
export interface Sites {
  siteOf(facility: string): Promise<Site>;
}

export function createSites(registry: Registry, policies: Policies): Sites {
  const ruleSets = registry.families.flatMap((family) => family.ruleSets ?? []);
  return {
    siteOf: async (facility) => ({
      policy: await policies.policyOf(facility),
      ruleSets,
      absencesOf: () => [],
      supervisorOf: () => undefined,
    }),
  };
}

import type { ChartFacts } from '../engine/model/chart-facts.ts';
import type { Registry } from '../engine/registry.ts';
import type { ResourceRow, Store } from '../engine/store.ts';
import type { RowExplained } from '../engine/workflow.ts';
import { typeOfFor } from './intake/site-types.ts';
import { toChartFacts } from './interop/chart-facts.ts';
import type { Policies } from './policies.ts';
import type { Sites } from './site.ts';
import type { SiteTables } from './site-tables.ts';

/** What the facts of an encounter say today, and what each row of the tables makes of them. */
export interface ChartExplained {
  readonly facts: ChartFacts;
  readonly rows: readonly RowExplained[];
}

export interface ChartExplainer {
  /** Null where the resources tell of no encounter. */
  explain(encounterId: string, rows?: readonly ResourceRow[]): Promise<ChartExplained | null>;
}

export function createChartExplainer({
  registry,
  store,
  sites,
  siteTables,
  policies,
}: {
  readonly registry: Registry;
  readonly store: Store;
  readonly sites: Sites;
  readonly siteTables: SiteTables;
  readonly policies: Policies;
}): ChartExplainer {
  return {
    explain: async (encounterId, known) => {
      const resources = known ?? (await store.resources({ encounterId }));
      const encounter = resources.find((row) => row.type === 'Encounter');
      const zone = await policies.zoneOf(encounter?.facility ?? null);
      const { rows: map } = await siteTables.read('document-types');
      const typeOf = typeOfFor({ zone, map, now: store.now() });
      const facts = toChartFacts(resources, { version: 0, zone, typeOf });
      if (facts === null) return null;
      const site = await sites.siteOf(facts.facility);
      return {
        facts,
        rows: registry.families.flatMap((family) => family.explain?.(facts, site) ?? []),
      };
    },
  };
}

import type { Registry } from '../../engine/registry.ts';
import type { RuleSet } from '../../engine/rules/rule-set.ts';
import { lackingStructure } from '../../engine/rules/successor.ts';
import type { Store } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';
import { isRuleChangeId, ruleFamilyIdOf } from '../../engine/workflows/rule-change/ids.ts';
import { approvedRuleSet } from '../../engine/workflows/rule-change/published.ts';

/** How long the rules are used as they were read: another server may have published others. */
const freshMs = 2000;

/** A version that there is or was. */
export interface RuleVersion {
  readonly ruleSet: RuleSet;
  /** The change that published it; null of one that ships. */
  readonly change: Instance | null;
  /** Why no judgement takes it; null of one that is judged by on its dates. */
  readonly notUsed: 'rolled-back' | 'number-taken' | 'lacks-tables' | null;
  readonly source: 'product' | 'site';
}

/** What a site kept as a table of its own before it became rules; by rule set, in place of the version that ships. */
export type FormerRules = (ruleSetId: string) => Promise<RuleSet | null>;

/** All versions of the rule sets that ship: those of the product, and those that the site has published. */
export interface RuleVersions {
  readonly ids: readonly string[];
  /** What judgements choose from by date: shipped and published, without what was rolled back. */
  inUse(): Promise<readonly RuleSet[]>;
  /** Every version of one rule set as it is stored now, the newest first; empty where nothing of that id ships. */
  all(id: string): Promise<readonly RuleVersion[]>;
}

/**
 * A published version is the approved change itself and nothing beside it, so approval and publication are one
 * commit, and the log that makes the change again makes the version again.
 */
export function createRuleVersions({
  registry,
  store,
  formerRules,
  elapsed = () => performance.now(),
}: {
  readonly registry: Registry;
  readonly store: Store;
  readonly formerRules: FormerRules;
  /** Milliseconds of a clock that only goes on. */
  readonly elapsed?: () => number;
}): RuleVersions {
  const shipped = [...registry.families, ...registry.workflows].flatMap(
    ({ ruleSets = [] }) => ruleSets,
  );
  const ids = [...new Set(shipped.map(({ id }) => id))];
  const guardKeys = ids.map((id) => `family:${ruleFamilyIdOf(id)}`);
  // A version never changes, so what is compiled from it is made once.
  const approved = new Map<string, RuleSet>();
  let known: { readonly guards: string; readonly ruleSets: readonly RuleSet[] } | undefined;
  let freshUntil = 0;
  let changes = 0;
  store.subscribe(({ instances }) => {
    if (!instances.some(isRuleChangeId)) return;
    changes += 1;
    freshUntil = 0;
  });

  const ruleSetOf = (change: Instance): RuleSet | null => {
    const before = approved.get(change.id);
    if (before !== undefined) return before;
    const ruleSet = approvedRuleSet(change);
    if (ruleSet !== null) approved.set(change.id, ruleSet);
    return ruleSet;
  };

  const all: RuleVersions['all'] = async (id) => {
    const ofProduct = shipped.filter((one) => one.id === id);
    if (ofProduct.length === 0) return [];
    const [{ members }, former] = await Promise.all([
      store.loadFamily(ruleFamilyIdOf(id)),
      formerRules(id),
    ]);
    const published = members.flatMap((change) => {
      const ruleSet = ruleSetOf(change);
      return ruleSet === null ? [] : [{ ruleSet, change }];
    });
    const kept = former === null ? [] : [{ ruleSet: former, change: null }];
    return versionsOf(ofProduct, [...kept, ...published]);
  };

  const inUse: RuleVersions['inUse'] = async () => {
    if (known !== undefined && elapsed() < freshUntil) return known.ruleSets;
    const [seen, readAt] = [changes, elapsed()];
    const guards = (await Promise.all(guardKeys.map(store.guard))).join();
    if (known?.guards !== guards) {
      const versions = await Promise.all(ids.map(all));
      const used = versions.flat().filter(({ notUsed }) => notUsed === null);
      known = { guards, ruleSets: used.map(({ ruleSet }) => ruleSet) };
    }
    // What changed while it was read is read again.
    if (seen === changes) freshUntil = readAt + freshMs;
    return known.ruleSets;
  };

  return { ids, inUse, all };
}

/** A decision names rule set and version, so a number belongs to whom it belonged to first: the site. */
function versionsOf(
  shipped: readonly RuleSet[],
  ofSite: readonly { readonly ruleSet: RuleSet; readonly change: Instance | null }[],
): readonly RuleVersion[] {
  const taken = new Set(ofSite.map(({ ruleSet }) => ruleSet.version));
  const newest = shipped.toSorted((a, b) => b.version - a.version)[0];
  return [
    ...shipped.map((ruleSet): RuleVersion => {
      const notUsed = taken.has(ruleSet.version) ? 'number-taken' : null;
      return { ruleSet, change: null, notUsed, source: 'product' };
    }),
    ...ofSite.map(({ ruleSet, change }): RuleVersion => {
      // A newer product may ask for tables that an older version of the site does not have.
      const lacks = lackingStructure(ruleSet.tables, newest?.tables ?? []).length > 0;
      const isRolledBack = change !== null && change.context.rolledBack !== null;
      return {
        ruleSet,
        change,
        notUsed: isRolledBack ? 'rolled-back' : lacks ? 'lacks-tables' : null,
        source: 'site',
      };
    }),
  ].toSorted((a, b) => b.ruleSet.version - a.ruleSet.version);
}

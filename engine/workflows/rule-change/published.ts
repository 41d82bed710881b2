import { RuleSet } from '../../rules/rule-set.ts';
import type { Instance } from '../../workflow.ts';
import type { RuleChangeContext } from './machine.ts';

/** The version as it was approved, whether or not it was rolled back later; null of one that was not. */
export function approvedRuleSet({ context }: Pick<Instance, 'context'>): RuleSet | null {
  const { ruleSetId, version, keyedTo, tables, effectiveFrom, effectiveTo, approved } =
    context as unknown as RuleChangeContext;
  if (approved === null) return null;
  return RuleSet.parse({
    id: ruleSetId,
    version,
    effectiveFrom,
    ...(effectiveTo === null ? {} : { effectiveTo }),
    keyedTo,
    tables,
  });
}

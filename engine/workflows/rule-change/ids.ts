/** One instance per proposed version. */
export function ruleChangeIdOf(draftId: string): string {
  return `${prefix}${draftId}`;
}

export function draftIdOf(instanceId: string): string {
  return instanceId.slice(prefix.length);
}

/** True of an instance that is a change of rules: its id alone says it, as a change notice has nothing else. */
export function isRuleChangeId(instanceId: string): boolean {
  return instanceId.startsWith(prefix);
}

/** The changes of one rule set are one family: no two of them can become the same version. */
export function ruleFamilyIdOf(ruleSetId: string): string {
  return `rules.${ruleSetId}`;
}

const prefix = 'rule-change.';

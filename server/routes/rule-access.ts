import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import { type Role, roles, type User } from '../../engine/model/user.ts';
import type { Instance } from '../../engine/workflow.ts';
import { ruleChange } from '../../engine/workflows/rule-change/workflow.ts';
import { type AppContext, auditOf, type Services } from '../context.ts';
import type { RuleVersion } from '../rules/rule-versions.ts';
import { assertHoldsEverywhere } from './everywhere.ts';

/** Policy is no secret from those who work by it. */
export const ruleReaders: readonly Role[] = roles.filter(
  (role) => role !== 'patient' && role !== 'system',
);

/** @throws Refusal `not-permitted` */
export function assertDraftsRules(user: User): void {
  assertHoldsEverywhere(user, ruleChange.access.start.roles);
}

export function maySeeDrafts(user: User): boolean {
  return permits(ruleChange.access.view, user, ruleChange.subject({} as never));
}

/** @throws Refusal `not-permitted` */
export function assertSeesDrafts(user: User): void {
  assertHoldsEverywhere(user, ruleChange.access.view.roles);
}

/** The draft, for who may see drafts. @throws Refusal `not-permitted`, `not-found` */
export async function visibleDraft(
  c: AppContext,
  { ruleChanges }: Services,
  { id, draft }: { readonly id: string; readonly draft: string },
): Promise<Instance> {
  assertSeesDrafts(c.get('user'));
  return ruleChanges.find(id, draft);
}

/** @throws Refusal `not-found` */
export async function versionOf(
  { ruleVersions }: Services,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<{ readonly found: RuleVersion; readonly all: readonly RuleVersion[] }> {
  const all = await ruleVersions.all(id);
  const found = all.find(
    (one) => one.ruleSet.version === version && one.notUsed !== 'number-taken',
  );
  if (found !== undefined) return { found, all };
  throw new Refusal(
    'not-found',
    `There is no version ${version} of rule set ${id}. GET /api/rules lists them.`,
  );
}

/** Who did what to the rules stands in the audit trail too. */
export function auditedAs(c: AppContext, services: Services, what: string) {
  return (_: number, { id }: Instance) => [
    auditOf(c, services, { action: 'act', what: `${what}:${id}`, instanceId: id }),
  ];
}

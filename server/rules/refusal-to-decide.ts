import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import { ruleChangeEvents } from '../../engine/workflows/rule-change/events.ts';
import { isAuthor, isDateAllowed } from '../../engine/workflows/rule-change/machine.ts';
import { ruleChange } from '../../engine/workflows/rule-change/workflow.ts';
import { contextOf, nextVersion, type RuleChanges } from './rule-changes.ts';
import type { RuleVersions } from './rule-versions.ts';

/** The rest is told by a check. */
const mostIssues = 20;

export interface DecisionQuestion {
  readonly instance: Instance;
  readonly event: WorkflowEvent;
  readonly user: User;
  readonly at: number;
}

export type RefusalToDecide = (question: DecisionQuestion) => Promise<Refusal | null>;

/**
 * What must hold outside the machine when a version is proposed or approved, looked at with the family's number read:
 * that it is sound, and that no other was published since it was drafted.
 */
export function createRefusalToDecide(
  versions: RuleVersions,
  changes: RuleChanges,
): RefusalToDecide {
  return async (question) => {
    const { instance, event } = question;
    if (instance.workflow !== ruleChange.id) return null;
    if (event.type === 'rule.edit') return drafted(instance);
    const isProposal = instance.state === 'drafting' && event.type === 'rule.propose';
    const isApproval = instance.state === 'awaitingApproval' && event.type === 'rule.approve';
    // What is not possible now is refused by the machine.
    if (!isProposal && !isApproval) return null;
    return (
      (isApproval ? byAuthor(question) : null) ??
      (await overtaken(instance)) ??
      (await unsound(instance)) ??
      unexplained(question)
    );
  };

  async function overtaken(instance: Instance): Promise<Refusal | null> {
    const { ruleSetId, version, baseVersion } = contextOf(instance);
    const all = await versions.all(ruleSetId);
    if (nextVersion(all) === version) return null;
    const newest = nextVersion(all) - 1;
    const first = instance.state === 'drafting' ? 'Take' : 'Return it, take';
    return new Refusal(
      'not-allowed-now',
      `Version ${newest} of ${ruleSetId} came after this was drafted from version ${baseVersion}. ${first} over from it what is to stay, and save the draft with "baseVersion": ${newest}.`,
      detailOf(instance),
    );
  }

  async function unsound(instance: Instance): Promise<Refusal | null> {
    const blocking = (await changes.findings(instance)).filter(({ isBlocking }) => isBlocking);
    const [first] = blocking;
    if (first === undefined) return null;
    const rest = blocking.length === 1 ? '' : ` There are ${blocking.length - 1} more findings.`;
    return new Refusal('not-allowed-now', `${first.message}${rest}`, {
      ...detailOf(instance),
      issues: blocking.slice(0, mostIssues).map(({ table, row, message }) => ({
        path: row === null ? table : `${table}/${row}`,
        message,
      })),
    });
  }
}

/** A person's tables go through the door that compares them with the base. */
function drafted(instance: Instance): Refusal {
  const message =
    'The tables of a draft are changed by PUT /api/rules/{id}/drafts/{draft}, or one of them as CSV.';
  return new Refusal('not-allowed-now', message, detailOf(instance));
}

function byAuthor({ instance, user }: DecisionQuestion): Refusal | null {
  if (!isAuthor(contextOf(instance), user.id)) return null;
  return new Refusal(
    'not-permitted',
    'You proposed this version or edited it last. Another manager or an administrator must approve it.',
    detailOf(instance),
  );
}

function unexplained({ instance, event, at }: DecisionQuestion): Refusal | null {
  const { zone, effectiveFrom, retroactiveReason } = contextOf(instance);
  const proposal = ruleChangeEvents['rule.propose'].safeParse(withoutType(event));
  const isProposal = event.type === 'rule.propose';
  // What cannot be read is refused by the step, which says what is wrong with it.
  if (isProposal && !proposal.success) return null;
  const asked = {
    effectiveFrom: isProposal ? proposal.data?.effectiveFrom : (effectiveFrom ?? undefined),
    retroactiveReason:
      (isProposal ? null : retroactiveReason) ??
      (event.retroactiveReason === undefined ? undefined : String(event.retroactiveReason)),
  };
  if (isDateAllowed(zone, at, asked)) return null;
  return new Refusal(
    'invalid-input',
    `The version would hold from ${asked.effectiveFrom}, which has passed. Choose today or later, or say why in "retroactiveReason".`,
    detailOf(instance),
  );
}

function withoutType({ type: _, ...payload }: WorkflowEvent): Record<string, unknown> {
  return payload;
}

function detailOf({ id }: Instance) {
  return { instanceId: id };
}

import { type Text, textOf } from '../../model/text.ts';
import { endOfLocalDay } from '../../time/zone.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { RuleChangeContext } from './machine.ts';

/** A draft is for who may change rules, a proposal for who may approve it; what is scheduled waits for its day. */
export function ruleChangeTasks(view: InstanceView<RuleChangeContext>): readonly Task[] {
  if (view.matches('drafting')) return [taskOf(view, 'draft', 'rule-drafts')];
  if (view.matches('awaitingApproval')) return [taskOf(view, 'approve', 'rule-approval')];
  return [];
}

function taskOf({ context }: InstanceView<RuleChangeContext>, key: string, queue: string): Task {
  const { effectiveFrom, zone } = context;
  // Approved after its first day it would need a reason.
  const isDue = key === 'approve' && effectiveFrom !== null;
  const dueAt = isDue ? endOfLocalDay(effectiveFrom, zone) : null;
  return {
    key,
    queue,
    listState: 'open',
    priority: 0,
    title: ruleChangeTitle(context),
    dueAt,
    dueOn: isDue ? effectiveFrom : null,
    accountableDueAt: dueAt,
    practitionerId: null,
    rule: null,
  };
}

/** Which rules, and since when they hold or are to hold. */
export function ruleChangeTitle(context: RuleChangeContext): Text {
  const { ruleSetId, version, effectiveFrom, proposed, returned } = context;
  const parts = { ruleSet: ruleSetId, version };
  if (returned !== null)
    return textOf(
      'task.rules.returned',
      'Rules {ruleSet} version {version}: returned, change it',
      parts,
    );
  if (proposed === null || effectiveFrom === null)
    return textOf('task.rules.draft', 'Rules {ruleSet} version {version}: draft to finish', parts);
  return textOf(
    'task.rules.approve',
    'Rules {ruleSet} version {version}, effective {effectiveFrom}: approve',
    { ...parts, effectiveFrom },
  );
}

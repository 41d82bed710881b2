import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Family, type Subject } from '../../workflow.ts';
import { ruleChangeDeadlines } from './deadlines.ts';
import { ruleChangeEvents, ruleChangeInput } from './events.ts';
import { type RuleChangeContext, ruleChangeMachine } from './machine.ts';
import { ruleChangeTasks, ruleChangeTitle } from './tasks.ts';

const authors: readonly Role[] = ['manager'];
const approvers: readonly Role[] = ['manager', 'administrator'];

/** One proposed version of a rule set: drafted, approved by a second person, in force from its date on. */
export const ruleChange = defineWorkflow<RuleChangeContext>({
  id: 'rule-change',
  version: 1,
  title: 'Change of rules',
  machine: ruleChangeMachine,
  input: ruleChangeInput,
  events: ruleChangeEvents,
  effects: {},
  access: {
    view: { roles: [...approvers, 'supervisor', 'quality', 'auditor'] },
    start: { roles: authors },
    queues: {
      'rule-drafts': { title: 'Rules in the making', roles: authors },
      'rule-approval': { title: 'Rules to approve', roles: approvers },
    },
    events: {
      'rule.edit': { roles: authors },
      'rule.propose': { roles: authors },
      'rule.approve': { roles: approvers },
      'rule.return': { roles: approvers },
      'rule.withdraw': { roles: authors },
      'rule.roll-back': { roles: authors },
      'effectiveDate.pass': { roles: ['system'] },
    },
  },
  // Rules are of all facilities, so the role must be held at all of them.
  subject: (): Subject => ({
    facility: '*',
    patientId: null,
    encounterId: null,
    practitionerId: null,
  }),
  describe: ruleChangeTitle,
  tasks: ruleChangeTasks,
  deadlines: ruleChangeDeadlines,
});

/** The changes of one rule set, guarded by one number: of two approvals at once the second sees the first. */
export const ruleChanges: Family = {
  id: 'rule-changes',
  members: [ruleChange],
  plan: () => [],
  settle: () => [],
};

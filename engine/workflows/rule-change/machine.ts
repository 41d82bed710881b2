import { assign, setup } from 'xstate';
import { localDateOf } from '../../time/zone.ts';
import type { EventsOf, Sender } from '../../workflow.ts';
import type { RuleChangeInput, ruleChangeEvents } from './events.ts';

/** Who did it, when, and what they said about it. */
export interface Act {
  readonly by: Sender;
  readonly at: number;
  readonly note: string | null;
}

export interface RuleChangeContext extends RuleChangeInput {
  readonly editedBy: Sender;
  /** Dates of what the rule set is keyed to, set when it is proposed; the last one open where it is null. */
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly retroactiveReason: string | null;
  readonly proposed: Act | null;
  /** Why the proposal before this one came back. */
  readonly returned: Act | null;
  readonly approved: Act | null;
  readonly withdrawn: Act | null;
  readonly rolledBack: Act | null;
}

type RuleChangeEvent = EventsOf<typeof ruleChangeEvents>;

/** One proposed version of a rule set, from its draft until it is in force. */
export const ruleChangeMachine = setup({
  types: {
    context: {} as RuleChangeContext,
    events: {} as RuleChangeEvent,
    input: {} as RuleChangeInput,
    tags: {} as 'closed' | 'open',
  },
  guards: {
    isToldWhy: ({ context, event }) =>
      event.type === 'rule.propose' && isDateAllowed(context.zone, event.at, event),
    mayApprove: ({ context, event }) =>
      event.type === 'rule.approve' &&
      !isAuthor(context, event.by?.id) &&
      isDateAllowed(context.zone, event.at, {
        effectiveFrom: context.effectiveFrom ?? undefined,
        retroactiveReason: context.retroactiveReason ?? event.retroactiveReason,
      }),
    hasBegun: ({ context: { effectiveFrom, approved, zone } }) =>
      effectiveFrom !== null &&
      approved !== null &&
      effectiveFrom <= localDateOf(approved.at, zone),
  },
  actions: {
    keepDraft: assign(({ event }) => {
      if (event.type !== 'rule.edit') return {};
      const { baseVersion, version, tables, changes, by } = event;
      return { baseVersion, version, tables, changes, editedBy: by };
    }),
    keepProposal: assign(({ event }) => {
      if (event.type !== 'rule.propose') return {};
      const { effectiveFrom, effectiveTo = null, retroactiveReason = null, note } = event;
      const proposed = actOf(event, note);
      return { effectiveFrom, effectiveTo, retroactiveReason, proposed, returned: null };
    }),
    keepApproval: assign(({ context, event }) =>
      event.type === 'rule.approve'
        ? {
            approved: actOf(event, event.note),
            retroactiveReason: context.retroactiveReason ?? event.retroactiveReason ?? null,
          }
        : {},
    ),
    keepReturn: assign(({ event }) =>
      event.type === 'rule.return'
        ? { returned: actOf(event, event.reason), proposed: null, retroactiveReason: null }
        : {},
    ),
    keepWithdrawal: assign(({ event }) =>
      event.type === 'rule.withdraw' ? { withdrawn: actOf(event, event.reason) } : {},
    ),
    keepRollBack: assign(({ event }) =>
      event.type === 'rule.roll-back' ? { rolledBack: actOf(event, event.reason) } : {},
    ),
  },
}).createMachine({
  id: 'rule-change',
  context: ({ input }) => ({
    ...input,
    editedBy: input.author,
    effectiveFrom: null,
    effectiveTo: null,
    retroactiveReason: null,
    proposed: null,
    returned: null,
    approved: null,
    withdrawn: null,
    rolledBack: null,
  }),
  initial: 'drafting',
  states: {
    drafting: {
      tags: 'open',
      on: {
        'rule.edit': { actions: 'keepDraft' },
        'rule.propose': { guard: 'isToldWhy', target: 'awaitingApproval', actions: 'keepProposal' },
        'rule.withdraw': { target: 'withdrawn', actions: 'keepWithdrawal' },
      },
    },
    awaitingApproval: {
      tags: 'open',
      on: {
        'rule.approve': { guard: 'mayApprove', target: 'approved', actions: 'keepApproval' },
        'rule.return': { target: 'drafting', actions: 'keepReturn' },
        'rule.withdraw': { target: 'withdrawn', actions: 'keepWithdrawal' },
      },
    },
    approved: {
      tags: 'open',
      always: [{ guard: 'hasBegun', target: 'inForce' }, { target: 'scheduled' }],
    },
    // What is published never changes: from here on there is no event that touches the tables.
    scheduled: {
      tags: 'open',
      on: {
        'effectiveDate.pass': 'inForce',
        'rule.roll-back': { target: 'rolledBack', actions: 'keepRollBack' },
      },
    },
    inForce: {
      tags: 'closed',
      on: { 'rule.roll-back': { target: 'rolledBack', actions: 'keepRollBack' } },
    },
    rolledBack: { tags: 'closed' },
    withdrawn: { tags: 'closed' },
  },
});

/** Whoever proposed a version or edited it last does not approve it. */
export function isAuthor(
  { proposed, editedBy }: Pick<RuleChangeContext, 'proposed' | 'editedBy'>,
  userId: string | undefined,
): boolean {
  return userId !== undefined && (userId === proposed?.by.id || userId === editedBy.id);
}

/** A version may hold for days that have passed, if someone says why. What is not told yet is taken as right. */
export function isDateAllowed(
  zone: string,
  at: number | undefined,
  {
    effectiveFrom,
    retroactiveReason,
  }: {
    readonly effectiveFrom?: string | undefined;
    readonly retroactiveReason?: string | undefined;
  },
): boolean {
  if (at === undefined || effectiveFrom === undefined) return true;
  return effectiveFrom >= localDateOf(at, zone) || retroactiveReason !== undefined;
}

function actOf({ by, at }: { by: Sender; at: number }, note: string | undefined): Act {
  return { by, at, note: note ?? null };
}

import { assign, setup } from 'xstate';
import type { z } from 'zod';
import type { ChartInput, chartEvents, DeficiencyInput, deficiencyEvents } from './events.ts';
import { revised } from './revised.ts';

type EventsOf<Schemas extends Readonly<Record<string, z.ZodType>>> = {
  /** `at` is the instant of acceptance, given by the engine to every event. */
  [Type in keyof Schemas & string]: { type: Type; at: number } & z.infer<Schemas[Type]>;
}[keyof Schemas & string];

export interface ChartContext extends ChartInput {
  readonly holdReason: string | null;
  readonly holdReturnOn: string | null;
  readonly stayCheckedAt: number | null;
}

/** The chart of one encounter: analysed after discharge, complete when nothing is lacking. */
export const chartMachine = setup({
  types: {
    context: {} as ChartContext,
    events: {} as EventsOf<typeof chartEvents>,
    input: {} as ChartInput,
    tags: {} as 'closed',
  },
  guards: {
    isDischarged: ({ context }) =>
      context.facts.dischargedAt !== null && !context.facts.isCancelled,
    isInHouse: ({ context }) => context.facts.dischargedAt === null && !context.facts.isCancelled,
    isCancelled: ({ context }) => context.facts.isCancelled,
    hasNoLag: ({ context }) => context.facts.settleUntil === context.facts.dischargedAt,
    /** A discharge corrected to a later day gives the days back. */
    isWithinLimit: ({ event }) =>
      event.type === 'findings.report' && event.at <= (event.facts.completionLimitAt ?? event.at),
  },
  actions: {
    keepFacts: assign(({ context, event }) =>
      event.type === 'findings.report'
        ? { facts: event.facts, patientId: event.patientId ?? context.patientId }
        : {},
    ),
    keepHold: assign(({ event }) =>
      event.type === 'chart.hold' ? { holdReason: event.reason, holdReturnOn: event.returnOn } : {},
    ),
    dropHold: assign({ holdReason: null, holdReturnOn: null }),
    keepStayCheck: assign(({ event }) => ({ stayCheckedAt: event.at })),
  },
}).createMachine({
  id: 'chart',
  type: 'parallel',
  context: ({ input }) => ({ ...input, holdReason: null, holdReturnOn: null, stayCheckedAt: null }),
  states: {
    analysis: {
      initial: 'inHouse',
      on: { 'findings.report': { actions: 'keepFacts' } },
      states: {
        inHouse: {
          initial: 'waiting',
          always: [
            { guard: 'isDischarged', target: 'settling' },
            { guard: 'isCancelled', target: 'cancelled' },
          ],
          states: {
            waiting: { on: { 'stayCheck.pass': 'checking' } },
            checking: { on: { 'stay.confirm': { target: 'waiting', actions: 'keepStayCheck' } } },
          },
        },
        settling: {
          always: [
            { guard: 'isInHouse', target: 'inHouse' },
            { guard: 'isCancelled', target: 'cancelled' },
            { guard: 'hasNoLag', target: 'awaitingAnalysis' },
          ],
          on: { 'settleLag.pass': 'awaitingAnalysis' },
        },
        awaitingAnalysis: {
          always: [
            { guard: 'isInHouse', target: 'inHouse' },
            { guard: 'isCancelled', target: 'cancelled' },
          ],
          on: { 'analysis.finish': 'analysed' },
        },
        analysed: {
          always: [
            { guard: 'isInHouse', target: 'inHouse' },
            { guard: 'isCancelled', target: 'cancelled' },
          ],
          on: { 'reanalysis.request': 'awaitingReanalysis' },
        },
        awaitingReanalysis: {
          always: [
            { guard: 'isInHouse', target: 'inHouse' },
            { guard: 'isCancelled', target: 'cancelled' },
          ],
          on: { 'reanalysis.finish': 'analysed' },
        },
        cancelled: {
          always: [
            { guard: 'isDischarged', target: 'settling' },
            { guard: 'isInHouse', target: 'inHouse' },
          ],
        },
      },
    },
    completion: {
      initial: 'incomplete',
      states: {
        incomplete: {
          on: { 'completionLimit.pass': 'delinquent', 'completion.reach': 'complete' },
        },
        delinquent: {
          always: { guard: 'isInHouse', target: 'incomplete' },
          on: {
            'completion.reach': 'complete',
            'findings.report': { guard: 'isWithinLimit', target: 'incomplete' },
          },
        },
        complete: { tags: 'closed', on: { 'completion.reopen': 'incomplete' } },
      },
    },
    hold: {
      initial: 'none',
      states: {
        none: { on: { 'chart.hold': { target: 'held', actions: 'keepHold' } } },
        held: {
          on: {
            'chart.resume': { target: 'none', actions: 'dropHold' },
            'holdReturn.pass': { target: 'none', actions: 'dropHold' },
          },
        },
      },
    },
  },
});

export interface DeficiencyContext extends DeficiencyInput {
  readonly ownerId: string | null;
  /** When the present owner's clock started; null while it is the finding's own. */
  readonly ownedSince: number | null;
  readonly progress: string | null;
  readonly declineReason: string | null;
  readonly outcomeReason: string | null;
  readonly isOverdueNoticed: boolean;
}

/** One thing a chart lacks, from the rule that found it to the proof that it is cured. */
export const deficiencyMachine = setup({
  types: {
    context: {} as DeficiencyContext,
    events: {} as EventsOf<typeof deficiencyEvents>,
    input: {} as DeficiencyInput,
    tags: {} as 'closed' | 'open',
  },
  guards: {
    hasOwner: ({ context }) => context.ownerId !== null,
    isSignature: ({ context }) => context.finding.kind === 'unsigned',
    /** An event without a document asks only whether there is one to sign. */
    signsItsDocument: ({ context, event }) =>
      event.type === 'deficiency.sign' &&
      context.finding.documentId !== null &&
      (event.documentId ?? context.finding.documentId) === context.finding.documentId,
  },
  actions: {
    keepOwner: assign(({ event }) =>
      event.type === 'deficiency.assign'
        ? { ownerId: event.practitionerId, ownedSince: event.at, declineReason: null }
        : {},
    ),
    keepProgress: assign(({ event }) =>
      event.type === 'deficiency.start' ? { progress: event.progress } : {},
    ),
    keepDecline: assign(({ event }) =>
      event.type === 'deficiency.decline' ? { declineReason: event.reason } : {},
    ),
    keepOutcome: assign(({ event }) => ('reason' in event ? { outcomeReason: event.reason } : {})),
    keepFinding: assign(({ context, event }) =>
      event.type === 'deficiency.revise' ? revised(context, event.finding, event.at) : {},
    ),
    keepReopened: assign(({ context, event }) =>
      event.type === 'deficiency.reopen'
        ? {
            ...revised(context, event.finding, event.at),
            isOverdueNoticed: false,
            outcomeReason: null,
          }
        : {},
    ),
    keepPatient: assign(({ event }) =>
      event.type === 'deficiency.move-patient' ? { patientId: event.patientId } : {},
    ),
    noteOverdue: assign({ isOverdueNoticed: true }),
    postSignature: (_, _params: { documentId: string; contentHash: string }) => {},
    notifyOverdue: (_, _params: { practitionerId: string | null }) => {},
  },
}).createMachine({
  id: 'deficiency',
  context: ({ input }) => ({
    ...input,
    ownerId: input.finding.ownerId,
    ownedSince: null,
    progress: null,
    declineReason: null,
    outcomeReason: null,
    isOverdueNoticed: false,
  }),
  // Whatever state it is in, and when it is closed too: a number that was merged away leads to nobody.
  on: { 'deficiency.move-patient': { actions: 'keepPatient' } },
  initial: 'suggested',
  states: {
    suggested: {
      tags: 'open',
      always: { guard: 'hasOwner', target: 'assigned' },
      on: {
        'deficiency.assign': { target: 'assigned', actions: 'keepOwner' },
        'deficiency.void': { target: 'voided', actions: 'keepOutcome' },
        'deficiency.clear': { target: 'cleared', actions: 'keepOutcome' },
        'deficiency.revise': { actions: 'keepFinding' },
        'deficiency.due': { actions: ['noteOverdue', notifyOwner()] },
      },
    },
    assigned: {
      tags: 'open',
      on: {
        'deficiency.assign': { actions: 'keepOwner' },
        'deficiency.start': { actions: 'keepProgress' },
        'deficiency.sign': {
          guard: 'signsItsDocument',
          target: 'completed',
          actions: {
            type: 'postSignature',
            params: ({ event }) => ({
              documentId: event.documentId,
              contentHash: event.contentHash,
            }),
          },
        },
        'deficiency.complete': { target: 'completed', actions: 'keepOutcome' },
        'deficiency.decline': { target: 'declined', actions: 'keepDecline' },
        'deficiency.void': { target: 'voided', actions: 'keepOutcome' },
        'deficiency.retire': 'retired',
        'deficiency.clear': { target: 'cleared', actions: 'keepOutcome' },
        'deficiency.revise': { actions: 'keepFinding' },
        'deficiency.due': { actions: ['noteOverdue', notifyOwner()] },
      },
    },
    declined: {
      tags: 'open',
      on: {
        'deficiency.assign': { target: 'assigned', actions: 'keepOwner' },
        'deficiency.refuse-decline': { target: 'assigned', actions: 'keepOutcome' },
        'deficiency.uphold-decline': { target: 'voided', actions: 'keepOutcome' },
        'deficiency.clear': { target: 'cleared', actions: 'keepOutcome' },
        'deficiency.revise': { actions: 'keepFinding' },
        'deficiency.due': { actions: ['noteOverdue', notifyOwner()] },
      },
    },
    completed: {
      tags: 'open',
      always: { guard: 'isSignature', target: 'verified' },
      on: {
        'deficiency.verify': 'verified',
        'deficiency.reject': { target: 'assigned', actions: 'keepOutcome' },
        'deficiency.clear': { target: 'cleared', actions: 'keepOutcome' },
        'deficiency.revise': { actions: 'keepFinding' },
        'deficiency.due': { actions: ['noteOverdue', notifyOwner()] },
      },
    },
    verified: {
      tags: 'closed',
      on: {
        'deficiency.signature-fail': { target: 'assigned', actions: 'keepOutcome' },
        'deficiency.reopen': { target: 'suggested', actions: 'keepReopened' },
      },
    },
    cleared: {
      tags: 'closed',
      on: { 'deficiency.reopen': { target: 'suggested', actions: 'keepReopened' } },
    },
    voided: { tags: 'closed' },
    retired: { tags: 'closed' },
  },
});

function notifyOwner() {
  return {
    type: 'notifyOverdue' as const,
    params: ({ context }: { context: DeficiencyContext }) => ({ practitionerId: context.ownerId }),
  };
}

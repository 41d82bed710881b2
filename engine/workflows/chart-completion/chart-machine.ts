import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { ChartInput, chartEvents, Finding } from './events.ts';

export interface ChartContext extends ChartInput {
  readonly holdReason: string | null;
  readonly holdReturnOn: string | null;
  readonly stayCheckedAt: number | null;
  /** Findings that wait for the settle lag. */
  readonly pending: readonly Finding[];
  /** Findings that hold for a stay for a minor problem, or for another one: which of them is decided by word or table. */
  readonly byProblem: readonly Finding[];
  /** An analyst's word on it; null while the table decides. */
  readonly isMinorProblem: boolean | null;
  /** Problems of the facts that a person accepted as they are. */
  readonly accepted: readonly string[];
  /** How many lacks a person has raised. */
  readonly raised: number;
  readonly legalHoldReason: string | null;
  readonly disputeReason: string | null;
  readonly retirement: { readonly committeeReference: string; readonly decidedOn: string } | null;
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
    /** History from before the rules began: nothing can be asked of it. */
    hasLimit: ({ context }) => context.facts.limit !== undefined,
    hasSettled: ({ event }) =>
      event.type === 'findings.report' &&
      event.facts !== undefined &&
      event.facts.dischargedAt !== null &&
      !event.facts.isCancelled &&
      isLagOver(event.facts, event.at),
    hasProblem: ({ context }) => problemsOf(context).length > 0,
    hasNoProblem: ({ context }) => problemsOf(context).length === 0,
    /** A discharge corrected to a later day gives the days back. */
    isWithinLimit: ({ event }) =>
      event.type === 'findings.report' && event.at <= (event.facts.completionLimitAt ?? event.at),
  },
  actions: {
    keepFacts: assign(({ context, event }) =>
      event.type === 'findings.report'
        ? {
            facts: event.facts,
            patientId: event.patientId ?? context.patientId,
            pending: [],
            byProblem: event.findings.filter((one) => one.onlyIf !== undefined),
          }
        : {},
    ),
    keepPending: assign(({ event }) =>
      event.type === 'findings.report'
        ? { pending: event.findings.filter((one) => mayWait(one, event.facts, event.at)) }
        : {},
    ),
    dropPending: assign({ pending: [] }),
    keepJudgement: assign(({ event }) =>
      event.type === 'stay.judge' ? { isMinorProblem: event.isMinorProblem } : {},
    ),
    countRaised: assign(({ context }) => ({ raised: context.raised + 1 })),
    acceptProblems: assign(({ context }) => ({ accepted: context.facts.problems ?? [] })),
    keepHold: assign(({ event }) =>
      event.type === 'chart.hold' ? { holdReason: event.reason, holdReturnOn: event.returnOn } : {},
    ),
    dropHold: assign({ holdReason: null, holdReturnOn: null }),
    keepLegalHold: assign(({ event }) =>
      event.type === 'legal-hold.place' ? { legalHoldReason: event.reason } : {},
    ),
    dropLegalHold: assign({ legalHoldReason: null }),
    keepDispute: assign(({ event }) =>
      event.type === 'identity.dispute' ? { disputeReason: event.reason } : {},
    ),
    dropDispute: assign({ disputeReason: null }),
    keepRetirement: assign(({ event }) =>
      event.type === 'chart.retire'
        ? {
            retirement: {
              committeeReference: event.committeeReference,
              decidedOn: event.decidedOn,
            },
          }
        : {},
    ),
    keepStayCheck: assign(({ event }) => ({ stayCheckedAt: event.at })),
  },
}).createMachine({
  id: 'chart',
  type: 'parallel',
  context: ({ input }) => ({
    ...input,
    holdReason: null,
    holdReturnOn: null,
    stayCheckedAt: null,
    pending: [],
    byProblem: [],
    isMinorProblem: null,
    accepted: [],
    raised: 0,
    legalHoldReason: null,
    disputeReason: null,
    retirement: null,
  }),
  // What a person found, or said of the stay, is planned by the family; the chart only keeps its part of it.
  on: {
    'deficiency.raise': { guard: 'hasLimit', actions: 'countRaised' },
    'stay.judge': { actions: 'keepJudgement' },
  },
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
          on: { 'findings.report': reported() },
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
          on: {
            'findings.report': reported(),
            'settleLag.pass': { target: 'awaitingAnalysis', actions: 'dropPending' },
          },
        },
        /** No rule can be trusted with these facts; a person mends them at their source, or accepts them. */
        intakeException: {
          always: [
            { guard: 'isInHouse', target: 'inHouse' },
            { guard: 'isCancelled', target: 'cancelled' },
            { guard: 'hasNoProblem', target: 'awaitingAnalysis' },
          ],
          on: {
            'exception.accept': { target: 'awaitingAnalysis', actions: 'acceptProblems' },
          },
        },
        awaitingAnalysis: {
          always: [
            { guard: 'isInHouse', target: 'inHouse' },
            { guard: 'isCancelled', target: 'cancelled' },
            { guard: 'hasProblem', target: 'intakeException' },
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
          on: {
            'completionLimit.pass': 'delinquent',
            'completion.reach': 'complete',
            'chart.retire': { target: 'retired', actions: 'keepRetirement' },
          },
        },
        delinquent: {
          always: { guard: 'isInHouse', target: 'incomplete' },
          on: {
            'completion.reach': 'complete',
            'chart.retire': { target: 'retired', actions: 'keepRetirement' },
            'findings.report': { guard: 'isWithinLimit', target: 'incomplete' },
          },
        },
        complete: { tags: 'closed', on: { 'completion.reopen': 'incomplete' } },
        /** Filed as administratively incomplete by order of a committee. */
        retired: { tags: 'closed' },
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
    legalHold: {
      initial: 'none',
      states: {
        none: { on: { 'legal-hold.place': { target: 'placed', actions: 'keepLegalHold' } } },
        placed: { on: { 'legal-hold.lift': { target: 'none', actions: 'dropLegalHold' } } },
      },
    },
    identity: {
      initial: 'sure',
      states: {
        sure: { on: { 'identity.dispute': { target: 'disputed', actions: 'keepDispute' } } },
        disputed: { on: { 'identity.confirm': { target: 'sure', actions: 'dropDispute' } } },
      },
    },
  },
});

/** Facts that come before the analysis: it begins at once where the lag is over. */
function reported() {
  return [
    {
      guard: 'hasSettled',
      target: '#chart.analysis.awaitingAnalysis',
      actions: ['keepFacts'],
    },
    { actions: ['keepFacts', 'keepPending'] },
  ] as const;
}

/** What is wrong with the facts and was not accepted by anyone. */
export function problemsOf({ facts, accepted }: ChartContext): readonly string[] {
  return (facts.problems ?? []).filter((one) => !accepted.includes(one));
}

/** After the discharge what is not timed waits for the settle lag, so that late documents can arrive first. */
export function mayWait(finding: Finding, facts: ChartContext['facts'], at: number): boolean {
  return !finding.isTimed && facts.dischargedAt !== null && !isLagOver(facts, at);
}

/** Told late, the discharge may be longer ago than the lag. */
function isLagOver({ settleUntil }: ChartContext['facts'], at: number): boolean {
  return settleUntil !== null && settleUntil <= at;
}

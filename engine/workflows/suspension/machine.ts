import { assign, setup } from 'xstate';
import { daysBetween } from '../../time/zone.ts';
import type { EventsOf } from '../../workflow.ts';
import type { SuspensionInput, SuspensionReason, suspensionEvents } from './events.ts';

export interface SuspensionContext extends SuspensionInput {
  readonly inForceOn: string | null;
  readonly liftedOn: string | null;
  /** Days from the first to the last in force, once it is lifted: more than 30 may be reportable. */
  readonly inForceDays: number | null;
  readonly outcomeReason: string | null;
}

const none: readonly SuspensionReason[] = [];

/** The administrative suspension of one practitioner at one facility: proposed by the clock, decided by people. */
export const suspensionMachine = setup({
  types: {
    context: {} as SuspensionContext,
    events: {} as EventsOf<typeof suspensionEvents>,
    input: {} as SuspensionInput,
    tags: {} as 'closed',
  },
  guards: {
    /** Asked without a date it says that a lift is possible at all. */
    liftsAfterStart: ({ context, event }) =>
      event.type === 'suspension.lift' &&
      (event.on === undefined || context.inForceOn === null || event.on >= context.inForceOn),
  },
  actions: {
    keepProposal: assign(({ event }) =>
      event.type === 'suspension.propose'
        ? {
            on: event.on,
            reasons: event.reasons,
            inForceOn: null,
            liftedOn: null,
            inForceDays: null,
            outcomeReason: null,
          }
        : {},
    ),
    keepReasons: assign(({ event }) =>
      event.type === 'suspension.reasons' || event.type === 'suspension.propose'
        ? { reasons: event.reasons }
        : {},
    ),
    dropReasons: assign(() => ({ reasons: [...none] })),
    keepForce: assign(({ event }) =>
      event.type === 'suspension.confirm'
        ? { inForceOn: event.on, outcomeReason: event.reason }
        : {},
    ),
    keepLift: assign(({ context, event }) =>
      event.type === 'suspension.lift'
        ? {
            liftedOn: event.on,
            inForceDays: context.inForceOn === null ? 0 : daysBetween(context.inForceOn, event.on),
            outcomeReason: event.reason ?? null,
          }
        : {},
    ),
    keepOutcome: assign(({ event }) =>
      'reason' in event ? { outcomeReason: event.reason ?? null } : {},
    ),
  },
}).createMachine({
  id: 'suspension',
  context: ({ input }) => ({
    ...input,
    inForceOn: null,
    liftedOn: null,
    inForceDays: null,
    outcomeReason: null,
  }),
  initial: 'proposed',
  states: {
    proposed: {
      on: {
        'suspension.reasons': { actions: 'keepReasons' },
        'suspension.reasons-gone': { target: 'withdrawn', actions: 'dropReasons' },
        'suspension.confirm': { target: 'inForce', actions: 'keepForce' },
        'suspension.decline': { target: 'declined', actions: 'keepOutcome' },
      },
    },
    inForce: {
      on: {
        'suspension.reasons': { actions: 'keepReasons' },
        'suspension.reasons-gone': { target: 'liftProposed', actions: 'dropReasons' },
      },
    },
    liftProposed: {
      on: {
        'suspension.reasons': { target: 'inForce', actions: 'keepReasons' },
        'suspension.lift': { guard: 'liftsAfterStart', target: 'lifted', actions: 'keepLift' },
        'suspension.keep': { target: 'inForce', actions: 'keepOutcome' },
      },
    },
    declined: {
      tags: 'closed',
      on: { 'suspension.propose': { target: 'proposed', actions: 'keepProposal' } },
    },
    withdrawn: {
      tags: 'closed',
      on: { 'suspension.propose': { target: 'proposed', actions: 'keepProposal' } },
    },
    lifted: {
      tags: 'closed',
      on: { 'suspension.propose': { target: 'proposed', actions: 'keepProposal' } },
    },
  },
});

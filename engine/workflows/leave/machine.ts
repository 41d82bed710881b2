import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { LeaveInput, leaveEvents } from './events.ts';

export interface LeaveContext extends LeaveInput {
  /** Why the dates were changed, or it was ended, declined or withdrawn; the newest reason. */
  readonly changeReason: string | null;
}

/** One absence of a practitioner. Approved, its days are no days of theirs; the regulatory count knows nothing of it. */
export const leaveMachine = setup({
  types: {
    context: {} as LeaveContext,
    events: {} as EventsOf<typeof leaveEvents>,
    input: {} as LeaveInput,
    tags: {} as 'closed' | 'counts',
  },
  guards: {
    /** Asked without a date it says that an end is possible at all. */
    endsWithin: ({ context, event }) =>
      event.type === 'leave.end' &&
      (event.toOn === undefined || (event.toOn >= context.fromOn && event.toOn <= context.toOn)),
  },
  actions: {
    keepDates: assign(({ event }) =>
      event.type === 'leave.change'
        ? { fromOn: event.fromOn, toOn: event.toOn, changeReason: event.reason }
        : {},
    ),
    keepEnd: assign(({ event }) =>
      event.type === 'leave.end' ? { toOn: event.toOn, changeReason: event.reason } : {},
    ),
    keepReason: assign(({ event }) => ('reason' in event ? { changeReason: event.reason } : {})),
    'absences.tell': (_, _params: { practitionerId: string }) => {},
  },
}).createMachine({
  id: 'leave',
  context: ({ input }) => ({ ...input, changeReason: null }),
  initial: 'proposed',
  states: {
    proposed: {
      on: {
        'leave.approve': { target: 'approved', actions: tell() },
        'leave.decline': { target: 'declined', actions: 'keepReason' },
        'leave.change': { actions: 'keepDates' },
        'leave.withdraw': { target: 'withdrawn', actions: 'keepReason' },
      },
    },
    approved: {
      tags: ['closed', 'counts'],
      on: {
        'leave.change': { actions: ['keepDates', tell()] },
        'leave.end': { guard: 'endsWithin', target: 'ended', actions: ['keepEnd', tell()] },
        'leave.withdraw': { target: 'withdrawn', actions: ['keepReason', tell()] },
      },
    },
    ended: {
      tags: ['closed', 'counts'],
      on: {
        'leave.change': { target: 'approved', actions: ['keepDates', tell()] },
        'leave.end': { guard: 'endsWithin', actions: ['keepEnd', tell()] },
        'leave.withdraw': { target: 'withdrawn', actions: ['keepReason', tell()] },
      },
    },
    declined: { tags: 'closed' },
    withdrawn: { tags: 'closed' },
  },
});

/** Whatever changes approved days is told to everything that counts them. */
function tell() {
  return {
    type: 'absences.tell' as const,
    params: ({ context }: { readonly context: LeaveContext }) => ({
      practitionerId: context.practitionerId,
    }),
  };
}

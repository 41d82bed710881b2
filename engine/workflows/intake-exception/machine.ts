import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { IntakeExceptionInput, intakeExceptionEvents } from './events.ts';

export interface IntakeExceptionContext extends IntakeExceptionInput {
  readonly setAsideReason: string | null;
}

/** The messages that were refused for one cause, until none waits any more. */
export const intakeExceptionMachine = setup({
  types: {
    context: {} as IntakeExceptionContext,
    events: {} as EventsOf<typeof intakeExceptionEvents>,
    input: {} as IntakeExceptionInput,
    tags: {} as 'closed' | 'open',
  },
  guards: {
    noneWaits: ({ event }) => event.type === 'intake.taken' && event.count === 0,
    /** The same message sent again is no reason to ask the same question again. */
    isNewMessage: ({ context, event }) =>
      event.type === 'intake.refused' && event.newestId > context.newestId,
  },
  actions: {
    keepWaiting: assign(({ event }) => {
      if (event.type !== 'intake.refused') return {};
      const { count, firstAt, lastAt, newestId } = event;
      return { count, firstAt, lastAt, newestId };
    }),
    openAnew: assign(({ event }) => {
      if (event.type !== 'intake.refused') return {};
      const { reason, dueAt, dueOn } = event;
      return { reason, dueAt, dueOn, setAsideReason: null };
    }),
    keepCount: assign(({ event }) => (event.type === 'intake.taken' ? { count: event.count } : {})),
    keepReason: assign(({ event }) =>
      event.type === 'intake.set-aside' ? { setAsideReason: event.reason } : {},
    ),
    dropReason: assign({ setAsideReason: null }),
  },
}).createMachine({
  id: 'intake-exception',
  context: ({ input }) => ({ ...input, setAsideReason: null }),
  initial: 'waiting',
  states: {
    waiting: {
      tags: 'open',
      on: {
        'intake.refused': { actions: 'keepWaiting' },
        'intake.taken': [
          { guard: 'noneWaits', target: 'settled', actions: 'keepCount' },
          { actions: 'keepCount' },
        ],
        'intake.set-aside': { target: 'setAside', actions: 'keepReason' },
      },
    },
    setAside: {
      tags: 'closed',
      on: {
        'intake.refused': [
          { guard: 'isNewMessage', target: 'waiting', actions: ['keepWaiting', 'openAnew'] },
          { actions: 'keepWaiting' },
        ],
        'intake.taken': [
          { guard: 'noneWaits', target: 'settled', actions: 'keepCount' },
          { actions: 'keepCount' },
        ],
        'intake.reopen': { target: 'waiting', actions: 'dropReason' },
      },
    },
    settled: {
      tags: 'closed',
      on: { 'intake.refused': { target: 'waiting', actions: ['keepWaiting', 'openAnew'] } },
    },
  },
});

import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { LettersStartInput, lettersStartEvents } from './events.ts';

export interface LettersStartContext extends LettersStartInput {
  readonly countedAt: number | null;
  /** From this local date on letters are written. */
  readonly startedOn: string | null;
  readonly stopReason: string | null;
}

/** Whether a facility sends letters: nobody gets one before a person has seen how many there would be. */
export const lettersStartMachine = setup({
  types: {
    context: {} as LettersStartContext,
    events: {} as EventsOf<typeof lettersStartEvents>,
    input: {} as LettersStartInput,
    tags: {} as 'closed',
  },
  guards: {
    isTheCount: ({ context, event }) =>
      event.type === 'letters.start' &&
      (event.countId === undefined || event.countId === context.count.id),
  },
  actions: {
    keepCount: assign(({ event }) =>
      event.type === 'letters.recount'
        ? { count: event.count, countedAt: event.at, stopReason: null }
        : {},
    ),
    keepStart: assign(({ context }) => ({ startedOn: context.count.on })),
    keepStop: assign(({ event }) =>
      event.type === 'letters.stop' ? { startedOn: null, stopReason: event.reason } : {},
    ),
    'letters.begin': () => {},
  },
}).createMachine({
  id: 'letters-start',
  context: ({ input }) => ({ ...input, countedAt: null, startedOn: null, stopReason: null }),
  initial: 'counted',
  states: {
    counted: {
      on: {
        'letters.recount': { actions: 'keepCount' },
        'letters.start': {
          guard: 'isTheCount',
          target: 'started',
          actions: ['keepStart', 'letters.begin'],
        },
      },
    },
    started: {
      tags: 'closed',
      on: { 'letters.stop': { target: 'stopped', actions: 'keepStop' } },
    },
    stopped: {
      tags: 'closed',
      on: { 'letters.recount': { target: 'counted', actions: 'keepCount' } },
    },
  },
});

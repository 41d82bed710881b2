import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { LetterBatchInput, letterBatchEvents } from './events.ts';

export interface LetterBatchContext extends LetterBatchInput {
  readonly sent: number | null;
  readonly refused: number | null;
  readonly dropReason: string | null;
}

/** Letters that are printed together, until they are handed over or the batch is given up. */
export const letterBatchMachine = setup({
  types: {
    context: {} as LetterBatchContext,
    events: {} as EventsOf<typeof letterBatchEvents>,
    input: {} as LetterBatchInput,
    tags: {} as 'closed',
  },
  actions: {
    keepResult: assign(({ event }) =>
      event.type === 'batch.printed' ? { sent: event.sent, refused: event.refused } : {},
    ),
    keepReason: assign(({ event }) =>
      event.type === 'batch.drop' ? { dropReason: event.reason } : {},
    ),
  },
}).createMachine({
  id: 'letter-batch',
  context: ({ input }) => ({ ...input, sent: null, refused: null, dropReason: null }),
  initial: 'made',
  states: {
    made: {
      on: {
        'batch.printed': { target: 'printed', actions: 'keepResult' },
        'batch.drop': { target: 'dropped', actions: 'keepReason' },
      },
    },
    printed: { tags: 'closed' },
    dropped: { tags: 'closed' },
  },
});

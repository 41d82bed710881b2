import { assign, setup } from 'xstate';
import type { z } from 'zod';
import type { loanEvents, loanInput } from './events.ts';

export type LoanContext = z.infer<typeof loanInput>;

type LoanEvent = {
  [Type in keyof typeof loanEvents]: { type: Type } & z.infer<(typeof loanEvents)[Type]>;
}[keyof typeof loanEvents];

/** A paper chart lent from the file room until it is back, whole. */
export const loanMachine = setup({
  types: {
    context: {} as LoanContext,
    events: {} as LoanEvent,
    input: {} as LoanContext,
    tags: {} as 'closed',
  },
  guards: {
    isComplete: ({ event }) => event.type === 'loan.return' && event.isComplete,
  },
  actions: {
    addDays: assign(({ context, event }) =>
      event.type === 'loan.extend' ? { dueWithinDays: context.dueWithinDays + event.days } : {},
    ),
    remindBorrower: (_, _params: { borrower: string }) => {},
  },
}).createMachine({
  id: 'paper-chart-loan',
  context: ({ input }) => input,
  initial: 'lent',
  states: {
    lent: {
      on: {
        'loan.extend': { actions: 'addDays' },
        'loan.return': [{ guard: 'isComplete', target: 'returned' }, { target: 'pagesMissing' }],
        'loan.fallDue': {
          target: 'overdue',
          actions: {
            type: 'remindBorrower',
            params: ({ context }) => ({ borrower: context.borrower }),
          },
        },
      },
    },
    overdue: {
      on: {
        'loan.extend': { target: 'lent', actions: 'addDays' },
        'loan.return': [{ guard: 'isComplete', target: 'returned' }, { target: 'pagesMissing' }],
      },
    },
    pagesMissing: { on: { 'loan.find': 'returned' } },
    returned: { tags: 'closed' },
  },
});

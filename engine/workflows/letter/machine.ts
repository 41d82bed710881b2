import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { Channel, LetterInput, letterEvents } from './events.ts';

export interface LetterContext extends LetterInput {
  readonly sentAt: number | null;
  /** The print batch, or what the receiver knows it by. */
  readonly sentBy: string | null;
  readonly failure: string | null;
  readonly outcomeReason: string | null;
  readonly reprints: number;
  /** A person wants it sent although nothing on it is open. */
  readonly isKept: boolean;
}

/** One letter to one practitioner: composed once, sent once. */
export const letterMachine = setup({
  types: {
    context: {} as LetterContext,
    events: {} as EventsOf<typeof letterEvents>,
    input: {} as LetterInput,
    tags: {} as 'closed' | 'to-send',
  },
  guards: {
    isSkipped: ({ context }) => context.skipped !== null,
    isPrinted: ({ context }) => context.channel === 'print',
    isNotKept: ({ context }) => !context.isKept,
  },
  actions: {
    keepSent: assign(({ event }) =>
      event.type === 'letter.sent' ? { sentAt: event.at, sentBy: event.batchId ?? null } : {},
    ),
    keepDelivered: assign(({ event }) =>
      event.type === 'letter.delivered'
        ? { sentAt: event.at, sentBy: event.reference, failure: null }
        : {},
    ),
    keepFailure: assign(({ event }) =>
      event.type === 'letter.fail' ? { failure: event.reason } : {},
    ),
    dropFailure: assign({ failure: null }),
    printInstead: assign(({ event }) =>
      event.type === 'letter.print-instead'
        ? { channel: 'print' as const, failure: null, outcomeReason: event.reason }
        : {},
    ),
    keepReason: assign(({ event }) => ('reason' in event ? { outcomeReason: event.reason } : {})),
    keepAnyway: assign(({ event }) =>
      event.type === 'letter.send-anyway'
        ? { isKept: true, channel: 'print' as const, outcomeReason: event.reason, failure: null }
        : {},
    ),
    countReprint: assign(({ context, event }) =>
      event.type === 'letter.reprint'
        ? { reprints: context.reprints + 1, outcomeReason: event.reason }
        : {},
    ),
    'letter.deliver': (_, _params: { channel: Channel }) => {},
  },
}).createMachine({
  id: 'letter',
  context: ({ input }) => ({
    ...input,
    sentAt: null,
    sentBy: null,
    failure: null,
    outcomeReason: null,
    reprints: 0,
    isKept: false,
  }),
  initial: 'composed',
  states: {
    composed: {
      always: [{ guard: 'isSkipped', target: 'skipped' }, { target: 'toSend' }],
    },
    toSend: {
      tags: 'to-send',
      initial: 'choosing',
      on: { 'letter.settle': { guard: 'isNotKept', target: 'settled' } },
      states: {
        choosing: {
          always: [{ guard: 'isPrinted', target: 'print' }, { target: 'delivering' }],
        },
        print: {
          on: {
            'letter.sent': { target: '#letter.sent', actions: 'keepSent' },
            'letter.withdraw': { target: '#letter.withdrawn', actions: 'keepReason' },
          },
        },
        // Neither withdrawn nor printed while it may be on its way: the receiver could have it already.
        delivering: {
          entry: deliver(),
          on: {
            'letter.delivered': { target: '#letter.sent', actions: 'keepDelivered' },
            'letter.fail': { target: '#letter.failed', actions: 'keepFailure' },
          },
        },
      },
    },
    failed: {
      on: {
        'letter.retry': { target: 'toSend', actions: 'dropFailure' },
        'letter.print-instead': { target: 'toSend', actions: 'printInstead' },
        'letter.withdraw': { target: 'withdrawn', actions: 'keepReason' },
        'letter.settle': { guard: 'isNotKept', target: 'settled' },
      },
    },
    settled: {
      on: {
        'letter.withdraw': { target: 'withdrawn', actions: 'keepReason' },
        // By hand, for a delivery would ask again whether anything is open.
        'letter.send-anyway': { target: 'toSend.print', actions: 'keepAnyway' },
      },
    },
    sent: {
      tags: 'closed',
      on: { 'letter.reprint': { actions: 'countReprint' } },
    },
    withdrawn: { tags: 'closed' },
    skipped: { tags: 'closed' },
  },
});

function deliver() {
  return {
    type: 'letter.deliver' as const,
    params: ({ context }: { readonly context: LetterContext }) => ({ channel: context.channel }),
  };
}

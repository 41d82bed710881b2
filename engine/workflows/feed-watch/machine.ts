import { assign, setup } from 'xstate';
import { startOfLocalDay } from '../../time/zone.ts';
import type { EventsOf } from '../../workflow.ts';
import type { FeedWatchInput, feedWatchEvents } from './events.ts';

export interface FeedWatchContext extends FeedWatchInput {
  readonly note: string | null;
  /** The local date on which silence counts again. */
  readonly mutedUntil: string | null;
}

/** One feed that was silent for longer than it usually is, until it speaks again. */
export const feedWatchMachine = setup({
  types: {
    context: {} as FeedWatchContext,
    events: {} as EventsOf<typeof feedWatchEvents>,
    input: {} as FeedWatchInput,
    tags: {} as 'closed' | 'open',
  },
  guards: {
    isMuted: ({ context, event }) =>
      context.mutedUntil !== null && event.at < startOfLocalDay(context.mutedUntil, context.zone),
  },
  actions: {
    keepSilence: assign(({ event }) => {
      if (event.type !== 'feed.silent') return {};
      const { lastAt, silentAfterMinutes, dueAt, dueOn } = event;
      return { lastAt, silentAfterMinutes, dueAt, dueOn, note: null };
    }),
    keepSpoken: assign(({ event }) =>
      event.type === 'feed.spoke' ? { lastAt: event.lastAt } : {},
    ),
    keepNote: assign(({ event }) =>
      event.type === 'feed.acknowledge' ? { note: event.note } : {},
    ),
    keepMute: assign(({ event }) =>
      event.type === 'feed.mute' ? { mutedUntil: event.until } : {},
    ),
    dropMute: assign({ mutedUntil: null }),
  },
}).createMachine({
  id: 'feed-watch',
  context: ({ input }) => ({ ...input, note: null, mutedUntil: null }),
  initial: 'silent',
  states: {
    silent: {
      tags: 'open',
      on: {
        'feed.spoke': { target: 'speaking', actions: 'keepSpoken' },
        'feed.acknowledge': { target: 'acknowledged', actions: 'keepNote' },
        'feed.mute': { target: 'muted', actions: 'keepMute' },
      },
    },
    acknowledged: {
      tags: 'open',
      on: {
        'feed.spoke': { target: 'speaking', actions: 'keepSpoken' },
        'feed.acknowledge': { actions: 'keepNote' },
        'feed.mute': { target: 'muted', actions: 'keepMute' },
      },
    },
    muted: {
      tags: 'closed',
      on: {
        'feed.spoke': { target: 'speaking', actions: 'keepSpoken' },
        'feed.mute': { actions: 'keepMute' },
        'muteEnd.pass': { target: 'silent', actions: 'dropMute' },
      },
    },
    speaking: {
      tags: 'closed',
      on: {
        'feed.silent': [
          { guard: 'isMuted', target: 'muted', actions: 'keepSilence' },
          { target: 'silent', actions: ['keepSilence', 'dropMute'] },
        ],
      },
    },
  },
});

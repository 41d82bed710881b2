import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { AnnotationInput, annotationEvents } from './events.ts';

export interface AnnotationContext extends AnnotationInput {
  /** Null while nobody changed what was first written; epoch milliseconds. */
  readonly editedAt: number | null;
  readonly withdrawal: { readonly at: number; readonly by: string; readonly reason: string } | null;
}

/** What someone wrote on a chart. It waits for nobody, so it is closed from the start; nothing of it is ever erased. */
export const annotationMachine = setup({
  types: {
    context: {} as AnnotationContext,
    events: {} as EventsOf<typeof annotationEvents>,
    input: {} as AnnotationInput,
    tags: {} as 'closed',
  },
  guards: {
    /** Asked without a sender it says that an edit is possible at all. */
    isOwnKind: ({ context, event }) =>
      event.type === 'annotation.edit' &&
      (event.by === undefined || event.by.id === context.author.id) &&
      (event.kind === undefined || event.kind === context.kind),
  },
  actions: {
    keepWritten: assign(({ event }) => {
      if (event.type !== 'annotation.edit') return {};
      const { text, reason, reasonCode, deficiencyId, audience, anchor, at } = event;
      const coded = reasonCode === undefined ? {} : { reasonCode };
      return { text, reason, ...coded, deficiencyId, audience, anchor, editedAt: at };
    }),
    keepWithdrawal: assign(({ event }) =>
      event.type === 'annotation.withdraw'
        ? { withdrawal: { at: event.at, by: event.by.id, reason: event.reason } }
        : {},
    ),
  },
}).createMachine({
  id: 'annotation',
  context: ({ input }) => ({ ...input, editedAt: null, withdrawal: null }),
  initial: 'kept',
  states: {
    kept: {
      tags: 'closed',
      on: {
        'annotation.edit': { guard: 'isOwnKind', actions: 'keepWritten' },
        'annotation.withdraw': { target: 'withdrawn', actions: 'keepWithdrawal' },
      },
    },
    withdrawn: { tags: 'closed' },
  },
});

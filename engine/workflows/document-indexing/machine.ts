import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type {
  DocumentApply,
  DocumentIndexingInput,
  DoubtReason,
  documentIndexingEvents,
} from './events.ts';

export interface DocumentIndexingContext extends Omit<DocumentIndexingInput, 'reasons'> {
  /** What is in doubt now; empty when nothing is. */
  readonly reasons: readonly DoubtReason[];
  /** Reasons that a person found to be none: the same ones do not ask again. */
  readonly answered: readonly DoubtReason[];
  readonly note: string | null;
  readonly failure: string | null;
}

type DocumentIndexingEvent = EventsOf<typeof documentIndexingEvents>;

/** One document in doubt: what it is, whose, or of which visit. */
export const documentIndexingMachine = setup({
  types: {
    context: {} as DocumentIndexingContext,
    events: {} as DocumentIndexingEvent,
    input: {} as DocumentIndexingInput,
    tags: {} as 'closed' | 'open',
  },
  guards: {
    nothingToDecide: ({ context }) => context.reasons.length === 0 && context.failure === null,
    isNewDoubt: ({ context, event }) =>
      event.type === 'document.doubt' &&
      event.reasons.some((reason) => !context.answered.includes(reason)),
  },
  actions: {
    keepDoubt: assign(({ context, event }) => {
      if (event.type !== 'document.doubt') return {};
      const { type: _, at: __, reasons, dueAt, dueOn, ...doubt } = event;
      const unanswered = reasons.filter((reason) => !context.answered.includes(reason));
      // What was asked already keeps its due date.
      const due = context.reasons.length > 0 ? {} : { dueAt, dueOn };
      return { ...doubt, ...due, reasons: [...new Set([...lasting(context), ...unanswered])] };
    }),
    keepPlace: assign(({ context, event }) => {
      if (event.type !== 'document.settled') return {};
      const { facility, patientId, encounterId } = event;
      return { facility, patientId, encounterId, reasons: lasting(context) };
    }),
    keepDecision: assign(({ context }) => ({
      answered: withAnswer(context, ['unknown-patient']),
      failure: null,
    })),
    keepNote: assign(({ context, event }) =>
      event.type === 'document.keep'
        ? {
            note: event.note,
            answered: withAnswer(context, context.reasons),
            reasons: [],
            failure: null,
          }
        : {},
    ),
    keepFailure: assign(({ context, event }) =>
      event.type === 'document.apply-failed'
        ? {
            failure: event.reason,
            answered: context.answered.filter((reason) => reason !== 'unknown-patient'),
          }
        : {},
    ),
    'document.apply': (_, _params: DocumentApply) => {},
  },
}).createMachine({
  id: 'document-indexing',
  context: ({ input }) => ({ ...input, answered: [], note: null, failure: null }),
  // What becomes of the document itself must be heard whatever state this is in.
  on: {
    'document.doubt': { actions: 'keepDoubt' },
    'document.settled': { actions: 'keepPlace' },
  },
  initial: 'inDoubt',
  states: {
    inDoubt: {
      tags: 'open',
      always: { guard: 'nothingToDecide', target: 'settled' },
      on: {
        'document.index': { target: 'applying', actions: [toIndex(), 'keepDecision'] },
        'document.refile': { target: 'applying', actions: [toRefile(), 'keepDecision'] },
        'document.retract': { target: 'applying', actions: [toRetract(), 'keepDecision'] },
        'document.keep': { target: 'kept', actions: 'keepNote' },
      },
    },
    // The document's next version says what the decision left in doubt; it is heard before the answer.
    applying: {
      tags: 'open',
      on: {
        'document.applied': 'inDoubt',
        'document.apply-failed': { target: 'inDoubt', actions: 'keepFailure' },
      },
    },
    kept: {
      tags: 'closed',
      on: {
        'document.doubt': [
          { guard: 'isNewDoubt', target: 'inDoubt', actions: 'keepDoubt' },
          { actions: 'keepDoubt' },
        ],
      },
    },
    settled: {
      tags: 'closed',
      on: {
        'document.doubt': [
          { guard: 'isNewDoubt', target: 'inDoubt', actions: 'keepDoubt' },
          { actions: 'keepDoubt' },
        ],
      },
    },
  },
});

/** Who the patient is says a person, never the next version of the document. */
function lasting({ reasons, answered }: DocumentIndexingContext): readonly DoubtReason[] {
  return reasons.filter(
    (reason) => reason === 'unknown-patient' && !answered.includes('unknown-patient'),
  );
}

function withAnswer(
  { answered }: DocumentIndexingContext,
  reasons: readonly DoubtReason[],
): readonly DoubtReason[] {
  return [...new Set([...answered, ...reasons])];
}

interface Asked {
  readonly context: DocumentIndexingContext;
  readonly event: DocumentIndexingEvent;
}

function toIndex() {
  return {
    type: 'document.apply' as const,
    params: ({ context: { documentId }, event }: Asked): DocumentApply => {
      if (event.type !== 'document.index') throw new Error(`${event.type} indexes nothing.`);
      const { documentType, encounterId = null } = event;
      return { kind: 'index', documentId, documentType, encounterId };
    },
  };
}

function toRefile() {
  return {
    type: 'document.apply' as const,
    params: ({ context: { documentId }, event }: Asked): DocumentApply => {
      if (event.type !== 'document.refile') throw new Error(`${event.type} files nothing anew.`);
      const { encounterId, reason = null } = event;
      return { kind: 'refile', documentId, encounterId, reason };
    },
  };
}

function toRetract() {
  return {
    type: 'document.apply' as const,
    params: ({ context: { documentId }, event }: Asked): DocumentApply => {
      if (event.type !== 'document.retract') throw new Error(`${event.type} retracts nothing.`);
      return { kind: 'retract', documentId, reason: event.reason };
    },
  };
}

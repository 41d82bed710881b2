import { assign, setup } from 'xstate';
import type { EventsOf } from '../../workflow.ts';
import type { DocumentFile, DocumentPatientInput, documentPatientEvents } from './events.ts';

export interface DocumentPatientContext extends DocumentPatientInput {
  /** Whom a person chose, and in the end whose it is. */
  readonly patientId: string | null;
  readonly setAsideReason: string | null;
  readonly failure: string | null;
}

type DocumentPatientEvent = EventsOf<typeof documentPatientEvents>;

/** One document that names its patient by no number, until somebody says whose it is. */
export const documentPatientMachine = setup({
  types: {
    context: {} as DocumentPatientContext,
    events: {} as DocumentPatientEvent,
    input: {} as DocumentPatientInput,
    tags: {} as 'closed' | 'open',
  },
  actions: {
    keepProposals: assign(({ event }) => {
      if (event.type !== 'document.sent-again') return {};
      const { messageId, proposals } = event;
      return { messageId, proposals };
    }),
    keepChoice: assign(({ event }) =>
      event.type === 'document.choose-patient' ? { patientId: event.patientId, failure: null } : {},
    ),
    keepPatient: assign(({ event }) =>
      event.type === 'document.filed' ? { patientId: event.patientId, failure: null } : {},
    ),
    keepFailure: assign(({ event }) =>
      event.type === 'document.file-failed' ? { patientId: null, failure: event.reason } : {},
    ),
    keepReason: assign(({ event }) =>
      event.type === 'document.set-aside' ? { setAsideReason: event.reason } : {},
    ),
    dropReason: assign({ setAsideReason: null }),
    'document.file': (_, _params: DocumentFile) => {},
  },
}).createMachine({
  id: 'document-patient',
  context: ({ input }) => ({ ...input, patientId: null, setAsideReason: null, failure: null }),
  // Whatever state this is in: its message may also be taken because someone mended what was wrong.
  on: {
    'document.sent-again': { actions: 'keepProposals' },
    'document.filed': { target: '.filed', actions: 'keepPatient' },
  },
  initial: 'waiting',
  states: {
    waiting: {
      tags: 'open',
      on: {
        'document.choose-patient': { target: 'filing', actions: ['keepChoice', toFile()] },
        'document.set-aside': { target: 'setAside', actions: 'keepReason' },
      },
    },
    filing: {
      tags: 'open',
      on: { 'document.file-failed': { target: 'waiting', actions: 'keepFailure' } },
    },
    setAside: {
      tags: 'closed',
      on: { 'document.reopen': { target: 'waiting', actions: 'dropReason' } },
    },
    filed: { tags: 'closed' },
  },
});

function toFile() {
  return {
    type: 'document.file' as const,
    params: ({
      context: { messageId },
      event,
    }: {
      readonly context: DocumentPatientContext;
      readonly event: DocumentPatientEvent;
    }): DocumentFile => {
      if (event.type !== 'document.choose-patient') throw new Error(`${event.type} files nothing.`);
      return { messageId, patientId: event.patientId };
    },
  };
}

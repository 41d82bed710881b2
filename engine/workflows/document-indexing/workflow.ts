import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { documentIndexingDeadlines } from './deadlines.ts';
import { documentApply, documentIndexingEvents, documentIndexingInput } from './events.ts';
import { type DocumentIndexingContext, documentIndexingMachine } from './machine.ts';
import { documentIndexingTasks, documentIndexingTitle } from './tasks.ts';

const him: readonly Role[] = ['analyst', 'supervisor', 'manager'];
const leads: readonly Role[] = ['supervisor', 'manager'];
const system: readonly Role[] = ['system'];

/** One document of which it is not sure what it is, whose, or of which visit. */
export const documentIndexing = defineWorkflow<DocumentIndexingContext>({
  id: 'document-indexing',
  version: 1,
  title: 'Document indexing',
  machine: documentIndexingMachine,
  input: documentIndexingInput,
  events: documentIndexingEvents,
  effects: { 'document.apply': documentApply },
  failures: {
    'document.apply': {
      type: 'document.apply-failed',
      reason: 'The document could not be filed as decided. Look at it and decide anew.',
    },
  },
  access: {
    view: { roles: [...him, 'privacy-officer', 'auditor'] },
    start: { roles: system },
    queues: { 'document-indexing': { title: 'Documents to index', roles: him } },
    events: {
      'document.doubt': { roles: system },
      'document.settled': { roles: system },
      'document.index': { roles: him },
      'document.refile': { roles: him },
      // What is retracted is out of the chart for everyone who treats the patient.
      'document.retract': { roles: leads },
      'document.keep': { roles: him },
      'document.applied': { roles: system },
      'document.apply-failed': { roles: system },
    },
  },
  subject: ({ facility, patientId, encounterId }): Subject => ({
    facility,
    patientId,
    encounterId,
    practitionerId: null,
  }),
  describe: documentIndexingTitle,
  tasks: documentIndexingTasks,
  deadlines: documentIndexingDeadlines,
});

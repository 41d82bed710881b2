import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { documentFile, documentPatientEvents, documentPatientInput } from './events.ts';
import { type DocumentPatientContext, documentPatientMachine } from './machine.ts';
import { documentPatientTasks, documentPatientTitle } from './tasks.ts';

const him: readonly Role[] = ['analyst', 'supervisor', 'manager'];
/** What is set aside comes into no chart, and may be dropped in the end. */
const leads: readonly Role[] = ['supervisor', 'manager'];
const system: readonly Role[] = ['system'];

/** One document that does not say by any number whose it is. */
export const documentPatient = defineWorkflow<DocumentPatientContext>({
  id: 'document-patient',
  version: 1,
  title: 'Document without a patient',
  machine: documentPatientMachine,
  input: documentPatientInput,
  events: documentPatientEvents,
  effects: { 'document.file': documentFile },
  failures: {
    'document.file': {
      type: 'document.file-failed',
      reason: 'The document could not be filed to the patient chosen. Choose anew.',
    },
  },
  access: {
    view: { roles: [...him, 'privacy-officer', 'auditor'] },
    start: { roles: system },
    queues: { 'document-indexing': { title: 'Documents to index', roles: him } },
    events: {
      'document.sent-again': { roles: system },
      'document.choose-patient': { roles: him },
      'document.set-aside': { roles: leads },
      'document.reopen': { roles: leads },
      'document.filed': { roles: system },
      'document.file-failed': { roles: system },
    },
  },
  subject: ({ facility, patientId }): Subject => ({
    facility,
    patientId,
    encounterId: null,
    practitionerId: null,
  }),
  describe: documentPatientTitle,
  tasks: documentPatientTasks,
  // Nothing is decided by time: it waits until somebody says whose it is.
  deadlines: () => [],
});

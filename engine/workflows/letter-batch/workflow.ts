import { textOf } from '../../model/text.ts';
import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { letterBatchEvents, letterBatchInput } from './events.ts';
import { type LetterBatchContext, letterBatchMachine } from './machine.ts';
import { letterBatchTasks } from './tasks.ts';

const senders: readonly Role[] = ['supervisor', 'manager', 'medical-staff-office'];

/** Letters printed together. */
export const letterBatch = defineWorkflow<LetterBatchContext>({
  id: 'letter-batch',
  version: 1,
  title: 'Print batch of letters',
  machine: letterBatchMachine,
  input: letterBatchInput,
  events: letterBatchEvents,
  effects: {},
  access: {
    view: { roles: [...senders, 'auditor'] },
    start: { roles: senders },
    queues: { letters: { title: 'Letters', roles: senders } },
    events: {
      'batch.printed': { roles: senders },
      'batch.drop': { roles: senders },
    },
  },
  subject: ({ facility }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId: null,
  }),
  describe: ({ letterIds, on }) =>
    textOf('letter-batch', 'Batch of {count} letters of {on}', { count: letterIds.length, on }),
  tasks: letterBatchTasks,
  deadlines: () => [],
});

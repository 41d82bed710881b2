import { textOf } from '../../model/text.ts';
import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { letterDeliver, letterEvents, letterInput } from './events.ts';
import { type LetterContext, letterMachine } from './machine.ts';
import { letterTasks } from './tasks.ts';
import { letterRuleSets } from './words.ts';

const senders: readonly Role[] = ['supervisor', 'manager', 'medical-staff-office'];
const system: readonly Role[] = ['system'];

/** One letter about incomplete records. */
export const letter = defineWorkflow<LetterContext>({
  id: 'letter',
  version: 1,
  title: 'Letter',
  machine: letterMachine,
  input: letterInput,
  events: letterEvents,
  effects: { 'letter.deliver': letterDeliver },
  failures: {
    'letter.deliver': {
      type: 'letter.fail',
      reason: 'Its delivery was tried for about a day. Mend the channel and retry, or print it.',
    },
  },
  access: {
    view: { roles: [...senders, 'analyst', 'quality', 'auditor'], own: ['physician'] },
    start: { roles: system },
    queues: { letters: { title: 'Letters', roles: senders } },
    events: {
      'letter.sent': { roles: senders },
      'letter.delivered': { roles: system },
      'letter.fail': { roles: system },
      'letter.retry': { roles: senders },
      'letter.print-instead': { roles: senders },
      'letter.withdraw': { roles: senders },
      'letter.settle': { roles: system },
      'letter.send-anyway': { roles: senders },
      'letter.reprint': { roles: senders },
    },
  },
  ruleSets: letterRuleSets,
  subject: ({ facility, practitionerId }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId,
  }),
  describe: ({ levelName, on }) =>
    textOf('letter', 'Letter {level} of {on}', { level: levelName, on }),
  tasks: letterTasks,
  deadlines: () => [],
});

import { z } from 'zod';
import { textOf } from '../../model/text.ts';
import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { lettersStartEvents, lettersStartInput } from './events.ts';
import { type LettersStartContext, lettersStartMachine } from './machine.ts';
import { lettersStartTasks } from './tasks.ts';

const managers: readonly Role[] = ['manager'];
const counters: readonly Role[] = ['manager', 'supervisor', 'medical-staff-office'];

/** Going live with letters at one facility. */
export const lettersStart = defineWorkflow<LettersStartContext>({
  id: 'letters-start',
  version: 1,
  title: 'Start of letters',
  machine: lettersStartMachine,
  input: lettersStartInput,
  events: lettersStartEvents,
  effects: { 'letters.begin': z.null() },
  access: {
    view: { roles: [...counters, 'auditor'] },
    start: { roles: ['system'] },
    queues: { 'letters-start': { title: 'Start of letters', roles: managers } },
    events: {
      // A count comes from the server, which has counted.
      'letters.recount': { roles: ['system'] },
      'letters.start': { roles: managers },
      'letters.stop': { roles: managers },
    },
  },
  subject: ({ facility }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId: null,
  }),
  describe: ({ count }) =>
    textOf('letters-start', 'Start of letters, counted for {on}', { on: count.on }),
  tasks: lettersStartTasks,
  deadlines: () => [],
});

import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { intakeExceptionDeadlines } from './deadlines.ts';
import { intakeExceptionEvents, intakeExceptionInput } from './events.ts';
import { type IntakeExceptionContext, intakeExceptionMachine } from './machine.ts';
import { intakeExceptionTasks, intakeExceptionTitle } from './tasks.ts';

const him: readonly Role[] = ['analyst', 'supervisor', 'manager'];
/** Those who may read and replay the messages; whoever cannot read one does not set it aside. */
const leads: readonly Role[] = ['supervisor', 'manager'];
const system: readonly Role[] = ['system'];

/** The messages that were refused for one cause. */
export const intakeException = defineWorkflow<IntakeExceptionContext>({
  id: 'intake-exception',
  version: 1,
  title: 'Messages that could not be used',
  machine: intakeExceptionMachine,
  input: intakeExceptionInput,
  events: intakeExceptionEvents,
  effects: {},
  access: {
    view: { roles: [...him, 'administrator', 'auditor'] },
    start: { roles: system },
    queues: {
      'intake-exceptions': { title: 'Intake exceptions', roles: [...him, 'administrator'] },
    },
    events: {
      'intake.refused': { roles: system },
      'intake.taken': { roles: system },
      'intake.set-aside': { roles: leads },
      'intake.reopen': { roles: leads },
    },
  },
  subject: ({ facility }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId: null,
  }),
  describe: intakeExceptionTitle,
  tasks: intakeExceptionTasks,
  deadlines: intakeExceptionDeadlines,
});

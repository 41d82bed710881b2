import { textOf } from '../../model/text.ts';
import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { suspensionEvents, suspensionInput } from './events.ts';
import { type SuspensionContext, suspensionMachine } from './machine.ts';
import { suspensionTasks } from './tasks.ts';

const office: readonly Role[] = ['medical-staff-office'];
const system: readonly Role[] = ['system'];

/** Suspension of one practitioner at one facility for records that stay incomplete. */
export const suspension = defineWorkflow<SuspensionContext>({
  id: 'suspension',
  version: 1,
  title: 'Suspension',
  machine: suspensionMachine,
  input: suspensionInput,
  events: suspensionEvents,
  effects: {},
  access: {
    view: { roles: [...office, 'supervisor', 'manager', 'auditor'], own: ['physician'] },
    start: { roles: system },
    queues: { suspensions: { title: 'Suspensions', roles: office } },
    events: {
      'suspension.propose': { roles: system },
      'suspension.reasons': { roles: system },
      'suspension.reasons-gone': { roles: system },
      'suspension.confirm': { roles: office },
      'suspension.decline': { roles: office },
      'suspension.lift': { roles: office },
      'suspension.keep': { roles: office },
    },
  },
  subject: ({ facility, practitionerId }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId,
  }),
  describe: ({ on }) => textOf('suspension', 'Suspension proposed on {on}', { on }),
  tasks: suspensionTasks,
  deadlines: () => [],
});

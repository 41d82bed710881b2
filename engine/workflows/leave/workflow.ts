import { textOf } from '../../model/text.ts';
import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { absencesTell, leaveEvents, leaveInput } from './events.ts';
import { type LeaveContext, leaveMachine } from './machine.ts';
import { leaveTasks } from './tasks.ts';

const keepers: readonly Role[] = ['medical-staff-office', 'supervisor', 'manager'];
const approvers: readonly Role[] = ['medical-staff-office', 'manager'];

/** One absence of a practitioner, from its proposal to its last day. */
export const leave = defineWorkflow<LeaveContext>({
  id: 'leave',
  version: 1,
  title: 'Leave',
  machine: leaveMachine,
  input: leaveInput,
  events: leaveEvents,
  effects: { 'absences.tell': absencesTell },
  access: {
    view: { roles: [...keepers, 'analyst', 'quality', 'auditor'], own: ['physician'] },
    start: { roles: keepers, own: ['physician'] },
    queues: { leave: { title: 'Leave to approve', roles: keepers, own: ['physician'] } },
    events: {
      'leave.approve': { roles: approvers },
      'leave.decline': { roles: approvers },
      'leave.change': { roles: keepers, own: ['physician'] },
      'leave.end': { roles: approvers },
      'leave.withdraw': { roles: keepers, own: ['physician'] },
    },
  },
  subject: ({ facility, practitionerId }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId,
  }),
  describe: ({ fromOn, toOn }) =>
    textOf('leave', 'Leave from {from} to {to}', { from: fromOn, to: toOn }),
  tasks: leaveTasks,
  deadlines: () => [],
});

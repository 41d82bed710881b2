import { z } from 'zod';
import { defineWorkflow } from '../../engine/index.ts';
import { loanDeadlines } from './deadlines.ts';
import { loanEvents, loanInput } from './events.ts';
import { type LoanContext, loanMachine } from './machine.ts';
import { loanTasks } from './tasks.ts';

/** A workflow of one's own: this folder and one line where the server is started. */
export const paperChartLoan = defineWorkflow<LoanContext>({
  id: 'paper-chart-loan',
  version: 1,
  title: 'Paper chart loan',
  machine: loanMachine,
  input: loanInput,
  events: loanEvents,
  effects: { remindBorrower: z.object({ borrower: z.string() }) },
  access: {
    view: { roles: ['analyst', 'supervisor', 'manager', 'auditor'] },
    start: { roles: ['analyst', 'supervisor'] },
    queues: {
      'paper-chart-loans': {
        title: 'Paper chart loans',
        roles: ['analyst', 'supervisor', 'manager'],
      },
    },
    events: {
      'loan.extend': { roles: ['supervisor', 'manager'] },
      'loan.return': { roles: ['analyst', 'supervisor'] },
      'loan.find': { roles: ['analyst', 'supervisor'] },
      'loan.fallDue': { roles: ['system'] },
    },
  },
  subject: ({ facility, patientId }) => ({
    facility,
    patientId,
    encounterId: null,
    practitionerId: null,
  }),
  tasks: loanTasks,
  deadlines: loanDeadlines,
});

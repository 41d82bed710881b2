import { roles } from '../../engine/model/user.ts';
import { deficiency } from '../../engine/workflows/chart-completion/workflow.ts';
import { paperChartLoan } from '../../examples/own-workflow/workflow.ts';
import { clockStart, deficiencyInput, userOf } from './hospital-load.ts';
import type { Subject } from './model.ts';

const loan: Subject = {
  workflow: paperChartLoan,
  input: {
    facility: 'north',
    patientId: 'p1',
    zone: 'America/New_York',
    borrower: 'Clinic 4',
    lentAt: clockStart,
    dueWithinDays: 2,
  },
  events: [
    { type: 'loan.extend', days: 1 },
    { type: 'loan.extend', days: 7 },
    { type: 'loan.return', isComplete: false },
    { type: 'loan.return', isComplete: true },
    { type: 'loan.find', note: 'In the next folder' },
  ],
  userFor: () => userOf('everyone', roles),
};

const input = deficiencyInput('model', false);
const finding = {
  ...input.finding,
  kind: 'unsigned',
  documentId: 'doc-1',
  contentKey: 'words-1',
  ownerId: null,
  levels: [{ level: 1, row: 'first', name: 'First', after: 2, letter: 'first-notice' }],
};
const reason = 'It must be so.';

const lack: Subject = {
  workflow: deficiency,
  input: { ...input, finding },
  events: [
    { type: 'deficiency.assign', practitionerId: 'reyes' },
    { type: 'deficiency.assign', practitionerId: 'lind', at: clockStart + 1 },
    { type: 'deficiency.start', progress: 'dictated' },
    { type: 'deficiency.sign', documentId: 'doc-1', contentHash: 'a'.repeat(64) },
    { type: 'deficiency.sign', documentId: 'doc-2', contentHash: 'a'.repeat(64) },
    { type: 'deficiency.decline', reason },
    { type: 'deficiency.refuse-decline', reason },
    { type: 'deficiency.reject', reason },
    { type: 'deficiency.clear', reason },
    { type: 'deficiency.reopen', reason, finding },
    {
      type: 'deficiency.reopen',
      reason,
      finding: { ...finding, kind: 'missing-document', ownerId: 'reyes' },
    },
    { type: 'deficiency.complete', reason },
    { type: 'deficiency.verify' },
    { type: 'deficiency.question', documentIds: ['doc-3'], reason },
    { type: 'deficiency.resolve', documentId: 'doc-3' },
    { type: 'deficiency.keep', reason },
    { type: 'deficiency.void', reason },
  ],
  userFor: (snapshot) => {
    const { ownerId } = snapshot.context as { ownerId: string | null };
    return userOf('everyone', roles, ownerId ?? undefined);
  },
};

/** The machines that have deadlines and effects of their own. */
export const subjects: readonly Subject[] = [loan, lack];

import type { Registered } from '../workflow.ts';
import { chartCompletion } from './chart-completion/workflow.ts';
import { documentIndexing } from './document-indexing/workflow.ts';
import { documentPatient } from './document-patient/workflow.ts';
import { feedWatch } from './feed-watch/workflow.ts';
import { intakeException } from './intake-exception/workflow.ts';
import { leave } from './leave/workflow.ts';
import { letter } from './letter/workflow.ts';
import { letterBatch } from './letter-batch/workflow.ts';
import { lettersStart } from './letters-start/workflow.ts';
import { ruleChanges } from './rule-change/workflow.ts';
import { suspension } from './suspension/workflow.ts';

/** Every workflow Chartkeeper ships: one line each. */
export const workflows: readonly Registered[] = [
  chartCompletion,
  intakeException,
  feedWatch,
  documentIndexing,
  documentPatient,
  ruleChanges,
  leave,
  letter,
  letterBatch,
  lettersStart,
  suspension,
];

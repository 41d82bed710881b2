import type { Registered } from '../workflow.ts';
import { chartCompletion } from './chart-completion/workflow.ts';
import { documentIndexing } from './document-indexing/workflow.ts';
import { feedWatch } from './feed-watch/workflow.ts';
import { intakeException } from './intake-exception/workflow.ts';
import { ruleChanges } from './rule-change/workflow.ts';

/** Every workflow Chartkeeper ships: one line each. */
export const workflows: readonly Registered[] = [
  chartCompletion,
  intakeException,
  feedWatch,
  documentIndexing,
  ruleChanges,
];

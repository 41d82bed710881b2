import type { Registered } from '../workflow.ts';
import { chartCompletion } from './chart-completion/workflow.ts';

/** Every workflow Chartkeeper ships: one line each. */
export const workflows: readonly Registered[] = [chartCompletion];

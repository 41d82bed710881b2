import { Refusal } from './errors.ts';
import type { Claim } from './store.ts';

export function gone(taskId: string): Refusal {
  return new Refusal(
    'not-found',
    `There is no open task ${taskId}; it may be done already. Refresh the list.`,
    {
      taskId,
    },
  );
}

export function heldBy(taskId: string, claim: Claim): Refusal {
  return new Refusal(
    'claimed-by-another',
    `${claim.holderName} is working on this task. Take another one, or ask a supervisor to take it over.`,
    { taskId, holder: claim.holderName },
  );
}

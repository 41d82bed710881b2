import { Refusal } from './errors.ts';
import type { AuditRow, Claim, TaskRow } from './store.ts';

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

/** The audit row of handing out the next task: which one it was is known only when it is taken. */
export function auditOfNext(
  audit: AuditRow,
  { id, patientId, encounterId, instanceId }: TaskRow,
): AuditRow {
  return { ...audit, what: `next:${id}`, patientId, encounterId, instanceId };
}

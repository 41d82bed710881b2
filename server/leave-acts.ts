import { permits } from '../engine/access.ts';
import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type { Instance, WorkflowEvent } from '../engine/workflow.ts';

/** What needs an approver once the leave is approved. */
const decisions: ReadonlySet<string> = new Set(['leave.approve', 'leave.decline', 'leave.end']);

/** Nobody approves their own leave, or moves it once it is approved; and the last day must lie within it. */
export function refusalToActOnLeave(
  instance: Instance,
  event: WorkflowEvent,
  user: User,
): Refusal | null {
  if (instance.workflow !== 'leave') return null;
  const detail = { instanceId: instance.id, eventType: event.type };
  const isDecision =
    decisions.has(event.type) || (event.type === 'leave.change' && instance.state !== 'proposed');
  const isApprover = permits({ roles: ['medical-staff-office', 'manager'] }, user, instance);
  if (isDecision && (!isApprover || user.practitionerId === instance.practitionerId))
    return new Refusal(
      'not-permitted',
      'Approved leave is decided by the medical staff office or a manager, never by whom it is for. Ask one of them.',
      detail,
    );
  const { fromOn, toOn } = instance.context as { fromOn: string; toOn: string };
  const last = event.type === 'leave.end' ? String(event.toOn) : toOn;
  if (last < fromOn || last > toOn)
    return new Refusal(
      'not-allowed-now',
      `The last day lies between ${fromOn} and ${toOn}. A leave that goes on is changed by leave.change; one that was not taken is withdrawn.`,
      detail,
    );
  return null;
}

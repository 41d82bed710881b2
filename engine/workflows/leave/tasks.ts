import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { LeaveContext } from './machine.ts';

/** A proposed leave waits to be approved or declined. */
export function leaveTasks(view: InstanceView<LeaveContext>): readonly Task[] {
  if (!view.matches('proposed')) return [];
  return [
    {
      key: 'approve',
      queue: 'leave',
      listState: 'open',
      priority: 0,
      title: leaveTitle(view.context),
      dueAt: null,
      dueOn: null,
      accountableDueAt: null,
      practitionerId: view.context.practitionerId,
      rule: null,
    },
  ];
}

/** Which days. */
export function leaveTitle({ fromOn, toOn }: LeaveContext): Text {
  return textOf('task.leave', 'Leave from {from} to {to}: approve or decline', {
    from: fromOn,
    to: toOn,
  });
}

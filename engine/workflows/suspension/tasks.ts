import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { SuspensionContext } from './machine.ts';

/** Confirm, or decline; then, while it is in force, wait; then lift. */
export function suspensionTasks(view: InstanceView<SuspensionContext>): readonly Task[] {
  const state = ['proposed', 'inForce', 'liftProposed'].find((one) => view.matches(one));
  if (state === undefined) return [];
  return [
    {
      key: 'decide',
      queue: 'suspensions',
      listState: state === 'inForce' ? 'waiting' : 'open',
      // Who has done the work should not stay suspended for want of a signature.
      priority: state === 'liftProposed' ? 1 : 0,
      title: titleOf(state, view.context),
      dueAt: null,
      dueOn: null,
      accountableDueAt: null,
      practitionerId: view.context.practitionerId,
      rule: null,
    },
  ];
}

function titleOf(state: string, { reasons, inForceOn }: SuspensionContext): Text {
  switch (state) {
    case 'inForce':
      return textOf('task.suspension.in-force', 'Suspended since {on}', { on: inForceOn ?? '' });
    case 'liftProposed':
      return textOf(
        'task.suspension.lift',
        'Suspension: nothing is open at that level any more, lift it',
      );
    default:
      return textOf('task.suspension', 'Suspension proposed for {count} overdue records: decide', {
        count: reasons.length,
      });
  }
}

import type { Deadline, InstanceView } from '../../workflow.ts';
import type { IntakeExceptionContext } from './machine.ts';

/** Nothing happens to a cause by itself: it waits until its messages are taken or someone decides. */
export function intakeExceptionDeadlines(
  _view: InstanceView<IntakeExceptionContext>,
): readonly Deadline[] {
  return [];
}

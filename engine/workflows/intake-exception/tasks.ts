import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { IntakeExceptionContext } from './machine.ts';

/** From this many on the cause comes before others: a feed is failing, not a message. */
const manyMessages = 100;

/** One task for all messages of a cause. */
export function intakeExceptionTasks(view: InstanceView<IntakeExceptionContext>): readonly Task[] {
  if (!view.matches('waiting')) return [];
  const { context } = view;
  return [
    {
      key: 'mend',
      queue: 'intake-exceptions',
      listState: 'open',
      priority: context.count >= manyMessages ? 1 : 0,
      title: intakeExceptionTitle(context),
      dueAt: context.dueAt,
      dueOn: context.dueOn,
      accountableDueAt: context.dueAt,
      practitionerId: null,
      rule: null,
    },
  ];
}

/** How many of what, and why, as one sentence. */
export function intakeExceptionTitle({ count, what, reason }: IntakeExceptionContext): Text {
  const parts = { count, what, reason: firstSentence(reason) };
  return count === 1
    ? textOf('task.intake.one', '1 message: {what} – {reason}', parts)
    : textOf('task.intake.many', '{count} messages: {what} – {reason}', parts);
}

/** The fault; what to do about it follows in the next sentences. */
function firstSentence(reason: string): string {
  const [sentence = ''] = reason.split(/(?<=[^.])\. /, 1);
  return sentence.replace(/\.$/, '').slice(0, 200);
}

import { textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { LettersStartContext } from './machine.ts';

/** A count waits for a manager who has read it. */
export function lettersStartTasks(view: InstanceView<LettersStartContext>): readonly Task[] {
  if (!view.matches('counted')) return [];
  const { letters, suspensions } = view.context.count;
  return [
    {
      key: 'review',
      queue: 'letters-start',
      listState: 'open',
      priority: 0,
      title: textOf(
        'task.letters-start',
        'Start letters: {letters} would be sent, {suspensions} suspensions proposed',
        { letters: letters.length, suspensions: suspensions.length },
      ),
      dueAt: null,
      dueOn: null,
      accountableDueAt: null,
      practitionerId: null,
      rule: null,
    },
  ];
}

import { textOf } from '../../model/text.ts';
import { endOfLocalDay } from '../../time/zone.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { LetterBatchContext } from './machine.ts';

/** A batch waits until it is known to be on paper. */
export function letterBatchTasks(view: InstanceView<LetterBatchContext>): readonly Task[] {
  if (!view.matches('made')) return [];
  const { on, zone, letterIds } = view.context;
  const dueAt = endOfLocalDay(on, zone);
  return [
    {
      key: 'print',
      queue: 'letters',
      listState: 'open',
      priority: 0,
      title: textOf(
        'task.letter-batch',
        'Batch of {count} letters: print it, then mark it printed',
        {
          count: letterIds.length,
        },
      ),
      dueAt,
      dueOn: on,
      accountableDueAt: dueAt,
      practitionerId: null,
      rule: null,
    },
  ];
}

import { type Text, textOf } from '../../model/text.ts';
import { endOfLocalDay } from '../../time/zone.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { LetterContext } from './machine.ts';

/** A letter that waits for a person: to be printed, to be delivered in another way, or to be withdrawn. */
export function letterTasks(view: InstanceView<LetterContext>): readonly Task[] {
  const state = ['toSend', 'failed', 'settled'].find((one) => view.matches(one));
  if (state === undefined) return [];
  const { on, zone, practitionerId } = view.context;
  const dueAt = endOfLocalDay(on, zone);
  return [
    {
      key: 'send',
      queue: 'letters',
      listState: view.matches({ toSend: 'delivering' }) ? 'waiting' : 'open',
      priority: state === 'failed' ? 1 : 0,
      title: titleOf(state, view.context),
      dueAt,
      dueOn: on,
      accountableDueAt: dueAt,
      practitionerId,
      rule: null,
    },
  ];
}

function titleOf(state: string, context: LetterContext): Text {
  const parts = { level: context.levelName, count: context.items.length };
  switch (state) {
    case 'failed':
      return textOf('task.letter.failed', '{level}: not delivered. {reason}', {
        ...parts,
        reason: context.failure ?? '',
      });
    case 'settled':
      return textOf(
        'task.letter.settled',
        '{level}: nothing on it is open any more, withdraw it',
        parts,
      );
    default:
      return textOf('task.letter', '{level}, {count} incomplete: send it', parts);
  }
}

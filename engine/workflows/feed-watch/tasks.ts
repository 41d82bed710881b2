import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView, Task } from '../../workflow.ts';
import type { FeedWatchContext } from './machine.ts';

/** Find out why the feed is silent; what someone has acknowledged waits for it to speak. */
export function feedWatchTasks(view: InstanceView<FeedWatchContext>): readonly Task[] {
  if (!view.hasTag('open')) return [];
  const { dueAt, dueOn } = view.context;
  return [
    {
      key: 'silence',
      queue: 'silent-feeds',
      listState: view.matches('acknowledged') ? 'waiting' : 'open',
      // What does not arrive is missed by everyone downstream.
      priority: 1,
      title: feedWatchTitle(view.context),
      dueAt,
      dueOn,
      accountableDueAt: dueAt,
      practitionerId: null,
      rule: null,
    },
  ];
}

/** Which feed, and how long it may be silent, in the largest unit that says it without a fraction. */
export function feedWatchTitle({ sender, silentAfterMinutes }: FeedWatchContext): Text {
  if (silentAfterMinutes < 120) {
    const parts = { sender, minutes: silentAfterMinutes };
    return textOf('task.feed.minutes', 'Feed {sender}: silent for over {minutes} minutes', parts);
  }
  const parts = { sender, hours: Math.round(silentAfterMinutes / 60) };
  return textOf('task.feed.hours', 'Feed {sender}: silent for over {hours} hours', parts);
}

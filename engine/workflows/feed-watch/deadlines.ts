import { startOfLocalDay } from '../../time/zone.ts';
import type { Deadline, InstanceView } from '../../workflow.ts';
import type { FeedWatchContext } from './machine.ts';

/** A muted feed that is still silent on the day its mute ends is a task again. */
export function feedWatchDeadlines(view: InstanceView<FeedWatchContext>): readonly Deadline[] {
  const { mutedUntil, zone } = view.context;
  if (!view.matches('muted') || mutedUntil === null) return [];
  const dueAt = startOfLocalDay(mutedUntil, zone);
  return [{ key: 'mute-end', dueAt, event: { type: 'muteEnd.pass' }, citation: null }];
}

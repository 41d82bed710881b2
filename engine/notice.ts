import type { ChangeNotice, Step } from './store.ts';

/** What a commit tells listeners: which instances and lists moved, nothing of what is in them. */
export function noticeOf(steps: readonly Step[]): ChangeNotice | null {
  if (steps.length === 0) return null;
  const queues = new Map<string, { facility: string; queue: string }>();
  for (const step of steps) {
    for (const { facility, queue } of [...step.tasksPut, ...step.tasksGone]) {
      queues.set(`${facility}/${queue}`, { facility, queue });
    }
  }
  return {
    isRemote: false,
    instances: steps.map((step) => step.instance.id),
    queues: [...queues.values()],
  };
}

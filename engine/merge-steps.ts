import type { Step } from './store.ts';

/** Two steps of one instance in a row, as one. */
export function mergeSteps(first: Step, second: Step): Step {
  const putFirst = new Set(first.tasksPut.map((row) => row.id));
  const goneLater = new Set(second.tasksGone.map((row) => row.id));
  const newest = new Set(second.deadlinesPut.map((row) => row.key));
  const dropped = new Set(second.deadlinesRemoved);
  return {
    expectedVersion: first.expectedVersion,
    instance: second.instance,
    entries: [...first.entries, ...second.entries],
    tasksGone: [...first.tasksGone, ...second.tasksGone.filter((row) => !putFirst.has(row.id))],
    tasksPut: [...first.tasksPut.filter((row) => !goneLater.has(row.id)), ...second.tasksPut],
    deadlinesPut: [
      ...first.deadlinesPut.filter((row) => !newest.has(row.key) && !dropped.has(row.key)),
      ...second.deadlinesPut,
    ],
    deadlinesRemoved: [
      ...first.deadlinesRemoved.filter((key) => !newest.has(key)),
      ...second.deadlinesRemoved,
    ],
    effects: [...first.effects, ...second.effects],
  };
}

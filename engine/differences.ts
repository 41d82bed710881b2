import { type DeadlineRow, noDueAt, type Step, type TaskRow } from './store.ts';
import type { Deadline, Instance, Task } from './workflow.ts';

/** A task as stored; `openedAt` is kept from the row that is there, and is the step's instant for a new one. */
export function toTaskRow(instance: Instance, task: Task): TaskRow {
  return {
    id: `${instance.id}/${task.key}`,
    instanceId: instance.id,
    key: task.key,
    workflow: instance.workflow,
    facility: instance.facility,
    queue: task.queue,
    listState: task.listState,
    rank: -task.priority,
    dueAt: task.dueAt ?? noDueAt,
    dueOn: task.dueOn ?? '',
    accountableDueAt: task.accountableDueAt ?? task.dueAt ?? noDueAt,
    practitionerId: task.practitionerId,
    patientId: instance.patientId,
    encounterId: instance.encounterId,
    title: task.title,
    rule: task.rule,
    openedAt: 0,
  };
}

/** Which task rows change between two states: rows that end or change, and rows to put. */
export function taskDifference(
  before: readonly TaskRow[],
  after: readonly TaskRow[],
  at: number,
): Pick<Step, 'tasksGone' | 'tasksPut'> {
  const known = new Map(before.map((row) => [row.id, row]));
  const tasksGone: TaskRow[] = [];
  const tasksPut: TaskRow[] = [];
  for (const row of after) {
    const old = known.get(row.id);
    known.delete(row.id);
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(row)) continue;
    if (old !== undefined) tasksGone.push(old);
    tasksPut.push({ ...row, openedAt: at });
  }
  tasksGone.push(...known.values());
  return { tasksGone, tasksPut };
}

/** Which deadlines are set, moved or lifted. One that stays keeps the step that armed it. */
export function deadlineDifference(
  instance: Instance,
  before: readonly Deadline[],
  after: readonly Deadline[],
): Pick<Step, 'deadlinesPut' | 'deadlinesRemoved'> {
  const known = new Map(before.map((deadline) => [deadline.key, deadline]));
  const deadlinesPut: DeadlineRow[] = [];
  for (const deadline of after) {
    const old = known.get(deadline.key);
    known.delete(deadline.key);
    if (
      old === undefined ||
      old.dueAt !== deadline.dueAt ||
      old.event.type !== deadline.event.type
    ) {
      deadlinesPut.push({ ...deadline, instanceId: instance.id, armedSeq: instance.version });
    }
  }
  return { deadlinesPut, deadlinesRemoved: [...known.keys()] };
}

import { type ListedTask, noDueAt, type TaskCursor } from '../../engine/store.ts';
import { type Ask, isAsked, type Row } from './report.ts';

const pageSize = 1000;
export const listStates: readonly string[] = ['open', 'on-hold', 'waiting'];

export interface TasksAsked {
  readonly queues: readonly string[];
  readonly listStates?: readonly string[];
  readonly practitionerId?: string;
}

/** The tasks of these queues at the facilities asked about, in the order of their lists. */
export async function* tasksIn(
  { services: { store }, facilities }: Ask,
  { queues, listStates: states = listStates, practitionerId }: TasksAsked,
): AsyncGenerator<ListedTask> {
  for (const queue of queues)
    for (const listState of states) {
      let after: TaskCursor | null = null;
      do {
        const page = await store.tasks({
          scope: { queue, title: '', facilities, practitioners: null },
          listState,
          limit: pageSize,
          ...(practitionerId === undefined ? {} : { practitionerId }),
          ...(after === null ? {} : { after }),
        });
        yield* page.tasks;
        after = page.next;
      } while (after !== null);
    }
}

/** How many there are, from the counters. */
export async function countIn(
  ask: Ask,
  { queues, listStates: states = listStates }: Omit<TasksAsked, 'practitionerId'>,
): Promise<number> {
  const counted = await ask.services.store.counts(queues);
  return counted
    .filter(({ facility, listState }) => isAsked(ask, facility) && states.includes(listState))
    .reduce((sum, { count }) => sum + count, 0);
}

export function toRow(task: ListedTask): Row {
  const { facility, patientId, encounterId, practitionerId } = task;
  return {
    facility,
    patientId,
    encounterId,
    practitionerId,
    values: {
      task: task.id,
      what: task.title.text,
      queue: task.queue,
      listState: task.listState,
      dueAt: task.dueAt === noDueAt ? null : new Date(task.dueAt).toISOString(),
      dueOn: task.dueOn === '' ? null : task.dueOn,
      openedAt: new Date(task.openedAt).toISOString(),
    },
  };
}

export async function* taskRows(
  ask: Ask,
  asked: TasksAsked,
  isWanted: (task: ListedTask) => boolean = () => true,
): AsyncGenerator<Row> {
  for await (const task of tasksIn(ask, asked)) if (isWanted(task)) yield toRow(task);
}

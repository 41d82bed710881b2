import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import { t } from '../shared/text.ts';
import type { TaskIds } from './queue-events.ts';
import type { QueueSource } from './queue-source.ts';

export interface QueueActsOptions {
  readonly app: App;
  readonly source: QueueSource;
  /** Tells the host; false when it vetoed. */
  fire(name: string, detail: object): boolean;
  queue(): string;
}

export type QueueActs = ReturnType<typeof createQueueActs>;

/** What can be done to the tasks of a list. The host hears of each act first and may prevent it. */
export function createQueueActs({ app, source, fire, queue }: QueueActsOptions) {
  const idsOf = (task: Task): TaskIds => ({
    taskId: task.id,
    instanceId: task.instanceId,
    queue: queue(),
  });

  async function change(asked: () => Promise<Task>, words: string): Promise<void> {
    const task = await source.ask(asked);
    if (task === undefined) return;
    source.list?.update(task);
    app.claimChanged(task);
    app.announce(words);
  }

  return {
    /** False when the host does not want the task opened. */
    open: (task: Task): boolean => fire('him-task-open', idsOf(task)),

    async claim(task: Task): Promise<void> {
      if (task.claim?.mine || !fire('him-task-claim', idsOf(task))) return;
      const words = t('queue.claimed', { patient: task.patient?.name ?? '' });
      await change(() => app.connection.claim(task.id), words);
    },

    async unclaim(task: Task): Promise<void> {
      if (!task.claim?.mine) {
        source.say({ tone: 'info', words: t('queue.notYours') });
        return;
      }
      if (!fire('him-task-unclaim', idsOf(task))) return;
      await change(() => app.connection.unclaim(task.id), t('queue.unclaimed'));
    },

    /** The first free task, now the user's; undefined when there is none or it was refused. */
    async next(): Promise<Task | undefined> {
      if (!fire('him-queue-next', { queue: queue() })) return undefined;
      const task = await source.ask(() => app.connection.next(queue()));
      if (task === null) source.say({ tone: 'info', words: t('queue.noneLeft') });
      if (!task) return undefined;
      source.list?.update(task);
      app.claimChanged(task);
      return task;
    },
  };
}

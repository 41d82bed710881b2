import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import { asRefused, Refused } from '../shared/refused.ts';
import type { Lines } from './lines.ts';
import type { TaskIds } from './queue-events.ts';
import type { QueueSource } from './queue-source.ts';
import { t } from './queue-text.ts';
import { isNarrowed, type ShownList } from './shown-list.ts';

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

  const skipped = new Set<string>();

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

    /** Passes a task by, for as long as the reader sits here. */
    skip(task: Task): void {
      skipped.add(task.id);
      app.announce(t('queue.skipped'));
    },
    isSkipped: (taskId: string): boolean => skipped.has(taskId),

    /** The first free task of the list, now the user's; undefined when there is none or it was refused. */
    async next(list: ShownList, lines: Lines | undefined): Promise<Task | undefined> {
      if (!fire('him-queue-next', { queue: queue() })) return undefined;
      const isPicky = skipped.size > 0 || isNarrowed(list.filters);
      const task = (isPicky ? await firstOf(lines) : undefined) ?? (await nextOfQueue(list));
      if (task === null) source.say({ tone: 'info', words: t('queue.noneLeft') });
      if (!task) return undefined;
      source.list?.update(task);
      app.claimChanged(task);
      return task;
    },
  };

  /** The server picks it, out of the whole queue. */
  async function nextOfQueue(list: ShownList): Promise<Task | null | undefined> {
    if (isNarrowed(list.filters)) return null;
    return source.ask(() => app.connection.next(queue()));
  }

  /** The first of the lines at hand that is free and was not skipped; who is quicker has it. */
  async function firstOf(lines: Lines | undefined): Promise<Task | undefined> {
    for (let at = 0; at < (lines?.total ?? 0); at += 1) {
      const line = lines?.at(at);
      const row = line && 'place' in line ? source.list?.at(line.place) : undefined;
      if (!row || row.gone !== null || row.task.claim !== null || skipped.has(row.task.id))
        continue;
      const task = await app.connection.claim(row.task.id).catch(asRefused);
      if (!(task instanceof Refused)) return task;
      if (task.status === 0) return undefined;
    }
    return undefined;
  }
}

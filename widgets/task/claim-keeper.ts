import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import { asRefused, refusedWords } from '../shared/refused.ts';
import type { TaskSource } from './task-source.ts';

export type ClaimKeeper = ReturnType<typeof createClaimKeeper>;

const shortestMs = 10_000;
const longestMs = 2 ** 31 - 1;

/** Claims the task on the desk and gives it back; a claim of the user's is renewed while it lies open. */
export function createClaimKeeper(
  app: App,
  source: TaskSource,
  onRefused: (words: string) => void,
) {
  let timer = 0;

  async function change(asked: Promise<Task>): Promise<void> {
    try {
      const task = await asked;
      const { instance } = source;
      if (instance === undefined) return;
      source.take({
        ...instance,
        tasks: instance.tasks.map((one) => (one.id === task.id ? task : one)),
      });
    } catch (error) {
      onRefused(refusedWords(asRefused(error)));
      void source.load();
    }
  }

  const claim = (task: Task): Promise<void> => change(app.connection.claim(task.id));

  return {
    claim,
    unclaim: (task: Task): Promise<void> => change(app.connection.unclaim(task.id)),

    /** Half-way through a claim it is renewed, as long as someone can see the page. */
    keep(task: Task | undefined): void {
      window.clearTimeout(timer);
      if (!task?.claim?.mine) return;
      const left = new Date(task.claim.expiresAt).getTime() - Date.now();
      const renew = (): void => {
        if (document.visibilityState === 'visible') void claim(task);
      };
      timer = window.setTimeout(renew, Math.min(Math.max(left / 2, shortestMs), longestMs));
    },

    stop: (): void => window.clearTimeout(timer),
  };
}

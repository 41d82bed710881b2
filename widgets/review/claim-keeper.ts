import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import { now } from '../shared/now.ts';
import { asRefused, refusedWords } from '../shared/refused.ts';
import type { ReviewSource } from './review-source.ts';

export interface ClaimKeeperOptions {
  readonly app: App;
  readonly source: ReviewSource;
  onRefused(words: string): void;
  onChange(): void;
}

export type ClaimKeeper = ReturnType<typeof createClaimKeeper>;

const shortestMs = 10_000;
const longestMs = 2 ** 31 - 1;

/**
 * Claims the task on the desk, gives it back, takes it over; a claim of the user's is renewed while it lies open.
 */
export function createClaimKeeper({ app, source, onRefused, onChange }: ClaimKeeperOptions) {
  let timer = 0;
  let wanted: Task | undefined;
  let mayTakeOver = false;

  async function change(asked: Promise<Task>): Promise<void> {
    try {
      const task = await asked;
      app.claimChanged(task);
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

  function want(task: Task | undefined): void {
    wanted = task;
    onChange();
  }

  /** Asked only when someone else holds the task: most users never need to know. */
  async function learnWhetherLead(): Promise<void> {
    if (mayTakeOver) return;
    mayTakeOver = await app.connection.isLead().catch(() => false);
    if (mayTakeOver) onChange();
  }

  return {
    claim,
    unclaim: (task: Task): Promise<void> => change(app.connection.unclaim(task.id)),

    /** The task whose holder is to be replaced, while the reader is asked about it. */
    get wanted() {
      return wanted;
    },
    get mayTakeOver() {
      return mayTakeOver;
    },
    askToTakeOver: (task: Task): void => want(task),
    cancelTakeOver: (): void => want(undefined),
    takeOver: (): void => {
      if (wanted !== undefined) void change(app.connection.takeOver(wanted.id));
    },

    /** Half-way through a claim it is renewed, as long as someone can see the page. */
    keep(task: Task | undefined): void {
      window.clearTimeout(timer);
      if (task?.claim && !task.claim.mine) void learnWhetherLead();
      if (!task?.claim?.mine) return;
      const left = new Date(task.claim.expiresAt).getTime() - now().getTime();
      const renew = (): void => {
        if (document.visibilityState === 'visible') void claim(task);
      };
      timer = window.setTimeout(renew, Math.min(Math.max(left / 2, shortestMs), longestMs));
    },

    stop: (): void => window.clearTimeout(timer),
  };
}

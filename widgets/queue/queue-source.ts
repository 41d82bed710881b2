import type { App } from '../shared/app-context.ts';
import type { Queue } from '../shared/connection.ts';
import { now } from '../shared/now.ts';
import { asRefused, type Refused, refusedWords } from '../shared/refused.ts';
import { countOf } from './count-of.ts';
import type { QueueLook } from './queue-look.ts';
import { isNarrowed, isOfView, paramsOf, type ShownList } from './shown-list.ts';
import { createTaskList, type TaskList } from './task-list.ts';

export interface Note {
  readonly tone: 'info' | 'danger' | 'warn';
  readonly words: string;
}

export type QueueSource = ReturnType<typeof createQueueSource>;

/** A skeleton that flashes is worse than none. */
const slowAfterMs = 200;

/** All that a work list reads: the queues with their counts, and the rows of the one that is shown. */
export function createQueueSource(app: App, look: QueueLook, onChange: () => void) {
  let queues: readonly Queue[] | undefined;
  let list: TaskList | undefined;
  let shown: ShownList | undefined;
  let error: Refused | undefined;
  let note: Note | undefined;
  let countAtLoad: number | undefined;
  let loadedAt = '';
  let isSlow = false;
  let isClosed = false;
  let slowTimer = 0;

  function fail(problem: unknown): void {
    error = asRefused(problem);
    if (!isClosed) onChange();
  }

  function say(words: Note): void {
    note = words;
    app.announce(words.words);
    onChange();
  }

  /** As the server counts it: a view by its own count, a whole list by the counters of its queue. */
  function count(): number | undefined {
    if (shown === undefined) return undefined;
    const { queue, show, filters } = shown;
    const { view } = look;
    if (view?.count && isOfView(shown, view))
      return view.count.isAtLeast ? undefined : view.count.tasks;
    if (isNarrowed(filters)) return undefined;
    return countOf(
      queues?.find((one) => one.queue === queue),
      show,
    );
  }

  function waitForSlow(): void {
    window.clearTimeout(slowTimer);
    isSlow = false;
    slowTimer = window.setTimeout(() => {
      isSlow = true;
      onChange();
    }, slowAfterMs);
  }

  function arrived(): void {
    if (!list?.isLoaded) return;
    loadedAt = now().toISOString();
    window.clearTimeout(slowTimer);
    isSlow = false;
  }

  async function loadQueues(): Promise<void> {
    try {
      const asked = loadViews();
      queues = await app.connection.queues();
      await asked;
    } catch (problem) {
      return fail(problem);
    }
    if (isClosed) return;
    if (countAtLoad === undefined) expectCount();
    onChange();
  }

  /** Without its views a list is still a list. */
  async function loadViews(): Promise<void> {
    const views = await app.connection.views().catch(asRefused);
    if (Array.isArray(views)) look.learn(views);
  }

  /** The server's count, as soon as it is known: the scrollbar is right before the last page is read. */
  function expectCount(): void {
    countAtLoad = count();
    if (countAtLoad && list && !list.isTotalKnown) list.expect(countAtLoad);
  }

  return {
    get queues() {
      return queues;
    },
    get list() {
      return list;
    },
    get error() {
      return error;
    },
    get note() {
      return note;
    },
    get loadedAt() {
      return loadedAt;
    },
    get isSlow() {
      return isSlow;
    },
    get current(): Queue | undefined {
      return queues?.find((one) => one.queue === shown?.queue);
    },
    /** How many tasks came since the list was read; they are shown when the reader asks. */
    get newCount(): number {
      if (list === undefined || !list.isLoaded) return 0;
      const now = count();
      const gone = list.total - list.shownOpen;
      const counted = now === undefined || countAtLoad === undefined ? 0 : now - countAtLoad + gone;
      return Math.max(counted, list.unseen);
    },

    loadQueues,
    say,

    /** Reads a list from its start. */
    open(next: ShownList): void {
      list?.close();
      shown = next;
      error = undefined;
      note = undefined;
      waitForSlow();
      const params = paramsOf(next, look.view);
      const opened = createTaskList({
        load: async (query) => {
          const page = await app.connection.tasks({ list: params, ...query });
          error = undefined;
          return page;
        },
        hasCompleted: (taskId) => app.hasCompleted(taskId),
        onError: fail,
        onChange: () => {
          arrived();
          onChange();
        },
      });
      list = opened;
      countAtLoad = undefined;
      if (queues !== undefined) expectCount();
      opened.want([0]);
      onChange();
    },

    /** Reads again what is on screen, without moving a row. */
    refresh(): void {
      error = undefined;
      list?.refresh();
    },

    /** Does one thing on the server; what is refused is said in words, and the list is read again. */
    async ask<Answer>(act: () => Promise<Answer>): Promise<Answer | undefined> {
      note = undefined;
      try {
        return await act();
      } catch (problem) {
        say({ tone: 'warn', words: refusedWords(asRefused(problem)) });
        list?.refresh();
        return undefined;
      }
    },

    close(): void {
      isClosed = true;
      list?.close();
      window.clearTimeout(slowTimer);
    },
  };
}

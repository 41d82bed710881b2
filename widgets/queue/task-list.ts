import type { Task, TaskPage } from '../shared/connection.ts';

export const pageSize = 100;
/** How many newly arrived tasks a refreshed page may hold before its last rows fall off the answer. */
const slack = 50;

export interface Row {
  readonly task: Task;
  /** Still shown where it was, though the list no longer holds it. */
  readonly gone: 'done' | 'moved' | null;
}

export interface PageQuery {
  readonly after?: string;
  readonly offset?: number;
  readonly limit: number;
}

export interface TaskListOptions {
  load(query: PageQuery): Promise<TaskPage>;
  /** Something to draw changed. */
  onChange(): void;
  onError(error: unknown): void;
  hasCompleted(taskId: string): boolean;
}

interface Page {
  /** What it was asked with; by cursor the answer is the same stretch of the list whatever arrived above it. */
  readonly query: PageQuery;
  readonly next: string | null;
  readonly isStale: boolean;
}

export type TaskList = ReturnType<typeof createTaskList>;

/**
 * The rows of one list, loaded a page at a time as they come into view. Once shown, a row keeps its place:
 * refreshing updates it or marks it gone, and what is new is only counted until the reader asks for it.
 */
export function createTaskList({ load, onChange, onError, hasCompleted }: TaskListOptions) {
  const rows = new Map<number, Row>();
  const places = new Map<string, number>();
  const pages = new Map<number, Page | 'loading' | 'failed'>();
  const unseen = new Set<string>();
  let total = 0;
  let gone = 0;
  let isTotalKnown = false;
  let hasAnswer = false;
  let inView: readonly number[] = [0];
  let isClosed = false;

  async function loadPage(number: number): Promise<void> {
    const before = pages.get(number - 1);
    const cursor = typeof before === 'object' ? before.next : null;
    const query = { limit: pageSize, ...placeOf(number, cursor) };
    pages.set(number, 'loading');
    try {
      const answer = await load(query);
      if (isClosed) return;
      hasAnswer = true;
      pages.set(number, { query, next: answer.next, isStale: false });
      for (const [i, task] of answer.tasks.entries())
        put(number * pageSize + i, { task, gone: null });
      learnTotal(number, answer);
      readAhead();
    } catch (error) {
      pages.set(number, 'failed');
      if (!isClosed) onError(error);
    }
    onChange();
  }

  /** What follows those in view, so that who scrolls on meets rows: a page, two once the first one is left behind. */
  function readAhead(): void {
    const last = Math.max(...inView);
    for (const number of last === 0 ? [0] : [last, last + 1]) {
      const page = pages.get(number);
      if (typeof page === 'object' && page.next !== null && !pages.has(number + 1))
        void loadPage(number + 1);
    }
  }

  /** Asks again for a page on screen, and merges without moving a row. */
  async function refreshPage(number: number, page: Page): Promise<void> {
    pages.set(number, { ...page, isStale: false });
    try {
      const answer = await load({ ...page.query, limit: pageSize + slack });
      if (isClosed) return;
      merge(number, page, answer);
    } catch (error) {
      if (isClosed) return;
      pages.set(number, { ...page, isStale: true });
      onError(error);
    }
    onChange();
  }

  function merge(number: number, page: Page, answer: TaskPage): void {
    const found = new Map(answer.tasks.map((task) => [task.id, task]));
    const strangers = answer.tasks.filter((task) => !places.has(task.id));
    // A jump by offset slides when tasks arrive above it, and a full answer cuts the end: then absence proves nothing.
    const isWhole =
      page.query.offset === undefined && (answer.next === null || strangers.length < slack);
    for (let i = number * pageSize; i < (number + 1) * pageSize; i++) {
      const row = rows.get(i);
      if (row === undefined) continue;
      const task = found.get(row.task.id);
      if (task !== undefined) put(i, { task, gone: null });
      else if (isWhole) put(i, { ...row, gone: hasCompleted(row.task.id) ? 'done' : 'moved' });
    }
    if (isWhole) for (const task of firstOf(strangers, page, found)) unseen.add(task.id);
  }

  /** Of the unknown tasks in an answer, those before the page's end: the rest belong to the next page. */
  function firstOf(
    strangers: readonly Task[],
    page: Page,
    found: ReadonlyMap<string, Task>,
  ): readonly Task[] {
    if (page.next === null) return strangers;
    const order = [...found.keys()];
    const lastKnown = order.findLastIndex((id) => places.has(id));
    return strangers.filter((task) => order.indexOf(task.id) < lastKnown);
  }

  function put(index: number, row: Row): void {
    if (rows.get(index)?.gone) gone -= 1;
    if (row.gone) gone += 1;
    rows.set(index, row);
    places.set(row.task.id, index);
    unseen.delete(row.task.id);
  }

  function learnTotal(number: number, answer: TaskPage): void {
    const end = number * pageSize + answer.tasks.length;
    if (answer.next === null) {
      total = end;
      isTotalKnown = true;
    } else if (!isTotalKnown || end >= total) total = Math.max(total, end + 1);
  }

  return {
    at: (index: number): Row | undefined => rows.get(index),
    /** The rows that are here, wherever they stand. */
    loaded: (): Iterable<Row> => rows.values(),
    get loadedCount() {
      return rows.size;
    },
    placeOf: (taskId: string): number | undefined => places.get(taskId),
    get total() {
      return total;
    },
    get isTotalKnown() {
      return isTotalKnown;
    },
    get isLoaded() {
      return hasAnswer;
    },
    get shownOpen() {
      return total - gone;
    },
    get hasFailed() {
      return [...pages.values()].includes('failed');
    },
    get unseen() {
      return unseen.size;
    },

    /** The length the server counts, known before the last page is. */
    expect(count: number): void {
      total = Math.max(count, rows.size);
      isTotalKnown = true;
    },

    /** Loads what these rows still lack. What failed waits for `refresh`. */
    want(places: readonly number[]): void {
      inView = [...new Set(places.map((place) => Math.floor(place / pageSize)))];
      for (const number of inView) {
        const page = pages.get(number);
        if (page === undefined) void loadPage(number);
        else if (typeof page === 'object' && page.isStale) void refreshPage(number, page);
      }
      readAhead();
    },

    /** Loads every row, page after page, unless there are more than `most`. False when there are, or one failed. */
    async loadAll(most: number): Promise<boolean> {
      for (let number = 0; ; number += 1) {
        if (total > most) return false;
        if (pages.get(number) === undefined) await loadPage(number);
        while (pages.get(number) === 'loading') await new Promise((go) => setTimeout(go, 10));
        const page = pages.get(number);
        if (isClosed || typeof page !== 'object') return false;
        if (page.next === null) return true;
      }
    },

    /** The server's list changed: what is on screen is asked for again now, the rest when it comes into view. */
    refresh(): void {
      for (const [number, page] of pages) {
        if (page === 'loading') continue;
        if (page === 'failed') pages.delete(number);
        else if (inView.includes(number)) void refreshPage(number, page);
        else pages.set(number, { ...page, isStale: true });
      }
      for (const number of inView) if (!pages.has(number)) void loadPage(number);
    },

    /** Shows a newer state of one task, for instance after claiming it. */
    update(task: Task): void {
      const index = places.get(task.id);
      if (index !== undefined) put(index, { task, gone: null });
      onChange();
    },

    close(): void {
      isClosed = true;
    },
  };
}

/** The page after a known one goes on by cursor; a jump has to count. */
function placeOf(number: number, cursor: string | null): { after?: string; offset?: number } {
  if (number === 0) return {};
  return cursor === null ? { offset: number * pageSize } : { after: cursor };
}

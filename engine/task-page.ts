import type { ListedTask, TaskPage } from './store.ts';

/** A page from rows in order, of which one more than the page was read to know whether there is a next. */
export function pageOf(rows: readonly ListedTask[], limit: number): TaskPage {
  const tasks = rows.slice(0, limit);
  const last = tasks.at(-1);
  if (last === undefined || rows.length <= limit) return { tasks, next: null };
  return { tasks, next: { rank: last.rank, dueAt: last.dueAt, id: last.id } };
}

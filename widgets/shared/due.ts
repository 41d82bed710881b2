import type { Task } from './connection.ts';
import { fullDate, localDay, shortDate } from './dates.ts';
import { now as serverNow } from './now.ts';
import { t } from './text.ts';

/** When a task is due, in words: "2 days late", "Due today", "24 Nov". */
export function dueWords(task: Task, now: Date = serverNow()): string {
  if (task.dueOn === null) return t('due.none');
  if (task.ageing === 'overdue') {
    return task.daysLate > 0 ? t('due.late', { n: task.daysLate }) : t('due.lateToday');
  }
  if (task.dueOn === localDay(now)) return t('due.today');
  if (task.dueOn === localDay(now, 1)) return t('due.tomorrow');
  return shortDate(task.dueOn, now);
}

/** The same as a date, for a tooltip: words like "2 days late" must never hide the day itself. */
export function dueTitle(task: Task): string {
  return task.dueOn === null ? t('due.none') : t('due.title', { date: fullDate(task.dueOn) });
}

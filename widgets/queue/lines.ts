import type { TaskList } from './task-list.ts';

/** What stands on one line of the list: a task by its place, or the head of a group. */
export type Line = { readonly place: number } | { readonly group: Group };

export interface Group {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly isClosed: boolean;
}

/** The lines of a list from first to last. */
export interface Lines {
  readonly total: number;
  at(line: number): Line;
  lineOf(place: number): number | undefined;
}

/** The published order: each task on the line of its place. */
export function plainLines(list: TaskList): Lines {
  return { total: list.total, at: (place) => ({ place }), lineOf: (place) => place };
}

/** Of a list that is not read yet. */
export const noLines: Lines = { total: 0, at: (place) => ({ place }), lineOf: () => undefined };

import type { ListState } from '../shared/connection.ts';
import type { Filters, GroupBy, Sort } from '../shared/saved-view.ts';
import type { HimQueue } from './queue.ts';

/** Ids only: hosts may log events. */
export interface TaskIds {
  readonly taskId: string;
  readonly instanceId: string;
  readonly queue: string;
}

/** One event for several instances. */
export interface TasksAct {
  readonly type: string;
  readonly instanceIds: readonly string[];
  readonly queue: string;
}

/** Which list is shown and how, in ids and words of filters: fit for a URL. */
export interface ViewChange {
  readonly queue: string;
  readonly show: ListState;
  /** Id of the saved view; empty for none. */
  readonly view: string;
  readonly filters: Filters;
  readonly sort: readonly Sort[];
  readonly groupBy: GroupBy;
}

declare global {
  interface HTMLElementTagNameMap {
    'him-queue': HimQueue;
  }
  interface HTMLElementEventMap {
    'him-task-open': CustomEvent<TaskIds>;
    'him-task-claim': CustomEvent<TaskIds>;
    'him-task-unclaim': CustomEvent<TaskIds>;
    'him-tasks-act': CustomEvent<TasksAct>;
    'him-queue-next': CustomEvent<{ readonly queue: string }>;
    'him-view-change': CustomEvent<ViewChange>;
    'him-queue-change': CustomEvent<{ readonly queue: string; readonly show: ListState }>;
  }
}

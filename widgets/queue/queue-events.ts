import type { ListState } from '../shared/connection.ts';
import type { HimQueue } from './queue.ts';

/** Ids only: hosts may log events. */
export interface TaskIds {
  readonly taskId: string;
  readonly instanceId: string;
  readonly queue: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'him-queue': HimQueue;
  }
  interface HTMLElementEventMap {
    'him-task-open': CustomEvent<TaskIds>;
    'him-task-claim': CustomEvent<TaskIds>;
    'him-task-unclaim': CustomEvent<TaskIds>;
    'him-queue-next': CustomEvent<{ readonly queue: string }>;
    'him-queue-change': CustomEvent<{ readonly queue: string; readonly show: ListState }>;
  }
}

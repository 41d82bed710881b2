import type { HimReview } from './review.ts';

/** Ids only: hosts may log events. */
export interface ActionIds {
  readonly taskId: string;
  readonly instanceId: string;
  /** The event type of the action. */
  readonly type: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'him-review': HimReview;
  }
  interface HTMLElementEventMap {
    'him-action': CustomEvent<ActionIds>;
    'him-task-done': CustomEvent<ActionIds>;
    'him-task-next': CustomEvent<{ readonly taskId: string; readonly instanceId: string }>;
    'him-task-close': CustomEvent<{ readonly taskId: string }>;
  }
}

/** The elements as classes, without side effects. `define.ts` registers them. */
export { HimApp } from './app/app.ts';
export type { GetToken, Token, TokenReason } from './app/token-source.ts';
export { HimClock } from './clock/clock.ts';
export { HimDeficiencies } from './deficiencies/deficiencies.ts';
export { HimInbox } from './inbox/inbox.ts';
export { HimNotes } from './notes/notes.ts';
export { HimQueue } from './queue/queue.ts';
export type { TasksAct, ViewChange } from './queue/queue-events.ts';
export { HimRecord } from './record/record.ts';
export type { Evidence } from './record/shown-document.ts';
export { HimReview } from './review/review.ts';
export type { KeyChanges } from './shared/keymap.ts';
export type { Filters, Sort } from './shared/saved-view.ts';
export { useTexts } from './shared/text.ts';
export { HimTimeline } from './timeline/timeline.ts';
export { HimWhy } from './why/why.ts';
export { HimWorkflowMap } from './workflow-map/workflow-map.ts';

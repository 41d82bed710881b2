/** What the outside may import to define workflows, run an engine and read its answers. */
export type { AccessTable, Permission, PractitionerScope, QueueScope } from './access.ts';
export { permits, queueScopes } from './access.ts';
export { createEngine, type Engine, type SendOptions, type Sent } from './engine.ts';
export { Refusal, type RefusalCode } from './errors.ts';
export { createMemoryStore } from './memory-store.ts';
export type { ChartFacts } from './model/chart-facts.ts';
export type { FacilityPolicy } from './model/facility.ts';
export { type Text, textOf } from './model/text.ts';
export { type Cover, type Role, roles, systemUser, type User } from './model/user.ts';
export { createRegistry, type Registry } from './registry.ts';
export type { Change, HistoryEntry, Store, TaskRow } from './store.ts';
export { dayClockDue } from './time/day-clock.ts';
export { hourClockDue } from './time/hour-clock.ts';
export { localDateOf } from './time/zone.ts';
export {
  type Deadline,
  defineWorkflow,
  type Family,
  type Instance,
  type InstanceView,
  type Registered,
  type Task,
  type Workflow,
  type WorkflowEvent,
} from './workflow.ts';
export { workflows } from './workflows/index.ts';

import type { QueueScope } from './access.ts';
import type { Text } from './model/text.ts';
import type { Deadline, Instance, RuleReference, WorkflowEvent } from './workflow.ts';

/** Stands for "no due date" in an ordered column: 9999-12-31T23:59:59.999Z. */
export const noDueAt = 253402300799999;

/** One accepted event, kept for ever: who, when, what, and which cause and versions stood behind it. */
export interface HistoryEntry {
  readonly instanceId: string;
  /** Position in the instance's history, from 1; equals the version it led to. */
  readonly seq: number;
  /** Names the event once: the same id again is the same event. */
  readonly eventId: string;
  readonly type: string;
  /** The start's input or the event without its type. */
  readonly payload: unknown;
  readonly at: number;
  readonly userId: string;
  readonly userName: string;
  readonly role: string;
  /** What made it happen: `event:…`, `message:…`, `deadline:…`, `effect:…`, or null for a person's act. */
  readonly cause: string | null;
  readonly workflow: string;
  readonly workflowVersion: number;
}

/** A task as stored and listed; `rank` is the negated priority so that one order serves every list. */
export interface TaskRow {
  readonly id: string;
  readonly instanceId: string;
  readonly key: string;
  readonly workflow: string;
  readonly facility: string;
  readonly queue: string;
  readonly listState: string;
  readonly rank: number;
  readonly dueAt: number;
  readonly dueOn: string;
  readonly accountableDueAt: number;
  readonly practitionerId: string | null;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly title: Text;
  readonly rule: RuleReference | null;
  readonly openedAt: number;
}

/** Who works on a task now. A row of its own that no step erases. */
export interface Claim {
  readonly taskId: string;
  readonly holderId: string;
  readonly holderName: string;
  readonly claimedAt: number;
  readonly expiresAt: number;
}

export interface DeadlineRow extends Deadline {
  readonly instanceId: string;
  /** The history entry that set it; it fires only if that deadline still stands. */
  readonly armedSeq: number;
}

export interface EffectRow {
  /** `instance/version/n`, the receiver's idempotency key. */
  readonly key: string;
  readonly instanceId: string;
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly notBeforeAt: number;
}

export interface LeasedEffect extends EffectRow {
  readonly attempts: number;
}

/** All that one event (or several in one commit) changed on one instance. */
export interface Step {
  /** Version the instance must have, 0 for a start. */
  readonly expectedVersion: number;
  readonly instance: Instance;
  readonly entries: readonly HistoryEntry[];
  /** Rows as they were, of tasks that end or change; those without a new row in `tasksPut` end. */
  readonly tasksGone: readonly TaskRow[];
  readonly tasksPut: readonly TaskRow[];
  readonly deadlinesPut: readonly DeadlineRow[];
  readonly deadlinesRemoved: readonly string[];
  readonly effects: readonly EffectRow[];
}

/** A FHIR resource as we keep it: the copy of what another system owns. */
export interface ResourceRow {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updatedAt: number;
  readonly facility: string | null;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly isDeleted: boolean;
  /** `system|value` of each identifier. */
  readonly identifiers: readonly string[];
  /** Which message set this version. */
  readonly messageId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface MessageRow {
  readonly id: string;
  readonly kind: 'hl7v2' | 'fhir';
  /** MSH-3|MSH-4|MSH-10 for HL7 v2; the Idempotency-Key, if any, for FHIR. */
  readonly controlKey: string | null;
  readonly contentHash: string;
  readonly receivedAt: number;
  readonly userId: string;
  readonly outcome: 'taken' | 'refused' | 'parked';
  /** Why it was refused or parked, in plain words without health data. */
  readonly reason: string | null;
  readonly body: string;
  readonly answer: string;
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly userId: string;
  readonly userName: string;
  readonly role: string;
  readonly action: 'view' | 'search' | 'act' | 'sign-in' | 'export' | 'refused';
  readonly what: string;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly instanceId: string | null;
  readonly purpose: string | null;
  readonly fromAddress: string | null;
}

/** A number that many commits guard: whoever saw it at `expected` may raise it, everyone else reads again. */
export interface VersionGuard {
  readonly key: string;
  readonly expected: number;
}

/** What is written for one cause, in one transaction, or not at all. Plain data. */
export interface Change {
  readonly guards?: readonly VersionGuard[];
  readonly message?: MessageRow;
  readonly resources?: readonly ResourceRow[];
  readonly steps?: readonly Step[];
  readonly audit?: readonly AuditRow[];
  /** Effects done by this commit (their result event and their end are one commit). */
  readonly effectsDone?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** Position in a list ordered by (rank, dueAt, id). */
export interface TaskCursor {
  readonly rank: number;
  readonly dueAt: number;
  readonly id: string;
}

export interface TaskQuery {
  readonly scope: QueueScope;
  readonly listState: string;
  readonly practitionerId?: string;
  readonly holderId?: string;
  readonly after?: TaskCursor;
  /** A jump of the scrollbar; the page after it goes on by cursor. */
  readonly offset?: number;
  readonly limit: number;
}

export interface ListedTask extends TaskRow {
  readonly claim: Claim | null;
}

export interface TaskPage {
  readonly tasks: readonly ListedTask[];
  readonly next: TaskCursor | null;
}

/** Number of tasks of a queue and list state, by local due date (`''` = no due date). */
export interface TaskCount {
  readonly facility: string;
  readonly queue: string;
  readonly listState: string;
  readonly dueOn: string;
  readonly count: number;
}

export interface LoadedFamily {
  /** The number that a change to any member must raise. */
  readonly version: number;
  readonly members: readonly Instance[];
  readonly claims: readonly Claim[];
}

export interface ResourceQuery {
  readonly type?: string;
  readonly patientId?: string;
  readonly encounterId?: string;
  readonly identifier?: string;
  readonly ids?: readonly string[];
  readonly limit?: number;
  readonly afterId?: string;
}

export interface AuditQuery {
  readonly patientId?: string;
  readonly userId?: string;
  readonly instanceId?: string;
  readonly fromAt?: number;
  readonly toAt?: number;
  readonly beforeId?: string;
  readonly limit: number;
}

export interface LogPosition {
  readonly instanceId: string;
  readonly seq: number;
}

/** The one interface to storage. Nothing but `commit` changes an instance. */
export interface Store {
  /** The database's clock (or the virtual one), epoch milliseconds. */
  now(): number;

  /**
   * Writes all of a change or nothing of it.
   * @throws Refusal `version-conflict`, `already-exists`, `stale-facts`, `read-only`, `unavailable`
   */
  commit(change: Change): Promise<void>;

  load(id: string): Promise<Instance | undefined>;
  loadFamily(familyId: string): Promise<LoadedFamily>;
  guard(key: string): Promise<number>;
  findEvent(instanceId: string, eventId: string): Promise<HistoryEntry | undefined>;
  history(
    instanceId: string,
    options?: { afterSeq?: number; limit?: number },
  ): Promise<HistoryEntry[]>;
  /** The whole log ordered by instance and seq, in pages: what a replay audit reads. */
  log(after: LogPosition | null, limit: number): Promise<HistoryEntry[]>;
  instances(afterId: string | null, limit: number): Promise<Instance[]>;

  tasks(query: TaskQuery): Promise<TaskPage>;
  task(id: string): Promise<ListedTask | undefined>;
  tasksOf(instanceId: string): Promise<ListedTask[]>;
  counts(queues: readonly string[]): Promise<TaskCount[]>;

  /** Takes the task for `holder` unless someone else's claim still runs. @throws Refusal `claimed-by-another`, `not-found` */
  claim(taskId: string, holder: ClaimHolder, audit?: AuditRow): Promise<Claim>;
  /** Picks and claims the first unclaimed task of a scope in one commit. */
  claimNext(scope: QueueScope, holder: ClaimHolder): Promise<ListedTask | undefined>;
  unclaim(taskId: string, holderId: string | null, audit?: AuditRow): Promise<void>;

  /** Deadlines due at the database's clock, leased to the caller for `leaseMs`. */
  leaseDeadlines(limit: number, leaseMs: number): Promise<DeadlineRow[]>;
  dropDeadline(instanceId: string, key: string, armedSeq: number): Promise<void>;
  leaseEffects(limit: number, leaseMs: number): Promise<LeasedEffect[]>;
  retryEffect(key: string, at: number, error: string, isDead: boolean): Promise<void>;
  /** When something will next fall due, for a worker that sleeps. */
  nextDueAt(): Promise<number | null>;
  effects(instanceId: string): Promise<EffectState[]>;

  resource(type: string, id: string): Promise<ResourceRow | undefined>;
  resourceVersion(type: string, id: string, version: number): Promise<ResourceRow | undefined>;
  resources(query: ResourceQuery): Promise<ResourceRow[]>;

  messageByControlKey(controlKey: string): Promise<MessageRow[]>;
  message(id: string): Promise<MessageRow | undefined>;
  messages(query: { outcome?: string; beforeId?: string; limit: number }): Promise<MessageRow[]>;

  audit(query: AuditQuery): Promise<AuditRow[]>;
  setting(key: string): Promise<string | undefined>;

  /** True when the store can read and write; the reason when not. */
  ready(): Promise<{ ok: boolean; reason: string | null }>;
  /** Calls back with the ids of instances and queues that a commit touched, here or on another server. */
  subscribe(listener: (notice: ChangeNotice) => void): () => void;
  close(): Promise<void>;
}

export interface ClaimHolder {
  readonly id: string;
  readonly name: string;
  readonly leaseMs: number;
  /** A supervisor may take over a running claim. */
  readonly mayTakeOver: boolean;
}

export interface EffectState extends EffectRow {
  readonly attempts: number;
  readonly doneAt: number | null;
  readonly deadAt: number | null;
  readonly lastError: string | null;
}

/** That something changed: ids only, no health data. */
export interface ChangeNotice {
  /** True when another server made the change. */
  readonly isRemote: boolean;
  readonly instances: readonly string[];
  readonly queues: readonly { readonly facility: string; readonly queue: string }[];
}

export type { WorkflowEvent };

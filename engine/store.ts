import type { QueueScope } from './access.ts';
import type { ReportReads } from './report-reads.ts';
import type {
  AuditRow,
  Change,
  Claim,
  DeadlineRow,
  EffectRow,
  ExtractRow,
  HistoryEntry,
  JobRow,
  KeptMessage,
  LeasedEffect,
  MessageRow,
  ResourceRow,
  SearchTerm,
  TaskRow,
} from './stored.ts';
import type { Instance } from './workflow.ts';

export type * from './report-reads.ts';
export * from './stored.ts';

/** Position in a list ordered by (rank, dueAt, id). */
export interface TaskCursor {
  readonly rank: number;
  readonly dueAt: number;
  readonly id: string;
}

export interface TaskQuery {
  readonly scope: QueueScope;
  readonly listState: string;
  /** Only the work of this practitioner, of those the scope shows. */
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

/** What lists tell of an instance beside its task. */
export type FamilyMember = Pick<
  Instance,
  'id' | 'familyId' | 'workflow' | 'isOpen' | 'practitionerId' | 'startedAt'
>;

export interface ResourceQuery {
  readonly type?: string;
  readonly patientId?: string;
  readonly encounterId?: string;
  /** One search term the resource has; with `type`. */
  readonly term?: SearchTerm;
  readonly ids?: readonly string[];
  readonly limit?: number;
  readonly afterId?: string;
}

/** Values from `from` on and before `to`, compared as texts. */
export interface TermRange {
  readonly from: string;
  readonly to: string;
}

/** True of a resource that has a term of the parameter in one of the ranges; with `isNot`, of one that has none. */
export interface TermCondition {
  readonly param: string;
  readonly ranges: readonly TermRange[];
  readonly isNot?: boolean;
}

/** Position in a search; `value` is null among the resources that have no value of the sorting parameter. */
export interface SearchCursor {
  readonly value: string | null;
  readonly id: string;
}

export interface ResourceSearch {
  readonly type: string;
  /** All must hold. */
  readonly where: readonly TermCondition[];
  /** Of each group one way must hold, in full. */
  readonly anyOf?: readonly (readonly (readonly TermCondition[])[])[];
  readonly ids?: readonly string[];
  /** `updatedAt` from (inclusive), to (exclusive), epoch milliseconds. */
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
  /** A parameter, `_lastUpdated` or `_id` (the default). */
  readonly sort?: { readonly param: string; readonly isDescending: boolean };
  readonly after?: SearchCursor;
  readonly limit: number;
}

export interface FoundResources {
  readonly rows: readonly ResourceRow[];
  readonly next: SearchCursor | null;
}

export interface MessageQuery {
  readonly outcome?: string;
  readonly cause?: string;
  readonly controlId?: string;
  readonly patientId?: string;
  readonly sender?: string;
  readonly fromAt?: number;
  readonly toAt?: number;
  readonly beforeId?: string;
  /** Oldest first, for a replay in order. */
  readonly afterId?: string;
  readonly limit: number;
}

/** Messages of one sort whose content is kept, oldest first: what a retention policy walks. */
export interface KeptContentQuery extends Pick<MessageRow, 'facility' | 'kind' | 'outcome'> {
  /** Received before it, epoch milliseconds. */
  readonly before: number;
  readonly after?: Pick<MessageRow, 'receivedAt' | 'id'>;
  readonly limit: number;
}

/** How many messages wait for the same reason. */
export interface CauseCount {
  readonly cause: string;
  readonly reason: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface AuditQuery {
  readonly patientId?: string;
  readonly userId?: string;
  readonly instanceId?: string;
  /** What `what` begins with. */
  readonly whatPrefix?: string;
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
export interface Store extends ReportReads {
  /** The database's clock (or the virtual one), epoch milliseconds. */
  now(): number;

  /**
   * Writes all of a change or nothing of it.
   * @throws Refusal `version-conflict`, `already-exists`, `stale-facts`, `read-only`, `unavailable`
   */
  commit(change: Change): Promise<void>;

  load(id: string): Promise<Instance | undefined>;
  loadFamily(familyId: string): Promise<LoadedFamily>;
  /** Members of many families, the oldest first. */
  familyMembers(familyIds: readonly string[], workflow: string): Promise<FamilyMember[]>;
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
  /** Picks and claims the first unclaimed task of a scope in one commit; the audit row is completed by the task. */
  claimNext(
    scope: QueueScope,
    holder: ClaimHolder,
    audit?: AuditRow,
  ): Promise<ListedTask | undefined>;
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
  /** Types of which there is a resource. */
  resourceTypes(): Promise<string[]>;
  /** Every version that a message wrote. */
  resourcesOfMessage(messageId: string): Promise<ResourceRow[]>;
  search(query: ResourceSearch): Promise<FoundResources>;
  countFound(query: ResourceSearch): Promise<number>;
  content(hash: string): Promise<Uint8Array | undefined>;
  extract(contentHash: string): Promise<ExtractRow | undefined>;

  /** Every message of this control key; `controlId` is its last part. */
  messageByControlKey(controlKey: string, controlId: string): Promise<KeptMessage[]>;
  message(id: string): Promise<KeptMessage | undefined>;
  messages(query: MessageQuery): Promise<KeptMessage[]>;
  /** Facilities of which a message's content is kept, null for messages of none. */
  facilitiesOfKept(): Promise<(string | null)[]>;
  messagesKept(query: KeptContentQuery): Promise<KeptMessage[]>;
  /** What was not taken, by cause, the most frequent first. */
  messageCauses(): Promise<CauseCount[]>;
  /** The newest receipts of each sender, at most `limit` of each, newest first. */
  receipts(limit: number): Promise<{ sender: string; receivedAt: number[] }[]>;
  /** The steps that a cause such as `message:<id>` made. */
  historyOfCause(cause: string): Promise<HistoryEntry[]>;

  job(id: string): Promise<JobRow | undefined>;
  jobs(limit: number): Promise<JobRow[]>;

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

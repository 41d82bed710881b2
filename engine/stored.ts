import type { Text } from './model/text.ts';
import type { Deadline, Instance, RuleReference } from './workflow.ts';

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

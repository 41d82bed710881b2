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
  /** Leased until then to whoever writes it, who makes it happen themselves. */
  readonly leasedUntil?: number;
}

export interface EffectRow {
  /** `instance/version/n`, the receiver's idempotency key. */
  readonly key: string;
  /** Empty where no instance asked for it. */
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

/** Which message set a value, and when what it told of happened (epoch milliseconds). */
export interface ValueSource {
  readonly at: number;
  readonly messageId: string | null;
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
  /** Which message set this version. */
  readonly messageId: string | null;
  /** Where each value of the body came from, by element. */
  readonly sources: Readonly<Record<string, ValueSource>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a resource is found by: the value of one search parameter, written so that a search is a range of texts. */
export interface SearchTerm {
  readonly param: string;
  readonly value: string;
}

/** A resource with all that it is found by from now on. */
export interface ResourceWrite extends ResourceRow {
  readonly terms: readonly SearchTerm[];
}

/** Sources written over for a resource that stays at its version: its values were told again. */
export type ConfirmedSources = Pick<ResourceRow, 'type' | 'id' | 'version' | 'sources'>;

export type ResourceTerms = Pick<ResourceWrite, 'type' | 'id' | 'terms'>;

/** Bytes kept once, whoever refers to them. */
export interface ContentRow {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export interface MessageRow {
  readonly id: string;
  readonly kind: 'hl7v2' | 'fhir' | 'document';
  /** MSH-3|MSH-4|MSH-10 for HL7 v2; the Idempotency-Key, if any, with its sender for FHIR. */
  readonly controlKey: string | null;
  /** The part of it that people look for: MSH-10. */
  readonly controlId: string | null;
  /** SHA-256 of the bytes as they came, under which they are kept. */
  readonly contentHash: string;
  readonly receivedAt: number;
  readonly userId: string;
  /** The sending application and facility, `MSH-3|MSH-4`; the user's id for FHIR. */
  readonly sender: string;
  /** `ADT A03`, `FHIR Bundle`. */
  readonly what: string;
  readonly facility: string | null;
  readonly patientId: string | null;
  readonly outcome: 'taken' | 'refused';
  /** Groups what was refused for the same reason; null for what was taken, or has a task of its own. */
  readonly cause: string | null;
  /** Why it was refused, in plain words without health data. */
  readonly reason: string | null;
  readonly answer: string;
}

/** A message as it is read back. What comes with its bytes is kept with them, also where they were dropped before. */
export interface KeptMessage extends MessageRow {
  /** The local day on which its content was dropped; null while it is kept. */
  readonly contentDroppedOn: string | null;
}

/** That a message's content is not to be kept any more, if the message still is what it was. */
export interface ContentDrop extends Pick<MessageRow, 'outcome'> {
  readonly messageId: string;
  /** The facility's local day, YYYY-MM-DD. */
  readonly on: string;
}

/** What was read out of a content in the background: its words, or why it has none. */
export interface ExtractRow {
  readonly contentHash: string;
  readonly outcome: 'done' | 'failed';
  /** Where the words are kept, and the sanitised markup for showing them. */
  readonly textHash: string | null;
  readonly htmlHash: string | null;
  readonly pages: number | null;
  readonly at: number;
  readonly note: string | null;
}

/** A long load: how far it is, so that it can be watched, stopped and taken up again. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: 'running' | 'stopped' | 'done' | 'failed';
  /** What is known of the whole, in the unit of `done`; null while nobody knows. */
  readonly total: number | null;
  readonly done: number;
  readonly taken: number;
  readonly refused: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly userId: string;
  readonly note: string | null;
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

/** An instance as it was read, 0 for one that there was none of: the change holds only if it still is so. */
export interface SeenInstance {
  readonly instanceId: string;
  readonly version: number;
}

/** What is written for one cause, in one transaction, or not at all. Plain data. */
export interface Change {
  readonly guards?: readonly VersionGuard[];
  readonly seen?: readonly SeenInstance[];
  readonly contents?: readonly ContentRow[];
  /** Hashes of contents that a version of a resource refers to: those are kept for ever. */
  readonly recordContents?: readonly string[];
  /** Messages that let go of their content; its bytes go with the last that needs them. */
  readonly contentsDropped?: readonly ContentDrop[];
  /** A new message, or what became of one when it was replayed. */
  readonly message?: MessageRow;
  readonly resources?: readonly ResourceWrite[];
  readonly confirmed?: readonly ConfirmedSources[];
  /** Search terms made anew for resources that stay as they are. */
  readonly terms?: readonly ResourceTerms[];
  readonly extracts?: readonly ExtractRow[];
  readonly job?: JobRow;
  readonly steps?: readonly Step[];
  readonly audit?: readonly AuditRow[];
  /** Effects of no instance. */
  readonly effects?: readonly EffectRow[];
  /** Effects done by this commit (their result event and their end are one commit). */
  readonly effectsDone?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

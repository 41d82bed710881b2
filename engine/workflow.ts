import type { AnyStateMachine, StateValue } from 'xstate';
import type { z } from 'zod';
import type { AccessTable } from './access.ts';
import type { ChartFacts } from './model/chart-facts.ts';
import type { Site } from './model/site.ts';
import type { Text } from './model/text.ts';
import type { RuleSet } from './rules/rule-set.ts';
import type { Due } from './time/day-clock.ts';
import type { Obligation, Pause } from './time/obligation.ts';

/** A machine's input: `type` names it, the rest is checked by the workflow's schema. */
export interface WorkflowEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Who sent an event, as the history keeps it. */
export interface Sender {
  readonly id: string;
  readonly name: string;
}

/** What a machine may hear, from its schemas; `at`, the instant of acceptance, and `by` are given by the engine to every event. */
export type EventsOf<Schemas extends Readonly<Record<string, z.ZodType>>> = {
  [Type in keyof Schemas & string]: { type: Type; at: number; by: Sender } & z.infer<Schemas[Type]>;
}[keyof Schemas & string];

/** Whose chart an instance concerns; filters and access read it. */
export interface Subject {
  readonly facility: string;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  /** The practitioner who must act, if one must. */
  readonly practitionerId: string | null;
}

/** One running workflow, as stored. `version` is the number of its last history entry. */
export interface Instance extends Subject {
  readonly id: string;
  readonly workflow: string;
  readonly workflowVersion: number;
  readonly version: number;
  readonly familyId: string | null;
  readonly isOpen: boolean;
  readonly state: StateValue;
  readonly context: Readonly<Record<string, unknown>>;
  readonly startedAt: number;
  readonly updatedAt: number;
}

/** What the pure projections of a workflow may read. */
export interface InstanceView<Context = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly state: StateValue;
  readonly context: Context;
  readonly startedAt: number;
  matches(partial: string | Record<string, unknown>): boolean;
  hasTag(tag: string): boolean;
}

/** Which rule made it so: what "why is this in my queue" answers with. */
export interface RuleReference {
  readonly ruleSet: string;
  readonly version: number;
  readonly table: string;
  readonly row: string;
  readonly citation: string | null;
}

/** One open piece of human work; computed from the state, never edited. */
export interface Task {
  readonly key: string;
  readonly queue: string;
  readonly listState: 'open' | 'on-hold' | 'waiting';
  /** Higher comes first. */
  readonly priority: number;
  readonly title: Text;
  readonly dueAt: number | null;
  readonly dueOn: string | null;
  readonly accountableDueAt: number | null;
  readonly practitionerId: string | null;
  readonly rule: RuleReference | null;
}

/** An instant at which `event` happens by itself. Absolute, so holds and re-entries cannot move it. */
export interface Deadline {
  readonly key: string;
  readonly dueAt: number;
  readonly event: WorkflowEvent;
  readonly citation: string | null;
}

/** A clock of law or policy that runs for an instance: what it counts, from when, and both its due instants. */
export interface LawClock {
  readonly key: string;
  readonly citation: string;
  /** `before`: in time until the last instant before `startedAt`. */
  readonly kind: 'days' | 'hours' | 'business-days' | 'before';
  readonly amount: number;
  readonly startedAt: number;
  /** When it began to run against the present owner. */
  readonly ownedFrom: number;
  readonly zone: string;
  /** Approved absences of the owner: they move the second due instant alone. */
  readonly pauses: readonly Pause[];
  readonly extension: Obligation['extension'] | null;
  readonly regulatory: Due;
  readonly accountability: Due;
}

/** Something a machine wants done outside, after the commit. */
export interface Effect {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>> | null;
}

/** A definition: one machine with its schemas and projections. Generic over nothing: data only. */
export interface Workflow {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly machine: AnyStateMachine;
  readonly input: z.ZodType;
  /** One schema per event type that may be sent; the payload without `type`. */
  readonly events: Readonly<Record<string, z.ZodType>>;
  /** Named actions of the machine that become effects, with the schema of their params. */
  readonly effects: Readonly<Record<string, z.ZodType>>;
  /** The event that tells an instance that an effect of it will never be done. */
  readonly failures?: Readonly<Record<string, WorkflowEvent>>;
  readonly access: AccessTable;
  /** The rules that ship with it; a site publishes versions of its own. */
  readonly ruleSets?: readonly RuleSet[];
  subject(context: never): Subject;
  /** What one instance is about, in words without health data beyond document and event types. */
  describe?(context: never): Text;
  tasks(view: InstanceView<never>): readonly Task[];
  deadlines(view: InstanceView<never>): readonly Deadline[];
  /** The clocks that run for it, with what they are made of. */
  clocks?(view: InstanceView<never>): readonly LawClock[];
  /** What from outside would end its tasks, such as a document that arrives; what people do is asked of the machine. */
  endings?(view: InstanceView<never>): readonly Text[];
}

/** An event for a member of a family, or the start of a new member. */
export type FamilyEvent =
  | { readonly instanceId: string; readonly event: WorkflowEvent }
  | { readonly start: string; readonly instanceId: string; readonly input: unknown };

export interface FamilyMember {
  readonly id: string;
  readonly workflow: string;
  readonly view: InstanceView<never>;
}

/** Several machines that decide together; all their steps commit at once. */
export interface Family {
  readonly id: string;
  readonly members: readonly Workflow[];
  /**
   * What else one event to a member means for the family, decided before anything moved. Beside its own fields the event
   * has `at`, its instant, and `claimed`, the ids of members that someone is working on.
   */
  plan(
    members: readonly FamilyMember[],
    targetId: string,
    event: WorkflowEvent,
  ): readonly FamilyEvent[];
  /**
   * True of facts that tell nothing the members do not know, with what `plan` answered to them: they are not
   * written. A chart is told of with every result and address of its patient.
   */
  isKnown?(
    members: readonly FamilyMember[],
    targetId: string,
    event: WorkflowEvent,
    planned: readonly FamilyEvent[],
  ): boolean;
  /** What follows from where the members now stand; asked again until it answers nothing. */
  settle(members: readonly FamilyMember[]): readonly FamilyEvent[];
  /** The rules that ship with it; a site publishes versions of its own. */
  readonly ruleSets?: readonly RuleSet[];
  /** What the facts of an encounter mean for this family; null when they mean nothing. */
  evaluate?(facts: ChartFacts, site: Site): FamilyEvaluation | null;
  /** How the rows of its tables judge an encounter, those that do not hold included. */
  explain?(facts: ChartFacts, site: Site): readonly RowExplained[];
}

/** A row of a decision table, asked about one encounter. */
export interface RowExplained {
  readonly rule: RuleReference;
  /** What the row gives, in words. */
  readonly gives: Text;
  /** The document type it asks for, where it asks for one. */
  readonly documentType: string | null;
  /** The procedure or the consultant it was asked about; null of the whole stay. */
  readonly about: string | null;
  readonly holds: boolean;
  /** One for each input that the row tests. */
  readonly conditions: readonly ConditionExplained[];
}

export interface ConditionExplained {
  readonly text: Text;
  readonly value: string | number | boolean | null;
  readonly holds: boolean;
}

export interface FamilyEvaluation {
  readonly familyId: string;
  /** False when the facts alone are no reason to start the family; a running one still hears them. */
  readonly opens: boolean;
  /** Events in order; a start of an instance that exists is skipped. */
  readonly events: readonly FamilyEvent[];
}

/** One folder of `workflows/`, one line of the registry. */
export type Registered = Workflow | Family;

/** Keeps the precise types of a definition inside its folder and hands out the plain one. */
export function defineWorkflow<Context>(
  definition: Omit<
    Workflow,
    'subject' | 'describe' | 'tasks' | 'deadlines' | 'clocks' | 'endings'
  > & {
    subject(context: Context): Subject;
    describe?(context: Context): Text;
    tasks(view: InstanceView<Context>): readonly Task[];
    deadlines(view: InstanceView<Context>): readonly Deadline[];
    clocks?(view: InstanceView<Context>): readonly LawClock[];
    endings?(view: InstanceView<Context>): readonly Text[];
  },
): Workflow {
  return definition as unknown as Workflow;
}

export function isFamily(registered: Registered): registered is Family {
  return 'members' in registered;
}

import type { ListedTask } from './store.ts';
import type { Instance } from './workflow.ts';

/** How much of a queue waits for one practitioner, in one list state. */
export interface PractitionerCount {
  readonly practitionerId: string;
  readonly listState: string;
  readonly count: number;
  /** Due before the instant asked about. */
  readonly overdue: number;
  /** Epoch milliseconds; `noDueAt` when none of them is ever due. */
  readonly earliestDueAt: number;
}

/** What a person did to an instance, with what the instance is about now. */
export interface Act {
  readonly instanceId: string;
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly userId: string;
  readonly userName: string;
  readonly facility: string;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly practitionerId: string | null;
}

export interface ActQuery {
  /** The event's type; what the system did by itself is no act. */
  readonly type: string;
  /** From (inclusive), to (exclusive), epoch milliseconds. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly after?: Pick<Act, 'at' | 'instanceId' | 'seq'>;
  readonly limit: number;
}

/** What reports read of a store. */
export interface ReportReads {
  /** One pass over an index of the open tasks that have a practitioner. */
  practitionerCounts(
    queue: string,
    facilities: readonly string[] | '*',
    at: number,
  ): Promise<PractitionerCount[]>;
  /** Every task that someone holds now. */
  heldTasks(): Promise<ListedTask[]>;
  /** In order of time, instance and seq. */
  acts(query: ActQuery): Promise<Act[]>;
  instancesOfEncounters(encounterIds: readonly string[]): Promise<Instance[]>;
  /** The tasks of the instances of these encounters, in these queues. */
  tasksOfEncounters(
    encounterIds: readonly string[],
    queues: readonly string[],
  ): Promise<ListedTask[]>;
}

import type { Pause } from '../../time/obligation.ts';
import type { DeficiencyInput } from './events.ts';

export interface DeficiencyContext extends DeficiencyInput {
  readonly ownerId: string | null;
  /** When the present owner's clock started; null while it is the finding's own. */
  readonly ownedSince: number | null;
  /** Approved absences of the present owner. */
  readonly absences: readonly Pause[];
  /** The highest level of escalation passed with the present owner. */
  readonly level: number;
  readonly declineReason: string | null;
  readonly outcomeReason: string | null;
  readonly answer: string | null;
  /** Documents a person has looked at, or must look at now. */
  readonly considered: readonly string[];
  /** The document that a person said cures it. */
  readonly resolvedBy: string | null;
  readonly isOverdueNoticed: boolean;
}

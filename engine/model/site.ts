import type { RuleSet } from '../rules/rule-set.ts';
import type { Pause } from '../time/obligation.ts';
import type { FacilityPolicy } from './facility.ts';

/** What a site has decided, as it stands when the facts of an encounter are judged. */
export interface Site {
  readonly policy: FacilityPolicy;
  /** The rule sets in force and those that were: each judgement takes the version of its own date. */
  readonly ruleSets: readonly RuleSet[];
  /** The approved absences of a practitioner. */
  absencesOf(practitionerId: string): readonly Pause[];
  /**
   * Who supervised a practitioner who may not sign alone, at an instant (epoch milliseconds): a
   * practitioner, null for the attending, undefined for one who signs for himself.
   */
  supervisorOf(practitionerId: string, at: number): string | null | undefined;
  /** Whether the medical staff's policy lets one practitioner sign for another at an instant. */
  maySignFor(signerId: string, practitionerId: string, at: number): boolean;
}

import cardiology from './stories/cardiology.json' with { type: 'json' };
import emergency from './stories/emergency.json' with { type: 'json' };
import medicine from './stories/medicine.json' with { type: 'json' };
import neurology from './stories/neurology.json' with { type: 'json' };
import newborn from './stories/newborn.json' with { type: 'json' };
import obstetrics from './stories/obstetrics.json' with { type: 'json' };
import oncology from './stories/oncology.json' with { type: 'json' };
import orthopedics from './stories/orthopedics.json' with { type: 'json' };
import pediatrics from './stories/pediatrics.json' with { type: 'json' };
import psychiatry from './stories/psychiatry.json' with { type: 'json' };
import surgery from './stories/surgery.json' with { type: 'json' };
import urology from './stories/urology.json' with { type: 'json' };

/** What happens in one operation; texts are patterns of `wording.ts`. */
export interface OperationStory {
  readonly title: string;
  /** ICD-10-PCS. */
  readonly pcs: string;
  /** The service whose physician operates. */
  readonly by: string;
  readonly minutes: number;
  /** Hours after the admission, from and to. */
  readonly hours: readonly [number, number];
  readonly anesthesia: string;
  readonly preop: string;
  readonly postop: string;
  readonly indication: string;
  readonly technique: string;
  readonly findings: string;
  readonly blood: string;
  readonly specimens: string;
  readonly implants: string;
}

/** One kind of stay: who it happens to, what is found, done and written. Texts are patterns of `wording.ts`. */
export interface Story {
  readonly id: string;
  readonly service: string;
  readonly weight: number;
  readonly sex: 'any' | 'female' | 'male';
  /** Both ends included. */
  readonly age: readonly [number, number];
  /** Years where it is left out. */
  readonly ageUnit?: 'days' | 'months' | 'years';
  /** Hours from admission to discharge. */
  readonly los: readonly [number, number];
  readonly admission: 'emergency' | 'urgent' | 'elective' | 'newborn';
  /** Each fact has one of its values for the whole stay. */
  readonly facts?: Readonly<Record<string, readonly string[]>>;
  /** Facts whose values belong together, by position. */
  readonly paired?: readonly string[];
  /** ICD-10-CM codes of comorbidities that do not go with it. */
  readonly without?: readonly string[];
  /** A patient without long-standing illness. */
  readonly young?: boolean;
  readonly complaint: string;
  readonly condition: string;
  /** ICD-10-CM code and title, the principal first. */
  readonly diagnoses: readonly (readonly string[])[];
  readonly history: string;
  readonly vitals: Readonly<Record<string, readonly [number, number]>>;
  readonly hpi: readonly string[];
  readonly exam: Readonly<Record<string, string>>;
  readonly data: readonly string[];
  readonly imaging?: {
    readonly name: string;
    readonly code: string;
    readonly findings: string;
    readonly impression: string;
  };
  readonly plan: readonly string[];
  /** How it went, early to late. */
  readonly course: readonly string[];
  readonly hospital: string;
  readonly discharge: readonly string[];
  readonly followUp: string;
  readonly consult?: {
    readonly service: string;
    readonly specialty: string;
    readonly reason: string;
    readonly impression: string;
    readonly advice: readonly string[];
  };
  readonly operation?: OperationStory;
  readonly pathology?: {
    readonly source: string;
    readonly gross: string;
    readonly micro: string;
    readonly diagnosis: string;
  };
}

/** JSON widens tuples to lists; a test reads every story. */
export const stories = [
  medicine,
  cardiology,
  surgery,
  orthopedics,
  obstetrics,
  newborn,
  pediatrics,
  neurology,
  psychiatry,
  oncology,
  urology,
  emergency,
].flat() as unknown as readonly Story[];

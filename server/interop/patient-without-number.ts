import { Refusal } from '../../engine/errors.ts';

/** What a document says of a patient whom it names by no number. */
export interface StatedPatient {
  readonly names: readonly { readonly family: string | null; readonly given: readonly string[] }[];
  /** As far as it is said: YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly birthDate: string | null;
  /** FHIR administrative gender. */
  readonly gender: string | null;
}

/** Refuses a document that nobody can file before a person has said whose it is. What it states goes into no answer. */
export class PatientWithoutNumber extends Refusal {
  readonly stated: StatedPatient;

  constructor(path: string, message: string, stated: StatedPatient) {
    super('invalid-input', message, { issues: [{ path, message }] });
    this.stated = stated;
  }
}

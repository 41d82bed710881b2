import { Refusal } from '../../engine/errors.ts';

/** What a document says of a patient whom it names by no number. */
export interface StatedPatient {
  readonly names: readonly { readonly family: string | null; readonly given: readonly string[] }[];
  /** As far as it is said: YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly birthDate: string | null;
  /** FHIR administrative gender. */
  readonly gender: string | null;
}

/** Where the number is missing, and what to do. */
interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Refuses a document that nobody can file before a person has said whose it is. What it states goes into no answer. */
export class PatientWithoutNumber extends Refusal {
  /** What the document is: `C-CDA`, `FHIR document`. */
  readonly what: string;
  readonly stated: StatedPatient;

  constructor(what: string, { path, message }: Fault, stated: StatedPatient) {
    super('invalid-input', message, { issues: [{ path, message }] });
    this.what = what;
    this.stated = stated;
  }
}

import { Refusal } from '../../../engine/errors.ts';

/** A refusal that knows its condition in HL7 table 0357 (v2.5.1 chapter 2.15.5.3), for ERR-3. */
export class FieldRefusal extends Refusal {
  readonly condition: string;

  constructor(condition: string, path: string, message: string) {
    super('invalid-input', message, { issues: [{ path, message }] });
    this.condition = condition;
  }
}

/** A field that must be there is not. */
export function missing(path: string, what: string): Refusal {
  return new FieldRefusal(
    '101',
    path,
    `${path} must hold ${what}. Add it and send the message anew.`,
  );
}

/** A field holds what cannot be read. */
export function unreadable(path: string, what: string): Refusal {
  return new FieldRefusal(
    '102',
    path,
    `${path} must be ${what}. Correct it and send the message anew.`,
  );
}

/** Segments that belong together do not come together. */
export function outOfSequence(path: string, why: string): Refusal {
  return new FieldRefusal('100', path, `${why} Correct it and send the message anew.`);
}

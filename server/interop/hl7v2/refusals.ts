import { Refusal } from '../../../engine/errors.ts';

/** A field that must be there is not. */
export function missing(path: string, what: string): Refusal {
  const message = `${path} must hold ${what}. Add it and send the message anew.`;
  return new Refusal('invalid-input', message, { issues: [{ path, message }] });
}

/** A field holds what cannot be read. */
export function unreadable(path: string, what: string): Refusal {
  const message = `${path} must be ${what}. Correct it and send the message anew.`;
  return new Refusal('invalid-input', message, { issues: [{ path, message }] });
}

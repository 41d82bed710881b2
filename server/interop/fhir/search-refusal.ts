import { Refusal } from '../../../engine/errors.ts';

/** A search that cannot be done as asked. It names the parameter and never the value, which may be a patient's. */
export function refusedSearch(path: string, message: string): Refusal {
  return new Refusal('invalid-input', `${path}: ${message}`, { issues: [{ path, message }] });
}

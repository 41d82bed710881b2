import { isConflict, Refusal } from '../../engine/errors.ts';

/**
 * The refusal that answers the message itself. Whatever else went wrong is thrown on: a fault of ours, or a
 * database that cannot be written now, after which the sender must send again.
 */
export function refusalOf(error: unknown): Refusal {
  if (isConflict(error))
    throw new Refusal('unavailable', 'Many messages meet here at this moment. Send it again.');
  if (!(error instanceof Refusal) || error.code === 'read-only' || error.code === 'unavailable')
    throw error;
  return error;
}

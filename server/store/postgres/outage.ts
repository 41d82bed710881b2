import { Refusal } from '../../../engine/errors.ts';

/**
 * What an error of the driver means: `lost-race` is rolled back and may come again, `unreachable` may have been
 * written or not, `unsent` has not, `read-only` is a standby or a full disk, `unstorable` is the data's own fault.
 */
export type Failure =
  | 'lost-race'
  | 'unreachable'
  | 'unsent'
  | 'read-only'
  | 'unstorable'
  | 'unknown';

const lostRace = /^(40001|40P01|23505)$/;
/** 57P03 is a server that starts up, 53300 one that has no connection left. */
const unsent =
  /^(57P03|53300|3D000|28...|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const unreachable = /^(08...|57P0.|57014|55P03|ECONNRESET|EPIPE|ETIMEDOUT)$/;
const readOnly = /^(25006|53100)$/;
/** Not text for PostgreSQL (U+0000, half a surrogate pair), or too long for an index. */
const unstorable = /^(22...|54...)$/;

export function failureOf(thrown: unknown): Failure {
  const error = driverError(thrown);
  const code = error.code ?? '';
  if (lostRace.test(code)) return 'lost-race';
  if (unsent.test(code) || /trying to connect|connection timeout/i.test(error.message))
    return 'unsent';
  if (unreachable.test(code)) return 'unreachable';
  if (readOnly.test(code)) return 'read-only';
  if (unstorable.test(code)) return 'unstorable';
  // The driver gives these no code.
  const isCut = /connection (terminated|error|ended)|not queryable|client was closed|read timeout/i;
  return isCut.test(error.message) ? 'unreachable' : 'unknown';
}

/** drizzle's own error quotes the parameters, which are health data; what it wraps does not. */
export function driverError(thrown: unknown): Error & { code?: string } {
  const error = thrown as Error & { code?: string };
  return error.cause instanceof Error && error.name !== 'Refusal'
    ? (error.cause as Error & { code?: string })
    : error;
}

/** The refusal a caller gets for what the driver threw; programmers' mistakes come back as they are. */
export function refusalOf(thrown: unknown): Error {
  if (thrown instanceof Refusal) return thrown;
  switch (failureOf(thrown)) {
    case 'unreachable':
      return new Refusal('unavailable', outcomeUnknown, { retryAfterSeconds: 2 });
    case 'unsent':
      return new Refusal('unavailable', notReached, { retryAfterSeconds: 2 });
    case 'read-only':
      return new Refusal('read-only', cannotWrite, { retryAfterSeconds: 2 });
    case 'unstorable':
      return new Refusal('invalid-input', notText);
    case 'lost-race':
    case 'unknown':
      return driverError(thrown);
  }
}

export const notReached =
  'The database cannot be reached, so nothing was saved. Try again in a moment; ask the operator when it lasts.';
const outcomeUnknown =
  'The connection to the database was lost; whether this was saved is not known. Send it again with the same event id.';
const cannotWrite =
  'The database takes no writes now (a standby, or a full disk). Nothing was saved; ask the operator.';
const notText =
  'A field holds a character that cannot be stored (U+0000 or half of a surrogate pair), or an id is too long. Remove it and send again.';

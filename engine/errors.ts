/** Everything that can be refused. The server turns each code into one problem answer. */
export type RefusalCode =
  | 'not-found'
  | 'not-signed-in'
  | 'not-permitted'
  | 'purpose-needed'
  | 'not-allowed-now'
  | 'invalid-input'
  | 'unknown-event'
  | 'unknown-workflow'
  | 'version-conflict'
  | 'already-exists'
  | 'event-id-reused'
  | 'claimed-by-another'
  | 'not-claimed'
  | 'stale-facts'
  | 'gone'
  | 'too-large'
  | 'too-many-requests'
  | 'read-only'
  | 'unavailable'
  | 'unsupported'
  | 'precondition-failed';

export interface RefusalDetail {
  readonly instanceId?: string;
  readonly taskId?: string;
  readonly eventType?: string;
  readonly expected?: number;
  readonly actual?: number;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  readonly allowed?: readonly string[];
  readonly holder?: string;
  readonly retryAfterSeconds?: number;
}

/** An expected refusal: a code, ids, and a sentence that says what to do next. Never health data. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly detail: RefusalDetail;

  constructor(code: RefusalCode, message: string, detail: RefusalDetail = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** The instance has moved on since it was read. */
export function versionConflict(id: string, expected: number, actual: number): Refusal {
  return new Refusal(
    'version-conflict',
    `${id} is at version ${actual}, not ${expected}. Read it again and decide anew.`,
    { instanceId: id, expected, actual },
  );
}

/** True for the two refusals that reading again can cure. */
export function isConflict(error: unknown): error is Refusal {
  return (
    error instanceof Refusal &&
    (error.code === 'version-conflict' ||
      error.code === 'already-exists' ||
      error.code === 'stale-facts')
  );
}

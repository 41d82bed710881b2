import type { Refusal, RefusalCode } from '../../../engine/errors.ts';
import type { FhirResource } from '../incoming.ts';

/** FHIR R4 value set issue-type, for each refusal. */
const issueTypes: Readonly<Record<RefusalCode, string>> = {
  'not-found': 'not-found',
  'not-signed-in': 'login',
  'not-permitted': 'forbidden',
  'purpose-needed': 'forbidden',
  'not-allowed-now': 'business-rule',
  'invalid-input': 'invalid',
  'unknown-event': 'not-supported',
  'unknown-workflow': 'not-supported',
  'version-conflict': 'conflict',
  'already-exists': 'duplicate',
  'event-id-reused': 'duplicate',
  'claimed-by-another': 'lock-error',
  'not-claimed': 'business-rule',
  'stale-facts': 'conflict',
  gone: 'deleted',
  'too-large': 'too-long',
  'too-many-requests': 'throttled',
  'read-only': 'transient',
  unavailable: 'transient',
  unsupported: 'not-supported',
  'precondition-failed': 'conflict',
};

/** A refusal as a FHIR OperationOutcome: one issue for each element at fault, or one for the whole. */
export function outcomeOf(refusal: Refusal): FhirResource {
  const code = issueTypes[refusal.code];
  const issues = refusal.detail.issues ?? [];
  const whole = [{ severity: 'error', code, details: { text: refusal.message } }];
  const each = issues.map(({ path, message }) => ({
    severity: 'error',
    code,
    details: { text: message },
    expression: [path],
  }));
  return { resourceType: 'OperationOutcome', issue: each.length > 0 ? each : whole };
}

import type { Incoming } from '../incoming.ts';
import type { Context } from './context.ts';
import { fromCx, type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';

/** The billing account that PID-18 names (v2.5.1 chapter 3.4.2.18), or nothing. */
export function accountNumberOf(
  pid: Segment | undefined,
  namespace: string,
): Identifier | undefined {
  const cx = pid?.first(18);
  return cx && fromCx(cx, namespace);
}

/** PID-18 → Account of the patient, found by its number. */
export function toAccount(
  context: Context,
  { patientKey, pid }: { readonly patientKey: string; readonly pid?: Segment },
): Incoming | undefined {
  const number = accountNumberOf(pid ?? context.message.segment('PID'), context.namespace);
  if (!number) return undefined;
  return {
    key: keyOf('Account', number),
    mode: 'merge',
    match: { type: 'Account', identifier: token(number) },
    path: 'PID-18',
    resource: {
      resourceType: 'Account',
      identifier: [number],
      subject: [{ reference: patientKey }],
    },
    defaults: { status: 'active' },
  };
}

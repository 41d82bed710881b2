import { Refusal } from '../engine/errors.ts';

/**
 * Why someone looks at a record that is not on their lists: HL7 v3 PurposeOfUse codes, as `X-Purpose-Of-Use` carries
 * them. The uses of 45 CFR 164.506 and 164.512 that HIM staff have.
 */
export const purposes: Readonly<Record<string, string>> = {
  TREAT: 'Treatment',
  ETREAT: 'Emergency treatment',
  HPAYMT: 'Payment',
  HOPERAT: 'Health care operations',
  COVERAGE: 'Coverage under a policy or plan',
  PATRQT: 'The patient asked',
  FAMRQT: 'The family asked',
  HLEGAL: 'A legal process',
  HCOMPL: 'Compliance',
  HQUALIMP: 'Quality improvement',
  HSYSADMIN: 'Administration of the system',
  PUBHLTH: 'Public health',
  HRESCH: 'Research',
};

/** @throws Refusal `purpose-needed` when none is stated, or one that we do not know */
export function assertPurpose(purpose: string | null, what: string): void {
  if (purpose !== null && Object.hasOwn(purposes, purpose)) return;
  const known = Object.keys(purposes).join(', ');
  throw new Refusal(
    'purpose-needed',
    `${what} is outside your lists. Say why you look: send X-Purpose-Of-Use with one of ${known}.`,
    { allowed: Object.keys(purposes) },
  );
}

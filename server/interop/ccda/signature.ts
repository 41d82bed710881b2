import { type Timestamp, timestamp } from '../hl7v2/timestamp.ts';
import type { CcdaDocument, CcdaSigner } from './ccda-document.ts';

/** Whether a document is legally authenticated, and by whom and when, or by whom it is to be. */
export type CcdaSignature =
  | { readonly isSigned: true; readonly signer: CcdaSigner; readonly at: Timestamp }
  | { readonly isSigned: false; readonly awaited: CcdaSigner | null };

/**
 * A document is legally authenticated when its legal authenticator has signed on a date. `X`
 * (required) and `I` (intended) in place of `S` say that a signature is still to come (CDA R2,
 * 4.2.2.8). One without a date is none: an entry must be dated, timed and authenticated
 * (42 CFR 482.24(c)(1)); most senders give the day alone, so a day is enough. An authenticator "does
 * not have privileges to legally authenticate" (CDA R2, 4.2.2.3), so that one alone leaves the
 * document unsigned, as a resident's signature does.
 */
export function signatureOf(
  { legalAuthenticator }: Pick<CcdaDocument, 'legalAuthenticator'>,
  zone: string,
): CcdaSignature {
  if (legalAuthenticator === null) return { isSigned: false, awaited: null };
  const { signatureCode, time } = legalAuthenticator;
  const at = timestamp(time ?? '', zone);
  const isDated = at !== null && at.precision !== 'year' && at.precision !== 'month';
  const isSaid = signatureCode === null || signatureCode === 'S';
  return isDated && isSaid
    ? { isSigned: true, signer: legalAuthenticator, at }
    : { isSigned: false, awaited: legalAuthenticator };
}

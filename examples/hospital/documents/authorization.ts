import { dayMs, written } from '../calendar.ts';
import { type Ask, representativeOf } from '../request-plan.ts';
import { dateOf, hospitalName } from './pages.ts';

/** The elements and statements of 45 CFR 164.508(c)(1) and (2), as such forms number them; a mistake leaves its place empty. */
export function authorizationForm({ stay, at, requester, records, purpose, mistake }: Ask): string {
  const { family, given, birthDate, street, city, zip, mrn } = stay.patient;
  const isOther = mistake === 'wrong-patient';
  const signedAt = mistake === 'expired' ? at - 430 * dayMs : at - 6 * dayMs;
  const expires =
    mistake === 'no-expiry' ? '' : written(signedAt + (mistake === 'expired' ? 365 : 180) * dayMs);
  const isSigned = mistake !== 'no-signature';
  const representative = representativeOf(stay);
  return [
    'AUTHORIZATION TO DISCLOSE HEALTH INFORMATION',
    '(45 CFR 164.508)',
    '',
    `Patient: ${isOther ? `${family}, ${given.charAt(0)}. Jr.` : `${family}, ${given}`}`,
    `Date of birth: ${isOther ? dateOf(`${Number(birthDate.slice(0, 4)) - 27}${birthDate.slice(4)}`) : dateOf(birthDate)}`,
    `Record number, if known: ${isOther ? '' : mrn}`,
    `Address: ${street}, ${city}, NY ${zip}`,
    '',
    `1. Who may disclose: ${hospitalName}, Health Information Management`,
    `2. Who may receive it: ${requester.name}, ${requester.street}, ${requester.city}`,
    `3. What may be disclosed: ${records}`,
    '   Not without my initials here: HIV-related information ____   alcohol or drug treatment ____',
    '   mental health treatment ____   genetic testing ____',
    '   Psychotherapy notes need an authorization of their own.',
    `4. Purpose: ${purpose}`,
    `5. This authorization ends on: ${expires}`,
    '',
    'I understand that I may revoke this authorization in writing at any time, except where it was already',
    'relied on, by writing to Health Information Management at the hospital.',
    'I understand that treatment, payment, enrollment or eligibility do not depend on my signing it.',
    'I understand that what is disclosed may be disclosed again by who receives it and may then no longer be',
    'protected by federal privacy rules.',
    '',
    `Signature: ${isSigned ? `/s/ ${representative?.split(',')[0] ?? `${given} ${family}`}` : ''}`,
    `Date: ${isSigned ? written(signedAt) : ''}`,
    `If signed by a representative, name and authority to act: ${isSigned ? (representative ?? '') : ''}`,
  ].join('\n');
}

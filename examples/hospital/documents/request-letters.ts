import { dayMs, written } from '../calendar.ts';
import { type Ask, representativeOf } from '../request-plan.ts';
import { dateOf, hospitalName } from './pages.ts';

/** The letter in which records are asked for: each kind of requester has a form of its own. */
export function requestLetter(ask: Ask): string {
  return letters[ask.kind](ask).join('\n');
}

const letters: Readonly<Record<Ask['kind'], (ask: Ask) => string[]>> = {
  patient: ({ stay, at, records, mistake, chance }) => {
    const { family, given, birthDate, street, city, zip, phone, mrn } = stay.patient;
    return [
      hospitalName.toUpperCase(),
      'REQUEST FOR ACCESS TO MY HEALTH INFORMATION (45 CFR 164.524)',
      '',
      `Name: ${given} ${family}`,
      `Date of birth: ${dateOf(birthDate)}    Record number: ${mrn}`,
      `Address: ${street}, ${city}, NY ${zip}`,
      `Telephone: ${phone}`,
      '',
      `I ask for: ${records}.`,
      `In this form: ${chance.pick(['electronic copy through the patient portal', 'PDF by e-mail; I understand that plain e-mail is not protected', 'paper copies by mail', 'electronic copy on a disc, to be picked up'])}.`,
      `Reason, if you wish to say: ${chance.pick(['at my own request', 'for my new doctor', 'for my own files', ''])}`,
      ...(chance.isTrue(0.2)
        ? ['This is my second request; I have not heard about the first one yet.']
        : []),
      '',
      `Signature: ${mistake === 'no-signature' ? '' : `/s/ ${representativeOf(stay) ?? `${given} ${family}`}`}`,
      `Date: ${written(at - dayMs)}`,
      `Identification shown: ${chance.pick(['driver license', 'state identification card', 'portal account', 'copy of passport enclosed'])}`,
    ];
  },
  attorney: (ask) => [
    ...head(ask),
    'Dear Custodian of Records:',
    '',
    `This office represents ${ask.stay.patient.given} ${ask.stay.patient.family} in a claim ${ask.chance.pick(['arising from a motor vehicle collision', 'for workers\u2019 compensation benefits', 'for personal injury', 'concerning long-term disability benefits'])}.`,
    `Please send ${ask.records}, together with itemized bills, to the address above.`,
    'A signed authorization that meets 45 CFR 164.508 is enclosed. Please tell us the fee before you copy; we do not',
    'agree to charges above what state law allows. If no records are found, please say so in writing.',
    ...closing(ask),
  ],
  payer: (ask) => [
    ...head(ask),
    `Member: ${ask.stay.patient.policy}    Plan: ${ask.stay.patient.payer.name}`,
    `Account: A${ask.stay.visit.slice(1)}    Claim: ${ask.chance.int(100_000_000, 999_999_999)}`,
    '',
    `Subject: ${ask.chance.pick(['Additional documentation request', 'Review of inpatient level of care', 'DRG validation review', 'Readmission review'])}`,
    '',
    `The claim named above was selected for review. Please send ${ask.records}`,
    `by ${written(ask.at + 45 * dayMs)}; what is not received by then is decided on the claim alone.`,
    'The disclosure is for payment (45 CFR 164.506(c)); no authorization of the patient is needed. Send the minimum',
    'that supports the services billed.',
    ...closing(ask),
  ],
  disability: (ask) => [
    ...head(ask),
    'Subject: Claim for disability benefits',
    '',
    `The person named above has applied for disability benefits. Please send ${ask.records}`,
    'within ten days. Most helpful are the discharge summary, operative and pathology reports, imaging and laboratory',
    'results, and statements about what the patient can still do.',
    'A signed authorization to disclose information to this agency is enclosed. We pay the rate of the state for',
    'electronic or paper copies on receipt of your invoice.',
    ...closing(ask),
  ],
  hospital: (ask) => [
    ...head(ask),
    ask.chance.isTrue(0.35)
      ? 'URGENT: the patient is with us now.'
      : 'For continuing care; an appointment has been made.',
    '',
    `Please send ${ask.records} for treatment of the patient named above.`,
    'The disclosure is for treatment (45 CFR 164.506(c)); no authorization is needed.',
    `Fax to ${ask.requester.fax} or send by direct secure message.`,
    ...closing(ask),
  ],
};

function head({ stay, at, requester, mistake }: Ask): string[] {
  const { family, given, birthDate, mrn } = stay.patient;
  return [
    requester.name.toUpperCase(),
    `${requester.street}, ${requester.city}`,
    `Telephone ${requester.phone}    Fax ${requester.fax}`,
    '',
    written(at - 2 * dayMs),
    '',
    `${hospitalName}, Health Information Management`,
    '',
    `Re: ${given} ${family}    Date of birth: ${dateOf(birthDate)}`,
    `Record number: ${mistake === 'unknown-patient' ? 'not known to us' : mrn}`,
    `Dates of service: ${written(stay.admittedAt)} to ${written(stay.dischargedAt)}`,
    '',
  ];
}

function closing({ requester }: Ask): string[] {
  return ['', 'Sincerely,', '', requester.signer, requester.name];
}

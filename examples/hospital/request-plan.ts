import { dayMs, workingTime } from './calendar.ts';
import { type Chance, chanceOf } from './random.ts';
import requesters from './requesters.json' with { type: 'json' };
import type { Stay } from './stay.ts';

export type RequesterKind = 'patient' | keyof typeof requesters;

/** What may be wrong with a request: those who release records stop at each of these. */
export type Mistake =
  | 'no-signature'
  | 'expired'
  | 'no-expiry'
  | 'wrong-patient'
  | 'unreadable'
  | 'unknown-patient'
  | 'no-number';

export interface Requester {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly phone: string;
  readonly fax: string;
  readonly signer: string;
}

/** One request for records of a stay. */
export interface Ask {
  readonly stay: Stay;
  readonly chance: Chance;
  readonly kind: RequesterKind;
  readonly requester: Requester;
  /** When it is received, epoch milliseconds. */
  readonly at: number;
  readonly records: string;
  readonly purpose: string;
  readonly mistake: Mistake | null;
  /** Through the portal, by fax as a file, by mail and scanner. */
  readonly by: 'portal' | 'fax' | 'mail';
}

/** A share of the stays, and after how many days, by who asks. */
const kinds: Readonly<
  Record<RequesterKind, { readonly weight: number; readonly days: readonly [number, number] }>
> = {
  patient: { weight: 28, days: [2, 40] },
  payer: { weight: 24, days: [12, 70] },
  attorney: { weight: 20, days: [8, 75] },
  hospital: { weight: 18, days: [1, 16] },
  disability: { weight: 10, days: [10, 70] },
};

/** One stay in four is asked about: of 1,200 discharges about three requests a working day. */
export function requestsFor(
  stay: Stay,
  { seed, anchor }: { readonly seed: string; readonly anchor: number },
): readonly Ask[] {
  const chance = chanceOf(`${seed}/request/${stay.visit}`);
  if (stay.isInHouse || !chance.isTrue(0.25)) return [];
  const kind = chance.weighted(Object.keys(kinds) as RequesterKind[], (one) => kinds[one].weight);
  const at = workingTime(
    stay.dischargedAt + chance.int(...kinds[kind].days) * dayMs + chance.int(0, 86_000) * 1000,
  );
  if (at > anchor) return [];
  const requester = kind === 'patient' ? themselves(stay) : chance.pick(requesters[kind]);
  const mistake = chance.isTrue(0.2) ? chance.pick(mistakesOf[kind]) : null;
  const isOnPaper = mistake === 'unreadable' || mistake === 'no-signature' || chance.isTrue(0.2);
  const by = isOnPaper ? 'mail' : kind === 'patient' && chance.isTrue(0.6) ? 'portal' : 'fax';
  const records = chance.pick(recordsOf[kind]);
  const purpose = purposes[kind];
  return [{ stay, chance, kind, requester, at, records, purpose, mistake, by }];
}

/** Who signs for a child, or for one who died, and by what right: 45 CFR 164.502(g); null who signs for themselves. */
export function representativeOf({ patient, disposition, visit }: Stay): string | null {
  const sign = chanceOf(`${visit}/representative`).pick(['A.', 'D.', 'J.', 'M.', 'R.']);
  if (patient.ageYears < 18) return `${sign} ${patient.family}, parent`;
  if (disposition === '20') return `${sign} ${patient.family}, executor; letters enclosed`;
  return null;
}

/** An authorization comes with those who need one: payment and treatment do not, nor a patient's own access. */
export function needsAuthorization(kind: RequesterKind): boolean {
  return kind === 'attorney' || kind === 'disability';
}

const onAuthorization: readonly Mistake[] = [
  'no-signature',
  'expired',
  'no-expiry',
  'wrong-patient',
  'unreadable',
  'unknown-patient',
];
const mistakesOf: Readonly<Record<RequesterKind, readonly Mistake[]>> = {
  patient: ['no-signature', 'no-signature', 'unreadable'],
  payer: ['unknown-patient', 'no-number'],
  attorney: onAuthorization,
  disability: onAuthorization,
  hospital: ['unreadable', 'unknown-patient', 'no-number'],
};

const recordsOf: Readonly<Record<RequesterKind, readonly string[]>> = {
  patient: [
    'the discharge summary and my test results of this stay',
    'my complete record of this stay',
    'the operative report and the images taken',
  ],
  payer: [
    'the complete inpatient record, with orders, progress notes and itemized charges',
    'the history and physical, discharge summary, operative report and medication record',
  ],
  attorney: [
    'all records of this admission and of later visits for the same condition',
    'the complete record with emergency notes, imaging reports and consultations',
  ],
  disability: [
    'all records of treatment in the last twelve months',
    'the records of this admission and of follow-up visits since',
  ],
  hospital: [
    'the discharge summary, medication list and last laboratory results',
    'the operative report, pathology report and discharge summary',
    'the latest history and physical, imaging reports and electrocardiogram',
  ],
};

const purposes: Readonly<Record<RequesterKind, string>> = {
  patient: 'At my request',
  payer: 'Payment',
  attorney: 'Legal claim',
  disability: 'Determination of disability',
  hospital: 'Treatment',
};

function themselves({ patient }: Stay): Requester {
  const name = `${patient.given} ${patient.family}`;
  const { street, city, zip, phone } = patient;
  return { name, street, city: `${city}, NY ${zip}`, phone, fax: '', signer: name };
}

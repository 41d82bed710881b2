import type { Incoming } from '../incoming.ts';
import { conceptOf } from './code-systems.ts';
import type { Context } from './context.ts';
import { fromEi, type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import type { Practitioners } from './practitioners.ts';
import { timestamp } from './timestamp.ts';

/** DG1-6 (table 0052: A admitting, W working, F final), `valueCode` on Condition. */
export const diagnosisUseUrl = 'urn:chartkeeper:diagnosis-use';

/** DG1-15: 1 is the principal diagnosis, more are secondary ones; `valuePositiveInt` on Condition. */
export const diagnosisRankUrl = 'urn:chartkeeper:diagnosis-rank';

/** DG1-26 (table 0895: Y N U W, E exempt), `valueCode` on Condition. */
export const presentOnAdmissionUrl = 'urn:chartkeeper:present-on-admission';

export interface DiagnosisOptions {
  readonly patientKey: string;
  readonly encounterKey: string | undefined;
  /** What names a diagnosis without a number of its own: its visit, or else its account. */
  readonly owner: Identifier | undefined;
  readonly practitioners: Practitioners;
}

export interface Diagnoses {
  readonly incoming: readonly Incoming[];
  /** Encounter.diagnosis, where the message lists all of them; see `toDiagnoses`. */
  readonly listed: readonly object[];
}

/**
 * DG1 → Condition of category encounter-diagnosis (v2.5.1 chapter 6.5.2). DG1-20 identifies it; without that,
 * its visit, use and code do, so that the same message again changes nothing.
 *
 * A message whose DG1 carry no action code (DG1-21) lists all diagnoses there are (snapshot mode, chapter 2.10.4):
 * `listed` then takes the place of the encounter's list, and a Condition no longer in it is history. With action
 * codes each row speaks for itself: `D` makes its Condition entered in error, and the list is left alone.
 */
export function toDiagnoses(context: Context, options: DiagnosisOptions): Diagnoses {
  const rows = context.message.all('DG1');
  const found = rows.flatMap((dg1) => toDiagnosis(dg1, context, options) ?? []);
  const incoming = [...new Map(found.map((one) => [one.incoming.key, one.incoming])).values()];
  const hasActions = rows.some((dg1) => dg1.text(21) !== '');
  return { incoming, listed: hasActions ? [] : found.map((one) => one.entry) };
}

interface Diagnosis {
  readonly incoming: Incoming;
  readonly entry: object;
}

function toDiagnosis(
  dg1: Segment,
  context: Context,
  { patientKey, encounterKey, owner, practitioners }: DiagnosisOptions,
): Diagnosis | undefined {
  const code = conceptOf(dg1.first(3), { text: dg1.text(4), system: dg1.text(2) });
  const identifier = identify(dg1, owner, context);
  if (!code || !identifier) return undefined;
  const isDeleted = dg1.text(21) === 'D';
  const at = [dg1.text(19), dg1.text(5)].map((text) => timestamp(text, context.zone)).find(Boolean);
  const clinician = dg1.first(16);
  const asserter = clinician && practitioners.refer(clinician);
  const key = keyOf('Condition', identifier);
  return {
    entry: entryOf(dg1, key),
    incoming: {
      key,
      mode: 'merge',
      match: { type: 'Condition', identifier: token(identifier) },
      path: 'DG1',
      ...(isDeleted ? { ifExists: true } : {}),
      resource: {
        resourceType: 'Condition',
        identifier: [identifier],
        verificationStatus: verification(isDeleted ? 'D' : dg1.text(6)),
        category: [
          { coding: [{ system: `${terminology}condition-category`, code: 'encounter-diagnosis' }] },
        ],
        code,
        subject: { reference: patientKey },
        ...(encounterKey ? { encounter: { reference: encounterKey } } : {}),
        ...(at ? { recordedDate: at.dateTime } : {}),
        ...(asserter && Object.keys(asserter).length > 0 ? { asserter } : {}),
        ...extensionsOf(dg1),
      },
    },
  };
}

const terminology = 'http://terminology.hl7.org/CodeSystem/';

function identify(
  dg1: Segment,
  owner: Identifier | undefined,
  { namespace }: Context,
): Identifier | undefined {
  const own = dg1.first(20);
  const told = own && fromEi(own, namespace);
  if (told) return told;
  const code = dg1.text(3) || dg1.text(4) || dg1.text(3, 2);
  if (!owner || code === '') return undefined;
  return {
    system: 'urn:chartkeeper:diagnosis',
    value: [token(owner), dg1.text(6), code].join(' '),
  };
}

/** Admitting and working diagnoses are provisional by their nature (table 0052). */
function verification(use: string): object {
  const code = { D: 'entered-in-error', F: 'confirmed', A: 'provisional', W: 'provisional' }[use];
  return {
    coding: [{ system: `${terminology}condition-ver-status`, code: code ?? 'unconfirmed' }],
  };
}

function rankOf(dg1: Segment): number | undefined {
  const rank = Number(dg1.text(15));
  return Number.isInteger(rank) && rank > 0 ? rank : undefined;
}

function extensionsOf(dg1: Segment): Record<string, unknown> {
  const rank = rankOf(dg1);
  const extension = [
    ...(dg1.text(6) ? [{ url: diagnosisUseUrl, valueCode: dg1.text(6) }] : []),
    ...(rank ? [{ url: diagnosisRankUrl, valuePositiveInt: rank }] : []),
    ...(dg1.text(26) ? [{ url: presentOnAdmissionUrl, valueCode: dg1.text(26) }] : []),
  ];
  return extension.length > 0 ? { extension } : {};
}

/** FHIR's diagnosis roles know admission and discharge, and none for a working diagnosis. */
function entryOf(dg1: Segment, key: string): object {
  const role = { A: 'AD', F: 'DD' }[dg1.text(6)];
  const rank = rankOf(dg1);
  return {
    condition: { reference: key },
    ...(role ? { use: { coding: [{ system: `${terminology}diagnosis-role`, code: role }] } } : {}),
    ...(rank ? { rank } : {}),
  };
}

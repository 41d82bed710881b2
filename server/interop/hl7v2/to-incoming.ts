import type { Incoming } from '../incoming.ts';
import { toAccount } from './accounts.ts';
import { toCharges } from './charges.ts';
import type { Context } from './context.ts';
import { toCoverages } from './coverages.ts';
import { type Diagnoses, toDiagnoses } from './diagnoses.ts';
import { toDocument } from './document.ts';
import { classOf, toEncounter } from './encounter.ts';
import type { DocumentEvent, VisitEvent } from './events.ts';
import { fromCx, keyOf, ownNamespace } from './identifiers.ts';
import type { Message } from './message.ts';
import { kindOf, type MessageKind } from './message-kind.ts';
import { type Move, toMoves } from './moves.ts';
import { toPatient } from './patient.ts';
import { collectPractitioners, type Practitioners } from './practitioners.ts';
import { toProcedures } from './procedures.ts';
import { missing } from './refusals.ts';
import { patientGroups } from './report-groups.ts';
import { toReports } from './reports.ts';
import { timestamp } from './timestamp.ts';

export interface Translation {
  readonly incoming: readonly Incoming[];
  /** What merges, moves or renumbers what is stored; see `moves.ts`. Empty for most messages. */
  readonly moves: readonly Move[];
  /** EVN-6, else EVN-2, else MSH-7, epoch milliseconds; null when none can be read. */
  readonly eventAt: number | null;
  readonly facility: string;
}

export interface TranslationOptions {
  /** IANA zone of a facility. */
  zoneOf(facility: string): string;
  facilityOf(message: Message): string | null;
}

/**
 * Translates an HL7 v2 message into FHIR resources.
 * @throws Refusal `unsupported` for a message type or event we do not take, `invalid-input` with the
 * segment and field (`PV1-19`) of what is missing or cannot be read
 */
export function toIncoming(message: Message, options: TranslationOptions): Translation {
  const kind = kindOf(message);
  const context = contextOf(message, options);
  const sent = timestamp(message.header.text(7), context.zone);
  return {
    ...translate(context, kind),
    eventAt: (context.happened ?? sent)?.instant ?? null,
    facility: context.facility,
  };
}

function translate(context: Context, kind: MessageKind): Pick<Translation, 'incoming' | 'moves'> {
  switch (kind.kind) {
    case 'visit':
      return { incoming: visitOf(context, kind.event), moves: [] };
    case 'document':
      return { incoming: documentOf(context, kind.event), moves: [] };
    case 'report':
      return { incoming: reportsOf(context), moves: [] };
    case 'billing':
      return { incoming: billingOf(context, kind.listsAll), moves: [] };
    case 'move':
      return toMoves(context, kind.event);
  }
}

function visitOf(context: Context, event: VisitEvent): readonly Incoming[] {
  requireVisit(context, event);
  const practitioners = collectPractitioners(context.namespace);
  const patient = toPatient(context, { isAside: event.isAside ?? false });
  if (event.isPersonOnly) return [patient, ...toCoverages(context, { patient })];
  const diagnoses = event.isAside
    ? { incoming: [], listed: [] }
    : diagnosesOf(context, patient.key, practitioners);
  const encounter = toEncounter(context, {
    event,
    patientKey: patient.key,
    practitioners,
    more: diagnosisList(diagnoses),
  });
  const procedures = proceduresOf(context, { patient, encounter, practitioners, event });
  const coverages = event.isAside ? [] : toCoverages(context, { patient });
  return [
    patient,
    ...practitioners.incoming(),
    ...(encounter ? [encounter] : []),
    ...procedures,
    ...(encounter ? diagnoses.incoming : []),
    ...coverages,
  ];
}

/** A document says of patient and visit only what fills gaps. */
const besides: VisitEvent = { isAside: true };

function documentOf(context: Context, event: DocumentEvent): readonly Incoming[] {
  requireVisit(context, {});
  const practitioners = collectPractitioners(context.namespace);
  const patient = toPatient(context, { isAside: true });
  const encounter = toEncounter(context, {
    event: besides,
    patientKey: patient.key,
    practitioners,
  });
  const documents = toDocument(context, {
    event,
    patientKey: patient.key,
    encounterKey: encounter?.key,
    practitioners,
  });
  return [patient, ...practitioners.incoming(), ...(encounter ? [encounter] : []), ...documents];
}

function reportsOf(whole: Context): readonly Incoming[] {
  const found = patientGroups(whole.message).flatMap((message) => {
    const context = message === whole.message ? whole : withVisitOf(message, whole);
    requireVisit(context, {});
    const practitioners = collectPractitioners(context.namespace);
    const patient = toPatient(context, { isAside: true });
    const encounter = toEncounter(context, {
      event: besides,
      patientKey: patient.key,
      practitioners,
    });
    const reports = toReports(context, {
      patientKey: patient.key,
      encounterKey: encounter?.key,
      practitioners,
    });
    return [patient, ...practitioners.incoming(), ...(encounter ? [encounter] : []), ...reports];
  });
  return [...new Map(found.map((item) => [item.key, item])).values()];
}

/** DFT and BAR: what the coder needs of charges, diagnoses, procedures and insurance. */
function billingOf(context: Context, listsAll: boolean): readonly Incoming[] {
  requireVisit(context, {});
  const practitioners = collectPractitioners(context.namespace);
  const patient = toPatient(context, { isAside: true });
  const account = toAccount(context, { patientKey: patient.key });
  const owner = context.visit ?? context.account;
  if (!owner) throw missing('PV1-19', 'the visit number, or PID-18 the account number');
  const diagnoses = diagnosesOf(context, patient.key, practitioners);
  const encounter = toEncounter(context, {
    event: besides,
    patientKey: patient.key,
    practitioners,
    more: {
      ...(account ? { account: [{ reference: account.key }] } : {}),
      ...(listsAll ? diagnosisList(diagnoses) : {}),
    },
  });
  const procedures = proceduresOf(context, { patient, encounter, practitioners, event: {} });
  const charges = toCharges(context, {
    patientKey: patient.key,
    encounterKey: encounter?.key,
    accountKey: account?.key,
    owner,
    practitioners,
  });
  return [
    patient,
    ...practitioners.incoming(),
    ...(account ? [account] : []),
    ...(encounter ? [encounter] : []),
    ...procedures,
    ...diagnoses.incoming,
    ...toCoverages(context, { patient }),
    ...charges,
  ];
}

function diagnosesOf(
  context: Context,
  patientKey: string,
  practitioners: Practitioners,
): Diagnoses {
  const { visit, account, message } = context;
  const encounterKey = visit && message.segment('PV1') ? keyOf('Encounter', visit) : undefined;
  return toDiagnoses(context, { patientKey, encounterKey, owner: visit ?? account, practitioners });
}

function diagnosisList({ listed }: Diagnoses): Record<string, unknown> {
  return listed.length > 0 ? { diagnosis: listed } : {};
}

function proceduresOf(
  context: Context,
  {
    patient,
    encounter,
    practitioners,
    event,
  }: {
    readonly patient: Incoming;
    readonly encounter: Incoming | undefined;
    readonly practitioners: Practitioners;
    readonly event: VisitEvent;
  },
): readonly Incoming[] {
  if (!encounter || event.isAside) return [];
  return toProcedures(context, {
    patientKey: patient.key,
    encounterKey: encounter.key,
    practitioners,
    isPlanned: event.status === 'planned',
  });
}

/** PV1-3.4, else what the table says of MSH-4. */
export function facilityOf(
  message: Message,
  table: Readonly<Record<string, string>>,
): string | null {
  const sender = message.header.text(4);
  return (
    message.segment('PV1')?.text(3, 4) ||
    (Object.hasOwn(table, sender) ? (table[sender] ?? null) : null)
  );
}

function contextOf(message: Message, options: TranslationOptions): Context {
  const facility = options.facilityOf(message);
  if (!facility) throw missing('PV1-3.4', 'the facility, or MSH-4 one that the facility table has');
  const zone = options.zoneOf(facility);
  const evn = message.segment('EVN');
  return withVisitOf(message, {
    message,
    facility,
    zone,
    namespace: ownNamespace(message),
    happened: timestamp(evn?.text(6) ?? '', zone) ?? timestamp(evn?.text(2) ?? '', zone),
    visit: undefined,
    account: undefined,
  });
}

function withVisitOf(message: Message, context: Context): Context {
  const number = message.segment('PV1')?.first(19);
  const account = message.segment('PID')?.first(18);
  return {
    ...context,
    message,
    visit: number && fromCx(number, context.namespace),
    account: account && fromCx(account, context.namespace),
  };
}

/** Classes whose visits are charts of their own; elsewhere a document or update may come without a visit. */
const needNumber: ReadonlySet<string> = new Set(['IMP', 'EMER', 'OBSENC']);

function requireVisit(context: Context, event: VisitEvent): void {
  if (context.visit || event.isPersonOnly) return;
  const pv1 = context.message.segment('PV1');
  if (event.needsVisit || (pv1 && needNumber.has(classOf(pv1).code))) {
    throw missing('PV1-19', 'the visit number');
  }
}

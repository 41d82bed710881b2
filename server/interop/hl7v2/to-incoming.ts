import { Refusal } from '../../../engine/errors.ts';
import type { Incoming } from '../incoming.ts';
import type { Context } from './context.ts';
import { toDocument } from './document.ts';
import { classOf, toEncounter } from './encounter.ts';
import { documentEvents, type VisitEvent, visitEvents } from './events.ts';
import { fromCx, ownNamespace } from './identifiers.ts';
import type { Message } from './message.ts';
import { toPatient } from './patient.ts';
import { collectPractitioners } from './practitioners.ts';
import { toProcedures } from './procedures.ts';
import { missing } from './refusals.ts';
import { timestamp } from './timestamp.ts';

export interface Translation {
  readonly incoming: readonly Incoming[];
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
  const event = eventOf(message);
  const context = contextOf(message, options);
  const { visit } = event;
  requireVisit(context, event.isDocument ? {} : visit);
  const practitioners = collectPractitioners(context.namespace);
  const patient = toPatient(context, { isAside: visit.isAside ?? false });
  const encounter = visit.isPersonOnly
    ? undefined
    : toEncounter(context, { event: visit, patientKey: patient.key, practitioners });
  const documents = event.isDocument
    ? toDocument(context, { patientKey: patient.key, encounterKey: encounter?.key, practitioners })
    : [];
  const procedures =
    encounter && !event.isDocument
      ? toProcedures(context, {
          patientKey: patient.key,
          encounterKey: encounter.key,
          practitioners,
          isPlanned: visit.status === 'planned',
        })
      : [];
  const sent = timestamp(message.header.text(7), context.zone);
  return {
    incoming: [
      patient,
      ...practitioners.incoming(),
      ...(encounter ? [encounter] : []),
      ...procedures,
      ...documents,
    ],
    eventAt: (context.happened ?? sent)?.instant ?? null,
    facility: context.facility,
  };
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

function eventOf(message: Message): { visit: VisitEvent; isDocument: boolean } {
  const { type } = message;
  const trigger = message.trigger || message.segment('EVN')?.text(1) || '';
  const visit =
    type === 'ADT' && Object.hasOwn(visitEvents, trigger) ? visitEvents[trigger] : undefined;
  if (visit) return { visit, isDocument: false };
  if (type === 'MDM' && Object.hasOwn(documentEvents, trigger))
    return { visit: { isAside: true }, isDocument: true };
  throw unsupported(type, trigger);
}

function unsupported(type: string, trigger: string): Refusal {
  const taken = `ADT ${Object.keys(visitEvents).join(' ')} and MDM ${Object.keys(documentEvents).join(' ')}`;
  const name = [type, trigger]
    .map((part) => part.replace(/[^A-Za-z0-9]/g, '').slice(0, 10))
    .join(' ')
    .trim();
  const path = type === 'ADT' || type === 'MDM' ? 'MSH-9.2' : 'MSH-9.1';
  const message = `${name || 'A message without a type'} is not taken here. Taken are ${taken}.`;
  return new Refusal('unsupported', message, { issues: [{ path, message }] });
}

function contextOf(message: Message, options: TranslationOptions): Context {
  const facility = options.facilityOf(message);
  if (!facility) throw missing('PV1-3.4', 'the facility, or MSH-4 one that the facility table has');
  const zone = options.zoneOf(facility);
  const namespace = ownNamespace(message);
  const evn = message.segment('EVN');
  const number = message.segment('PV1')?.first(19);
  return {
    message,
    facility,
    zone,
    namespace,
    happened: timestamp(evn?.text(6) ?? '', zone) ?? timestamp(evn?.text(2) ?? '', zone),
    visit: number && fromCx(number, namespace),
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

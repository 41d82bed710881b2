import { Refusal } from '../../../engine/errors.ts';
import { type DocumentEvent, documentEvents, type VisitEvent, visitEvents } from './events.ts';
import type { Message } from './message.ts';
import { type MoveEvent, moveEvents } from './move-events.ts';

/** What a message is about, and so which translator takes it. */
export type MessageKind =
  | { readonly kind: 'visit'; readonly event: VisitEvent }
  | { readonly kind: 'document'; readonly event: DocumentEvent }
  | { readonly kind: 'report' }
  /** `listsAll`: its DG1 segments are all diagnoses of the visit, not those of one charge. */
  | { readonly kind: 'billing'; readonly listsAll: boolean }
  | { readonly kind: 'move'; readonly event: MoveEvent };

/** v2.5.1 chapter 7.3: observations sent unasked; one without a trigger is of version 2.1. */
const reportEvents: ReadonlySet<string> = new Set(['', 'R01', 'R30', 'R31', 'R32']);
const chargeEvents: ReadonlySet<string> = new Set(['P03', 'P11']);
const accountEvents: ReadonlySet<string> = new Set(['P01', 'P05', 'P12']);

/** Why an event that the standard has is none of ours; what to do instead where there is something. */
const notOurs: Readonly<Record<string, string>> = {
  'ADT A17': 'It swaps the beds of two patients. Send A02 for each of them.',
  'ADT A19': 'It answers a query, and none was asked.',
  'ADT A20': 'It is about beds, not about patients.',
  'ADT A23':
    'It deletes a visit from an archive, and charts are kept here until their own retention ends. Send A11 if the visit never was.',
  'ADT A24': 'Links between patients are not kept. Send A40 if the two are one person.',
  'ADT A29':
    'It deletes what is known of a person, and charts are kept here until their own retention ends.',
  'ADT A37': 'Links between patients are not kept.',
  'ADT A43':
    'It moves a number between persons of an index above the medical record number. Send A40 to merge patients, or A45 to move a visit.',
  'ADT A44': 'An account is kept as a number of its visits only. Send A45 for each visit of it.',
  'ADT A48': 'Alternate patient numbers (PID-4) are not kept. Send A47 to change one in PID-3.',
  'ADT A60': 'Allergies are part of the clinical record, and no chart waits for them.',
  'BAR P02': 'It purges billing accounts, and charts are kept here until their own retention ends.',
  'BAR P06': 'It closes billing accounts, and no chart waits for that.',
  'BAR P10': 'It groups outpatient charges for payment, after the chart is coded.',
};

/** The same for whole types. */
const typesNotOurs: Readonly<Record<string, string>> = {
  SIU: 'Appointments are no part of a chart.',
  ORM: 'Orders are no part of a chart until they have a result. Send that as ORU R01 or MDM.',
  OMG: 'Orders are no part of a chart until they have a result. Send that as ORU R01 or MDM.',
  OML: 'Orders are no part of a chart until they have a result. Send that as ORU R01 or MDM.',
  OUL: 'Results by specimen are for laboratories. Send the report as ORU R01.',
  RDE: 'Pharmacy orders are no documents of a chart.',
  RDS: 'Dispensed medication is no document of a chart.',
  RAS: 'Administered medication is no document of a chart.',
  VXU: 'Vaccinations belong to the immunization registry.',
  PPR: 'Problem lists are kept in the clinical system. Send coded diagnoses in ADT or BAR.',
  REF: 'Referrals are no part of a chart. Send the document as MDM.',
  ACK: 'An acknowledgment is never acknowledged.',
};

/**
 * Finds the kind of a message.
 * @throws Refusal `unsupported` that says why the message is none of ours, and what is taken
 */
export function kindOf(message: Message): MessageKind {
  const { type, trigger } = message;
  const has = (table: object): boolean => Object.hasOwn(table, trigger);
  const [visit, document, move] = [
    visitEvents[trigger],
    documentEvents[trigger],
    moveEvents[trigger],
  ];
  switch (type) {
    case 'ADT':
      if (visit && has(visitEvents)) return { kind: 'visit', event: visit };
      if (move && has(moveEvents)) return { kind: 'move', event: move };
      break;
    case 'MDM':
      if (document && has(documentEvents)) return { kind: 'document', event: document };
      break;
    case 'ORU':
      if (reportEvents.has(trigger)) return { kind: 'report' };
      break;
    case 'DFT':
      if (chargeEvents.has(trigger)) return { kind: 'billing', listsAll: false };
      break;
    case 'BAR':
      if (accountEvents.has(trigger)) return { kind: 'billing', listsAll: true };
      break;
  }
  throw unsupported(type, trigger);
}

const takenTypes: ReadonlySet<string> = new Set(['ADT', 'MDM', 'ORU', 'DFT', 'BAR']);

function unsupported(type: string, trigger: string): Refusal {
  const taken = [
    ['ADT', ...[...Object.keys(visitEvents), ...Object.keys(moveEvents)].sort()],
    ['MDM', ...Object.keys(documentEvents)],
    ['ORU', ...reportEvents],
    ['DFT', ...chargeEvents],
    ['BAR', ...accountEvents],
  ].map((names) => names.filter(Boolean).join(' '));
  const name = [type, trigger]
    .map((part) => part.replace(/[^A-Za-z0-9]/g, '').slice(0, 10))
    .join(' ')
    .trim();
  const reason = Object.hasOwn(notOurs, name)
    ? notOurs[name]
    : Object.hasOwn(typesNotOurs, type) && typesNotOurs[type];
  const why = reason ? ` ${reason}` : '';
  const path = takenTypes.has(type) ? 'MSH-9.2' : 'MSH-9.1';
  const message = `${name || 'A message without a type'} is not taken here.${why} Taken are ${taken.join(', ')}.`;
  return new Refusal('unsupported', message, { issues: [{ path, message }] });
}

import type { Incoming } from '../incoming.ts';
import type { Context } from './context.ts';
import type { VisitEvent } from './events.ts';
import { fromCx, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import { present } from './patient.ts';
import type { Practitioners } from './practitioners.ts';
import { missing, unreadable } from './refusals.ts';
import { type Timestamp, timestamp } from './timestamp.ts';

const v2 = 'http://terminology.hl7.org/CodeSystem/v2-';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';

/** HL7 table 0004 (PV1-2) → v3 ActCode; recurring visits are ambulatory, obstetric ones inpatient. */
const classes: Readonly<Record<string, string>> = {
  I: 'IMP',
  B: 'IMP',
  O: 'AMB',
  R: 'AMB',
  C: 'AMB',
  E: 'EMER',
  P: 'PRENC',
  V: 'OBSENC',
  OBS: 'OBSENC',
};

/** Participants of PV1: attending, referring, consulting, admitting. */
const participants: readonly (readonly [field: number, code: string])[] = [
  [7, 'ATND'],
  [8, 'REF'],
  [9, 'CON'],
  [17, 'ADM'],
];

export interface EncounterOptions {
  readonly event: VisitEvent;
  readonly patientKey: string;
  readonly practitioners: Practitioners;
  /** Elements from other segments of the message: the account, the list of diagnoses. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The PV1 meant, where a message has several. */
  readonly pv1?: Segment | undefined;
}

/** PV1 → Encounter, found by the visit number; undefined when the message names no visit. */
export function toEncounter(context: Context, options: EncounterOptions): Incoming | undefined {
  const { event, more = {}, pv1 = context.message.segment('PV1') } = options;
  if (!pv1 || !context.visit) return undefined;
  const times = timesOf(pv1, context);
  const known = {
    subject: { reference: options.patientKey },
    ...described(pv1, options.practitioners),
    ...(context.facility ? { serviceProvider: { identifier: { value: context.facility } } } : {}),
    ...periodOf(event, times, context),
    ...hospitalizationOf(pv1, event),
  };
  const status = statusOf(pv1, event, times);
  const identifiers = [pv1.first(19), ...pv1.all(50)].flatMap((cx) =>
    cx ? (fromCx(cx, context.namespace) ?? []) : [],
  );
  const base = { resourceType: 'Encounter', identifier: identifiers };
  return {
    key: keyOf('Encounter', context.visit),
    mode: 'merge',
    match: { type: 'Encounter', identifier: token(context.visit) },
    path: 'PV1-19',
    resource: event.isAside
      ? { ...base, ...more }
      : { ...base, ...known, ...more, ...(status.isSaid ? { status: status.status } : {}) },
    defaults: event.isAside
      ? { ...present(known), status: status.status }
      : { status: status.status },
  };
}

/** `IMP`, `AMB` … of PV1-2; the sender's own code when the table does not have it. */
export function classOf(pv1: Segment | undefined): { system: string; code: string } {
  const said = pv1?.text(2).toUpperCase() ?? '';
  const code = classes[said];
  return code ? { system: actCode, code } : { system: `${v2}0004`, code: said || 'U' };
}

interface Times {
  readonly admitted: Timestamp | null;
  readonly discharged: Timestamp | null;
  readonly isDischargeDeleted: boolean;
}

function timesOf(pv1: Segment, { zone }: Context): Times {
  return {
    admitted: readable(pv1, 44, zone),
    discharged: readable(pv1, 45, zone),
    isDischargeDeleted: pv1.first(45)?.isDeletion ?? false,
  };
}

/** A clock of law starts at these: a time that cannot be read is refused, not skipped. */
function readable(pv1: Segment, field: number, zone: string): Timestamp | null {
  const text = pv1.text(field);
  const at = timestamp(text, zone);
  if (text !== '' && !at) throw unreadable(`PV1-${field}`, 'a timestamp such as 202405310815');
  return at;
}

function periodOf(event: VisitEvent, times: Times, { happened }: Context): Record<string, unknown> {
  if (event.endsNothing)
    return times.admitted ? { period: { start: times.admitted.dateTime } } : {};
  const start = times.admitted ?? (event.starts ? happened : null);
  const end = times.discharged ?? (event.ends ? happened : null);
  if (event.ends && !end)
    throw missing('PV1-45', 'the time of the discharge, or EVN-6 or EVN-2 that of the event');
  const isReopened = event.reopens || (times.isDischargeDeleted && !event.ends);
  const period = {
    ...(start ? { start: start.dateTime } : {}),
    ...(isReopened ? { end: null } : end ? { end: end.dateTime } : {}),
  };
  return Object.keys(period).length > 0 ? { period } : {};
}

/**
 * The status that the event itself says. Where it says none (a transfer, an update), a discharge
 * time says that the stay is over, and anything else leaves the stored status alone.
 */
function statusOf(
  pv1: Segment,
  event: VisitEvent,
  times: Times,
): { status: string; isSaid: boolean } {
  if (event.status) return { status: event.status, isSaid: true };
  if (event.endsNothing) return { status: 'in-progress', isSaid: false };
  if (times.discharged) return { status: 'finished', isSaid: true };
  if (times.isDischargeDeleted) return { status: 'in-progress', isSaid: true };
  return { status: classOf(pv1).code === 'PRENC' ? 'planned' : 'in-progress', isSaid: false };
}

function described(pv1: Segment, practitioners: Practitioners): Record<string, unknown> {
  const service = pv1.text(10);
  const admission = pv1.text(4);
  const named = participants.flatMap(([field, code]) =>
    pv1.all(field).flatMap((xcn) => {
      const individual = practitioners.refer(xcn);
      const type = [{ coding: [{ system: participation, code }] }];
      return Object.keys(individual).length > 0 && !xcn.isDeletion ? [{ type, individual }] : [];
    }),
  );
  const location = [1, 2, 3]
    .map((component) => pv1.text(3, component))
    .filter(Boolean)
    .join(' ');
  return {
    class: classOf(pv1),
    ...(admission ? { type: [{ coding: [{ system: `${v2}0007`, code: admission }] }] } : {}),
    ...(service ? { serviceType: { coding: [{ system: `${v2}0069`, code: service }] } } : {}),
    ...(named.length > 0 ? { participant: named } : {}),
    ...(location ? { location: [{ location: { display: location } }] } : {}),
  };
}

function hospitalizationOf(pv1: Segment, event: VisitEvent): Record<string, unknown> {
  const source = pv1.text(14);
  const disposition = pv1.text(36);
  const parts = {
    ...(source ? { admitSource: { coding: [{ system: `${v2}0023`, code: source }] } } : {}),
    ...(disposition
      ? { dischargeDisposition: { coding: [{ system: `${v2}0112`, code: disposition }] } }
      : {}),
    ...(event.reopens ? { dischargeDisposition: null } : {}),
  };
  return Object.keys(parts).length > 0 ? { hospitalization: parts } : {};
}

import type { Attendance, ChartFacts } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { chartDocuments, type TypeOf } from './chart-documents.ts';
import { chartProcedures } from './chart-procedures.ts';
import { facilityOfEncounter } from './columns.ts';
import { instantOf } from './fhir/date-time.ts';
import { codingsOf, type Element, hasCode, objectOf, objectsOf, textAt } from './fhir/element.ts';
import { practitionerIdOf } from './practitioner-reference.ts';

/** What facts are read from; a change of anything else in an encounter, such as a result, changes none. */
export const factTypes: ReadonlySet<string> = new Set([
  'Encounter',
  'DocumentReference',
  'Composition',
  'Procedure',
  'ServiceRequest',
  'Practitioner',
  'PractitionerRole',
]);

export interface FactsOptions {
  /** Number of this reading of the encounter; rises with every change. */
  readonly version: number;
  /** IANA zone in which a date without a time begins; UTC when not given. */
  readonly zone?: string;
  /** How the facility reads the types of its documents; by the shipped table when not given. */
  readonly typeOf?: (facility: string) => TypeOf;
}

const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';

/**
 * What the rules may know of an encounter, from all its resources. Null when there is no live
 * Encounter among them or it lacks a patient or a facility: such a visit has no chart yet.
 */
export function toChartFacts(
  resources: readonly ResourceRow[],
  { version, zone = 'UTC', typeOf }: FactsOptions,
): ChartFacts | null {
  const live = resources.filter((row) => !row.isDeleted);
  const encounter = live.find((row) => row.type === 'Encounter');
  const facility = encounter && (encounter.facility ?? facilityOfEncounter(encounter.body));
  if (!encounter || !facility || encounter.patientId === null) return null;
  const { body } = encounter;
  const period = objectOf(body.period);
  const endedAt = instantOf(period?.end, zone);
  const status = statusOf(body.status, endedAt);
  const participants = attendancesOf(body, zone);
  const dischargedAt = status === 'discharged' ? endedAt : null;
  const inRole = (code: string): readonly Participation[] =>
    participants.filter(({ item }) => hasCode(item.type, participation, new Set([code])));
  const actingAs = (acting: readonly Participation[]): string | null =>
    practitionerIdOf(
      asOf(acting, dischargedAt).map(({ item }) => item.individual),
      live,
    );
  const only = participants.length === 1 ? participants : [];
  return {
    encounterId: encounter.id,
    patientId: encounter.patientId,
    facility,
    version,
    class: codingsOf(body.class)[0]?.code ?? 'unknown',
    service: codingsOf(body.serviceType)[0]?.code ?? null,
    admissionType: admissionTypeOf(body),
    status,
    admittedAt: instantOf(period?.start, zone),
    dischargedAt,
    disposition: dispositionOf(objectOf(body.hospitalization)?.dischargeDisposition),
    attendingId: actingAs(inRole('ATND')) ?? actingAs(inRole('PPRF')) ?? actingAs(only),
    admittingId: actingAs(inRole('ADM')),
    attendings: timesOf(inRole('ATND'), live),
    consultants: timesOf(inRole('CON'), live),
    documents: chartDocuments(live, typeOf ? { zone, typeOf: typeOf(facility) } : { zone }),
    procedures: chartProcedures(live, zone),
  };
}

/** A participant with the time in which he acted (FHIR R4 Encounter.participant.period). */
interface Participation {
  readonly item: Element;
  readonly from: number | null;
  readonly to: number | null;
}

function attendancesOf({ participant }: Element, zone: string): readonly Participation[] {
  return objectsOf(participant).map((item) => {
    const period = objectOf(item.period);
    return { item, from: instantOf(period?.start, zone), to: instantOf(period?.end, zone) };
  });
}

/**
 * Who acted at an instant, or acts now, the likeliest first: senders also end a participant's time
 * with the stay itself, or begin it a little after the discharge.
 */
function asOf(acting: readonly Participation[], at: number | null): readonly Participation[] {
  const instant = at ?? Number.POSITIVE_INFINITY;
  const rank = ({ from, to }: Participation): number => {
    if (from !== null && from > instant) return 2;
    return to === null || to > instant ? 0 : 1;
  };
  const last = ({ to }: Participation): number => to ?? Number.POSITIVE_INFINITY;
  return [...acting].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first !== second || first !== 1 ? first - second : last(b) - last(a);
  });
}

function timesOf(acting: readonly Participation[], live: readonly ResourceRow[]): Attendance[] {
  return acting
    .flatMap(({ item, from, to }) => {
      const practitionerId = practitionerIdOf(item.individual, live);
      return practitionerId === null ? [] : [{ practitionerId, from, to }];
    })
    .sort((a, b) => (a.from ?? Number.MIN_SAFE_INTEGER) - (b.from ?? Number.MIN_SAFE_INTEGER));
}

/** Discharged needs both the status and the time: without the time no clock of law can start. */
function statusOf(status: unknown, endedAt: number | null): ChartFacts['status'] {
  switch (status) {
    case 'planned':
      return 'planned';
    case 'onleave':
      return 'on-leave';
    case 'cancelled':
    case 'entered-in-error':
      return 'cancelled';
    case 'finished':
      return endedAt === null ? 'in-progress' : 'discharged';
    default:
      return 'in-progress';
  }
}

const admissionTypes = 'http://terminology.hl7.org/CodeSystem/v2-0007';

/** HL7 table 0007: emergency, urgent, elective, newborn … */
function admissionTypeOf({ type }: Element): string | null {
  return codingsOf(type).find(({ system }) => system === admissionTypes)?.code ?? null;
}

const fhirDispositions = 'http://terminology.hl7.org/CodeSystem/discharge-disposition';

/** FHIR's example codes in terms of table 0112 as US hospitals fill it (UB-04 patient status), so that a rule needs one list. */
const dispositions: Readonly<Record<string, string>> = {
  home: '01',
  'other-hcf': '02',
  snf: '03',
  aadvice: '07',
  exp: '20',
  hosp: '51',
  rehab: '62',
  long: '63',
  psy: '65',
};

function dispositionOf(concept: unknown): string | null {
  const codings = codingsOf(concept);
  const local = codings.find(({ system }) => system !== fhirDispositions);
  const standard = codings.find(({ system }) => system === fhirDispositions)?.code ?? '';
  return local?.code ?? dispositions[standard] ?? textAt(standard);
}

import type { ChartFacts } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { chartDocuments } from './chart-documents.ts';
import { chartProcedures } from './chart-procedures.ts';
import { facilityOfEncounter } from './columns.ts';
import { instantOf } from './fhir/date-time.ts';
import { codingsOf, hasCode, objectOf, objectsOf, textAt } from './fhir/element.ts';
import { practitionerIdOf } from './practitioner-reference.ts';

export interface FactsOptions {
  /** Number of this reading of the encounter; rises with every change. */
  readonly version: number;
  /** IANA zone in which a date without a time begins; UTC when not given. */
  readonly zone?: string;
}

const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';

/**
 * What the rules may know of an encounter, from all its resources. Null when there is no live
 * Encounter among them or it lacks a patient or a facility: such a visit has no chart yet.
 */
export function toChartFacts(
  resources: readonly ResourceRow[],
  { version, zone = 'UTC' }: FactsOptions,
): ChartFacts | null {
  const live = resources.filter((row) => !row.isDeleted);
  const encounter = live.find((row) => row.type === 'Encounter');
  const facility = encounter && (encounter.facility ?? facilityOfEncounter(encounter.body));
  if (!encounter || !facility || encounter.patientId === null) return null;
  const { body } = encounter;
  const period = objectOf(body.period);
  const endedAt = instantOf(period?.end, zone);
  const status = statusOf(body.status, endedAt);
  const participants = objectsOf(body.participant);
  const inRole = (code: string): string | null =>
    practitionerIdOf(
      participants
        .filter(({ type }) => hasCode(type, participation, new Set([code])))
        .map(({ individual }) => individual),
      live,
    );
  return {
    encounterId: encounter.id,
    patientId: encounter.patientId,
    facility,
    version,
    class: codingsOf(body.class)[0]?.code ?? 'unknown',
    service: codingsOf(body.serviceType)[0]?.code ?? null,
    status,
    admittedAt: instantOf(period?.start, zone),
    dischargedAt: status === 'discharged' ? endedAt : null,
    disposition: dispositionOf(objectOf(body.hospitalization)?.dischargeDisposition),
    attendingId:
      inRole('ATND') ??
      inRole('PPRF') ??
      (participants.length === 1 ? practitionerIdOf(participants[0]?.individual, live) : null),
    admittingId: inRole('ADM'),
    documents: chartDocuments(live, zone),
    procedures: chartProcedures(live, zone),
  };
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

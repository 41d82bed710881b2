import type { ChartProcedure } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { instantOf } from './fhir/date-time.ts';
import {
  codingsOf,
  conceptText,
  type Element,
  hasCode,
  objectOf,
  objectsOf,
} from './fhir/element.ts';
import { practitionerIdOf } from './practitioner-reference.ts';

const snomed = 'http://snomed.info/sct';
const surgical = new Set(['387713003']);
/** Emergency procedure. */
const emergency = new Set(['373110003']);
const surgeons = new Set(['304292004']);
const anesthetists = new Set(['88189002', '158967008', '405279007', '405278004', '405277009']);

/**
 * The procedures of an encounter that happened or are meant to.
 *
 * A procedure is an operation when its category is SNOMED CT 387713003 (surgical procedure) or one
 * of its performers acts as surgeon or gives anesthesia. Being a Procedure is not enough: feeds
 * send medication reconciliation, screening and counselling as Procedures too.
 */
export function chartProcedures(resources: readonly ResourceRow[], zone: string): ChartProcedure[] {
  return resources
    .filter(
      ({ type, body }) =>
        type === 'Procedure' && body.status !== 'entered-in-error' && body.status !== 'not-done',
    )
    .map((row) => fromProcedure(row, resources, zone));
}

function fromProcedure(
  row: ResourceRow,
  resources: readonly ResourceRow[],
  zone: string,
): ChartProcedure {
  const { body } = row;
  const performers = objectsOf(body.performer);
  const surgeon = performers.find(isSurgeon);
  const anesthesiologist = performers.find(givesAnesthesia);
  const first = performers.find((performer) => !givesAnesthesia(performer));
  const period = objectOf(body.performedPeriod);
  return {
    id: row.id,
    title: conceptText(body.code) ?? codingsOf(body.code)[0]?.code ?? 'Procedure',
    code: codingsOf(body.code)[0]?.code ?? null,
    startedAt: instantOf(period?.start ?? body.performedDateTime, zone),
    endedAt: instantOf(period?.end ?? body.performedDateTime, zone),
    surgeonId: practitionerIdOf((surgeon ?? first)?.actor, resources),
    anesthesiologistId: practitionerIdOf(anesthesiologist?.actor, resources),
    isOperation:
      hasCode(body.category, snomed, surgical) ||
      surgeon !== undefined ||
      anesthesiologist !== undefined,
    hasAnesthesia: anesthesiologist !== undefined,
    isEmergency: hasCode(body.category, snomed, emergency) || hasCode(body.code, snomed, emergency),
  };
}

function isSurgeon(performer: Element): boolean {
  const role = roleText(performer);
  return (
    hasCode(performer.function, snomed, surgeons) ||
    (/\bsurgeon\b/.test(role) && !/assist/.test(role))
  );
}

function givesAnesthesia(performer: Element): boolean {
  return (
    hasCode(performer.function, snomed, anesthetists) || /\bana?esth/.test(roleText(performer))
  );
}

function roleText(performer: Element): string {
  return (conceptText(performer.function) ?? '').toLowerCase();
}

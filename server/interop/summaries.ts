import type { ResourceRow } from '../../engine/store.ts';
import { instantOf } from './fhir/date-time.ts';
import {
  codingsOf,
  conceptText,
  type Element,
  hasCode,
  objectOf,
  objectsOf,
  textAt,
} from './fhir/element.ts';

export interface PatientSummary {
  readonly id: string;
  readonly family: string | null;
  readonly given: string | null;
  /** `Family, Given`. */
  readonly name: string;
  readonly mrn: string | null;
  readonly birthDate: string | null;
}

export interface EncounterSummary {
  readonly id: string;
  readonly number: string | null;
  readonly class: string;
  readonly admittedAt: string | null;
  readonly dischargedAt: string | null;
  readonly service: string | null;
}

const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** What lists show of a patient; the medical record number is the identifier of type MR, else the first. */
export function patientSummary(row: ResourceRow): PatientSummary {
  const { family, given, text } = nameOf(row.body);
  return {
    id: row.id,
    family,
    given,
    name: [family, given].filter((part) => part !== null).join(', ') || (text ?? ''),
    mrn: numberOf(row.body, 'MR'),
    birthDate: textAt(row.body.birthDate),
  };
}

/** What lists show of an encounter; its number is the identifier of type VN, else the first. */
export function encounterSummary(row: ResourceRow, zone = 'UTC'): EncounterSummary {
  const period = objectOf(row.body.period);
  const isOver = row.body.status === 'finished';
  return {
    id: row.id,
    number: numberOf(row.body, 'VN'),
    class: codingsOf(row.body.class)[0]?.code ?? 'unknown',
    admittedAt: isoOf(period?.start, zone),
    dischargedAt: isOver ? isoOf(period?.end, zone) : null,
    service: serviceOf(row.body.serviceType),
  };
}

/** `Given Family`, with what is known; the id when nothing is. */
export function practitionerName(row: ResourceRow): string {
  const { family, given, text } = nameOf(row.body);
  return [given, family].filter((part) => part !== null).join(' ') || (text ?? row.id);
}

/** Its name where the sender gives one, else its code. */
function serviceOf(serviceType: unknown): string | null {
  const [coding] = codingsOf(serviceType);
  return conceptText(serviceType) ?? coding?.code ?? null;
}

function isoOf(value: unknown, zone: string): string | null {
  const at = instantOf(value, zone);
  return at === null ? null : new Date(at).toISOString();
}

/** The official name, else the usual one, else the first. */
function nameOf(body: Element): {
  family: string | null;
  given: string | null;
  text: string | null;
} {
  const names = objectsOf(body.name);
  const name =
    names.find(({ use }) => use === 'official') ??
    names.find(({ use }) => use === 'usual') ??
    names[0];
  const given = Array.isArray(name?.given)
    ? name.given.filter((part) => typeof part === 'string')
    : [];
  return { family: textAt(name?.family), given: textAt(given.join(' ')), text: textAt(name?.text) };
}

function numberOf(body: Element, type: string): string | null {
  const identifiers = objectsOf(body.identifier);
  const typed = identifiers.find((identifier) =>
    hasCode(identifier.type, identifierTypes, new Set([type])),
  );
  return textAt((typed ?? identifiers[0])?.value);
}

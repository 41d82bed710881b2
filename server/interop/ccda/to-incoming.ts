import type { DocumentType } from '../../../engine/model/chart-facts.ts';
import { documentTypeOf } from '../document-types.ts';
import { timestamp } from '../hl7v2/timestamp.ts';
import type { Incoming } from '../incoming.ts';
import { PatientWithoutNumber, type StatedPatient } from '../patient-without-number.ts';
import type { CcdaDocument, CcdaPatient } from './ccda-document.ts';
import type { Coding } from './coding.ts';
import { toDocuments } from './document-reference.ts';
import { toEncounter } from './encounter.ts';
import {
  type Identifier,
  identifierOf,
  keyOf,
  npiSystem,
  socialSecuritySystem,
  token,
} from './identifiers.ts';
import { collectPeople, humanName } from './people.ts';

/** Where a document comes from. */
export interface CcdaSource {
  readonly facility: string;
  /** The facility's zone: a time without offset is local there. */
  readonly zone: string;
  /**
   * OID → the identifier system under which the site knows its numbers, so that a chart number that
   * HL7 v2 sends as `urn:id:GH` and C-CDA under an OID is one.
   */
  readonly systems: Readonly<Record<string, string>>;
}

export interface CcdaIntake extends CcdaSource {
  /** The document as it came: what is stored and shown. */
  readonly bytes: Uint8Array;
  /** The chart number, where a person has told it because the document has none. */
  readonly patient?: Identifier;
  /** Our type for its codes; the shipped table when the site has no table of its own. */
  readonly typeOf?: (codings: readonly Coding[]) => DocumentType;
}

/**
 * Translates a C-CDA document into FHIR resources, as the HL7 v2 reader does a document message:
 * patient, practitioners, encounter, the documents it follows, the document.
 * @throws Refusal `invalid-input` when the patient has no number
 */
export function ccdaToIncoming(document: CcdaDocument, intake: CcdaIntake): readonly Incoming[] {
  const people = collectPeople(intake.systems);
  const patient = toPatient(document.patient, intake);
  const patientKey = patient.key;
  const encounter = document.encounter
    ? toEncounter(document.encounter, { ...intake, patientKey, people })
    : undefined;
  const documents = toDocuments(document, {
    ...intake,
    patientKey,
    encounterKey: encounter?.key,
    people,
    typeOf: intake.typeOf ?? documentTypeOf,
  });
  return [patient, ...people.incoming(), ...(encounter ? [encounter] : []), ...documents];
}

const genders: Readonly<Record<string, string>> = { F: 'female', M: 'male', UN: 'other' };

/** What the document knows of the person is used only where nothing is known. */
function toPatient(patient: CcdaPatient, { systems, patient: told }: CcdaIntake): Incoming {
  const said = patient.ids.map((id) => identifierOf(id, systems));
  const number = told ?? chartNumber(said, Object.values(systems));
  if (number === undefined) {
    const path = 'recordTarget/patientRole/id';
    const message = `${path} must hold a medical record number. Add it and send the C-CDA document anew, or have it indexed to its patient.`;
    throw new PatientWithoutNumber('C-CDA', { path, message }, statedIn(patient));
  }
  const identifiers = told ? [told, ...said.filter(({ system }) => !isNational(system))] : said;
  const { birthDate, gender } = statedIn(patient);
  return {
    key: keyOf('Patient', number),
    mode: 'merge',
    match: { type: 'Patient', identifier: token(number) },
    path: 'recordTarget/patientRole/id',
    resource: { resourceType: 'Patient', identifier: identifiers },
    defaults: {
      ...(patient.names.length > 0 ? { name: patient.names.map(humanName) } : {}),
      ...(birthDate ? { birthDate } : {}),
      ...(gender ? { gender } : {}),
    },
  };
}

function statedIn({ names, birthTime, gender }: CcdaPatient): StatedPatient {
  const code = gender?.code.toUpperCase();
  return {
    names: names.map(({ family, given }) => ({ family, given })),
    birthDate: timestamp(birthTime?.slice(0, 8) ?? '', 'UTC')?.dateTime ?? null,
    gender: code ? (genders[code] ?? 'unknown') : null,
  };
}

/**
 * A number of the site's own, else the first that is no national one. Senders also write the
 * doctor's number here, the same one for all of their patients.
 */
function chartNumber(
  identifiers: readonly Identifier[],
  own: readonly string[],
): Identifier | undefined {
  return (
    identifiers.find(({ system }) => own.includes(system)) ??
    identifiers.find(({ system }) => !isNational(system))
  );
}

function isNational(system: string): boolean {
  return system === socialSecuritySystem || system === npiSystem;
}

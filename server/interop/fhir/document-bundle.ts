import { Refusal } from '../../../engine/errors.ts';
import type { FhirResource, Incoming } from '../incoming.ts';
import { PatientWithoutNumber, type StatedPatient } from '../patient-without-number.ts';
import { checkResource, type Issue } from './check.ts';
import { type Element, identifiersOf, objectOf, objectsOf, textAt } from './element.ts';
import { refusal } from './request.ts';

/** A number of the patient, told by a person because the document has none. */
interface PatientNumber {
  readonly system: string;
  readonly value: string;
}

/**
 * A FHIR R4 document (Bundle of type document, JSON): its Composition, found by the document's identifier, with the
 * patient, encounter, practitioners and organizations it names. As with any document, what it says of people and of
 * the stay is used only where nothing is known; what has no identifier of its own stays inside the Composition's text.
 * @throws Refusal `invalid-input` with the path of what is wrong; PatientWithoutNumber
 */
export function fromFhirDocument(
  bytes: Uint8Array,
  facility: string,
  patient: PatientNumber | null = null,
): readonly Incoming[] {
  const bundle = objectOf(parsed(bytes));
  if (bundle?.resourceType !== 'Bundle' || bundle.type !== 'document')
    throw refusal([{ path: 'Bundle.type', message: 'Send a FHIR R4 Bundle of type document.' }]);
  const entries = objectsOf(bundle.entry);
  const [first] = entries;
  const composition = objectOf(first?.resource);
  if (composition?.resourceType !== 'Composition') {
    const message = 'A FHIR document must begin with its Composition (bdl-11).';
    throw refusal([{ path: 'Bundle.entry[0].resource', message }]);
  }
  const number = numberOf(bundle, composition);
  const issues: Issue[] = [];
  const nameless: StatedPatient[] = [];
  const incoming = entries.flatMap((entry, index) =>
    incomingOf(entry, {
      path: `Bundle.entry[${index}].resource`,
      number,
      facility,
      patient,
      issues,
      nameless,
    }),
  );
  const [stated] = nameless;
  // With another fault it is no question of whose it is: nobody could file it yet.
  if (stated !== undefined && issues.length === 1) {
    const [{ path, message }] = issues as [Issue];
    const fault = { path, message: `${path}: ${message}` };
    throw new PatientWithoutNumber('FHIR document', fault, stated);
  }
  if (issues.length > 0) throw refusal(issues);
  return incoming;
}

/** Bundle.identifier is mandatory in a document (bdl-9); the Composition's own comes before it. */
function numberOf(bundle: Element, composition: Element): string {
  const own = objectOf(composition.identifier) ?? objectOf(bundle.identifier);
  const value = textAt(own?.value);
  if (value !== null) return `${textAt(own?.system) ?? ''}|${value}`;
  const message =
    'A document needs an identifier with a value (bdl-9): sent again, it is known by it.';
  throw refusal([{ path: 'Bundle.identifier', message }]);
}

interface EntryOptions {
  readonly path: string;
  readonly number: string;
  readonly facility: string;
  readonly patient: PatientNumber | null;
  readonly issues: Issue[];
  /** What is said of a patient without a number. */
  readonly nameless: StatedPatient[];
}

const aside = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Encounter']);

function incomingOf(
  entry: Element,
  { path, number, facility, patient, issues, nameless }: EntryOptions,
): Incoming[] {
  const resource = objectOf(entry.resource) as FhirResource | undefined;
  if (resource === undefined) return [];
  const isComposition = path === 'Bundle.entry[0].resource';
  if (!isComposition && !aside.has(resource.resourceType)) return [];
  const found = checkResource(resource, path);
  issues.push(...found);
  if (found.length > 0) return [];
  const type = resource.resourceType;
  const told = type === 'Patient' && identifiersOf(resource).length === 0 ? patient : null;
  const own = told === null ? identifiersOf(resource) : [`${told.system}|${told.value}`];
  const [identifier] = isComposition ? [number] : own;
  if (identifier === undefined) {
    // Without the patient's number nobody can say whose document it is.
    if (type !== 'Patient') return [];
    const message =
      'The patient needs an identifier. Add it and send the document anew, or have it indexed to its patient.';
    issues.push({ path: `${path}.identifier`, message });
    nameless.push(statedIn(resource));
    return [];
  }
  const key = textAt(entry.fullUrl) ?? `${type}/${resource.id ?? identifier}`;
  const { id: _, meta: __, ...rest } = resource;
  const match = { type, identifier };
  if (isComposition) {
    const at = number.indexOf('|');
    const named = { system: number.slice(0, at), value: number.slice(at + 1) };
    return [
      { key, mode: 'merge', match, path, resource: { ...rest, identifier: named } as FhirResource },
    ];
  }
  const provider = { serviceProvider: { identifier: { value: facility } } };
  const defaults = type === 'Encounter' ? { ...provider, ...rest } : rest;
  const named = { resourceType: type, identifier: told ?? resource.identifier };
  return [{ key, mode: 'merge', match, path, resource: named as FhirResource, defaults }];
}

function statedIn(patient: Element): StatedPatient {
  return {
    names: objectsOf(patient.name).map(({ family, given }) => ({
      family: textAt(family),
      given: (Array.isArray(given) ? given : []).flatMap((part) => textAt(part) ?? []),
    })),
    birthDate: textAt(patient.birthDate),
    gender: textAt(patient.gender),
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(
      'invalid-input',
      'The document is not JSON in UTF-8. Send a FHIR document as JSON (application/fhir+json).',
    );
  }
}

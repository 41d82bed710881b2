import type { ResourceRow } from '../../engine/store.ts';
import { type Element, objectOf, referencedId, textAt } from './fhir/element.ts';
import type { FhirResource } from './incoming.ts';

export type Columns = Pick<ResourceRow, 'patientId' | 'encounterId'>;

/** What a stored resource is found by, read from its body. */
export function columnsOf(resource: FhirResource, id: string): Columns {
  return {
    patientId: resource.resourceType === 'Patient' ? id : patientOf(resource),
    encounterId: resource.resourceType === 'Encounter' ? id : encounterOf(resource),
  };
}

/**
 * The facility of an encounter: `serviceProvider.identifier.value`, else the id of the organization
 * that `serviceProvider` refers to, else none.
 */
export function facilityOfEncounter(encounter: Element): string | null {
  const provider = objectOf(encounter.serviceProvider);
  return textAt(objectOf(provider?.identifier)?.value) ?? referencedId(provider, 'Organization');
}

function patientOf(resource: Element): string | null {
  return (
    referencedId(resource.subject, 'Patient') ??
    referencedId(resource.patient, 'Patient') ??
    referencedId(resource.for, 'Patient') ??
    referencedId(resource.beneficiary, 'Patient')
  );
}

/** DocumentReference has its encounter inside `context`. */
function encounterOf(resource: Element): string | null {
  return (
    referencedId(resource.encounter, 'Encounter') ??
    referencedId(objectOf(resource.context)?.encounter, 'Encounter') ??
    referencedId(resource.context, 'Encounter')
  );
}

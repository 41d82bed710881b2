import type { ResourceRow } from '../../engine/store.ts';
import { objectsOf, referencedId } from './fhir/element.ts';

/** The practitioner whom a reference means; through the role, when the encounter's resources hold it. */
export function practitionerIdOf(value: unknown, resources: readonly ResourceRow[]): string | null {
  for (const reference of objectsOf(value)) {
    const direct = referencedId(reference, 'Practitioner');
    if (direct !== null) return direct;
    const roleId = referencedId(reference, 'PractitionerRole');
    const role = resources.find((row) => row.type === 'PractitionerRole' && row.id === roleId);
    const through = referencedId(role?.body.practitioner, 'Practitioner');
    if (through !== null) return through;
  }
  return null;
}

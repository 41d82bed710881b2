import { permits } from '../engine/access.ts';
import { Refusal } from '../engine/errors.ts';
import type { Role, User } from '../engine/model/user.ts';
import type { ResourceRow, Store } from '../engine/store.ts';
import { senders } from './intake/permission.ts';

/** Who may read FHIR resources. */
export const resourceReaders: readonly Role[] = [
  ...senders,
  'analyst',
  'coder',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
];

/** Of no facility: whom one works with and where. What is about a patient belongs to the facilities that treat them. */
const directory: ReadonlySet<string> = new Set([
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
]);

/** Who may read resources of a type: the directory also those who keep covers, leave and letters. */
export function readersOf(type: string): readonly Role[] {
  return directory.has(type) ? [...resourceReaders, 'medical-staff-office'] : resourceReaders;
}

/** The rows of these that the user may read, in their order. */
export type ReadableRows = (user: User, rows: readonly ResourceRow[]) => Promise<ResourceRow[]>;

export function createResourceAccess(store: Store): ReadableRows {
  return async (user, rows) => {
    const isAt = (facility: string): boolean =>
      permits({ roles: resourceReaders }, user, {
        facility,
        patientId: null,
        encounterId: null,
        practitionerId: null,
      });
    // No facility is called '': only a grant for all of them covers it.
    if (isAt('')) return [...rows];
    const treated = new Map<string, Promise<boolean>>();
    const isTreatedHere = (patientId: string): Promise<boolean> => {
      const known = treated.get(patientId) ?? treatedAt(store, patientId, isAt);
      treated.set(patientId, known);
      return known;
    };
    const allowed = await Promise.all(
      rows.map(async ({ type, facility, patientId }) => {
        if (directory.has(type)) return true;
        if (facility !== null) return isAt(facility);
        return patientId !== null && isTreatedHere(patientId);
      }),
    );
    return rows.filter((_, index) => allowed[index]);
  };
}

async function treatedAt(
  store: Store,
  patientId: string,
  isAt: (facility: string) => boolean,
): Promise<boolean> {
  const encounters = await store.resources({ type: 'Encounter', patientId });
  return encounters.some(({ facility }) => facility !== null && isAt(facility));
}

/** @throws Refusal `not-permitted` unless the user holds one of the roles somewhere */
export function assertHolds(user: User, roles: readonly Role[]): void {
  if (user.grants.some((grant) => roles.includes(grant.role))) return;
  throw new Refusal(
    'not-permitted',
    `This needs one of the roles ${roles.join(', ')}. Ask an administrator.`,
  );
}

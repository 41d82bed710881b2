import type { ResourceRow, Store } from '../../engine/store.ts';
import { instantOf } from '../interop/fhir/date-time.ts';
import { objectOf } from '../interop/fhir/element.ts';
import { documentInstant } from './site-types.ts';

const nearMs = 30 * 24 * 60 * 60 * 1000;

export interface ProposedEncounter {
  readonly encounterId: string;
  readonly by: 'covers' | 'nearest-before';
}

/** The patient's encounter whose time covers the document's, else the nearest of the 30 days before it. */
export async function proposedEncounter(
  document: ResourceRow,
  { store, zone }: { readonly store: Store; readonly zone: string },
): Promise<ProposedEncounter | null> {
  const { patientId, body } = document;
  if (patientId === null) return null;
  const at = documentInstant(body, zone) ?? store.now();
  const candidates = (await store.resources({ type: 'Encounter', patientId }))
    .filter((row) => row.body.status !== 'entered-in-error' && row.body.status !== 'cancelled')
    .flatMap((row) => {
      const period = objectOf(row.body.period);
      const startAt = instantOf(period?.start, zone);
      const endAt = instantOf(period?.end, zone);
      return startAt === null || startAt > at ? [] : [{ row, endAt }];
    });
  // Of two stays at once the one that began later is the closer one.
  const covering = candidates
    .filter(({ endAt }) => endAt === null || endAt >= at)
    .toSorted((a, b) => startOf(b.row, zone) - startOf(a.row, zone))[0];
  if (covering !== undefined) return { encounterId: covering.row.id, by: 'covers' };
  const nearest = candidates
    .filter(({ endAt }) => at - (endAt ?? at) <= nearMs)
    .toSorted((a, b) => (b.endAt ?? 0) - (a.endAt ?? 0))[0];
  return nearest === undefined ? null : { encounterId: nearest.row.id, by: 'nearest-before' };
}

function startOf({ body }: ResourceRow, zone: string): number {
  return instantOf(objectOf(body.period)?.start, zone) ?? 0;
}

import type { ResourceRow, Store } from '../engine/store.ts';
import { objectsOf, referencedId } from './interop/fhir/element.ts';

/** A chain of corrections that is longer is a mistake of its sender. */
const mostReplaced = 50;

/**
 * All that a document ever was, oldest first: its own versions, and those of the documents it replaced. What stood
 * under its name in the chart of another patient is no version of it for a reader of this one.
 */
export async function versionsOf(store: Store, now: ResourceRow): Promise<readonly ResourceRow[]> {
  const chain = [now];
  for (let row = now; chain.length < mostReplaced; ) {
    const earlier = await replacedBy(store, row);
    if (earlier === undefined || chain.some(({ id }) => id === earlier.id)) break;
    chain.push(earlier);
    row = earlier;
  }
  const all = await Promise.all(chain.toReversed().map((row) => ownVersions(store, row)));
  return all.flat().filter((one) => !one.isDeleted && isOfSame(one, now));
}

/** One of its versions; undefined where there is none such for a reader of this chart. */
export async function versionAt(
  store: Store,
  now: ResourceRow,
  version: number,
): Promise<ResourceRow | undefined> {
  const row =
    version === now.version ? now : await store.resourceVersion(now.type, now.id, version);
  return row !== undefined && !row.isDeleted && isOfSame(row, now) ? row : undefined;
}

/** A merge gives a stay another patient, a correction of the patient another stay; both at once is another record. */
function isOfSame(one: ResourceRow, now: ResourceRow): boolean {
  const isPatient = one.patientId !== null && one.patientId === now.patientId;
  return isPatient || one.encounterId === now.encounterId;
}

async function ownVersions(store: Store, row: ResourceRow): Promise<ResourceRow[]> {
  const earlier = await Promise.all(
    Array.from({ length: row.version - 1 }, (_, n) =>
      store.resourceVersion(row.type, row.id, n + 1),
    ),
  );
  return [...earlier.flatMap((one) => one ?? []), row];
}

async function replacedBy(store: Store, { body }: ResourceRow): Promise<ResourceRow | undefined> {
  const relation = objectsOf(body.relatesTo).find(({ code }) => code === 'replaces');
  const id = referencedId(relation?.target ?? relation?.targetReference, 'DocumentReference');
  return id === null ? undefined : store.resource('DocumentReference', id);
}

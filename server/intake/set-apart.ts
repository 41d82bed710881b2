import type { ResourceRow, Store } from '../../engine/store.ts';
import { columnsOf } from '../interop/columns.ts';
import { withDecisions, withoutEncounter } from '../interop/filing.ts';
import type { FhirResource } from '../interop/incoming.ts';
import type { Resolved } from '../interop/resolve.ts';
import { sameJson } from '../interop/value-parts.ts';

export interface SetApartOptions {
  readonly store: Store;
  /** True when a person files the document: only they may move it to another patient. */
  readonly isFiling: boolean;
}

/**
 * Documents are filed as far as they can be. What a person decided about one stands over what its sender says again;
 * one that names another patient's visit is filed without it. Whatever else is on the wrong patient stays in doubt.
 */
export async function setApart(
  resolved: Resolved,
  { store, isFiling }: SetApartOptions,
): Promise<Resolved> {
  if (isFiling)
    return { ...resolved, doubts: resolved.doubts.filter(({ type }) => type !== documentType) };
  const named = new Set(
    resolved.doubts
      .filter((one) => one.type === documentType && one.reason === 'encounter-of-another-patient')
      .map(({ id }) => id),
  );
  const settled = new Set<string>();
  const rows: ResourceRow[] = [];
  for (const row of resolved.rows) {
    if (row.type !== documentType || row.isDeleted) {
      rows.push(row);
      continue;
    }
    const before = row.version > 1 ? await store.resource(row.type, row.id) : undefined;
    const decided =
      before === undefined
        ? row
        : await rewritten(row, withDecisions(row.body, before.body), store);
    const isBack = before !== undefined && decided.patientId === before.patientId;
    if (decided !== row && isBack) settled.add(row.id);
    const isForeign = named.has(row.id) && decided.encounterId === row.encounterId;
    if (isForeign) settled.add(row.id);
    rows.push(
      isForeign ? await rewritten(decided, withoutEncounter(decided.body), store) : decided,
    );
  }
  const doubts = resolved.doubts.filter(
    ({ type, id }) => type !== documentType || !settled.has(id),
  );
  return { ...resolved, rows, doubts };
}

const documentType = 'DocumentReference';

/** Of the facility of its encounter, as every row is. */
async function rewritten(
  row: ResourceRow,
  body: ResourceRow['body'],
  store: Store,
): Promise<ResourceRow> {
  if (sameJson(row.body, body)) return row;
  const columns = columnsOf(body as FhirResource, row.id);
  if (columns.encounterId === row.encounterId) return { ...row, ...columns, body };
  const { encounterId } = columns;
  const encounter = encounterId === null ? null : await store.resource('Encounter', encounterId);
  return { ...row, ...columns, facility: encounter?.facility ?? null, body };
}

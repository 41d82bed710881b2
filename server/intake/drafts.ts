import type { ResourceRow, Store } from '../../engine/store.ts';
import { columnsOf } from '../interop/columns.ts';
import type { FhirResource } from '../interop/incoming.ts';

type Body = ResourceRow['body'];

/** New versions in the making: of what a message wrote, and of what follows from it. */
export interface Drafts {
  /** @throws Error when there is no such resource */
  change(type: string, id: string, edit: (body: Body) => Body): Promise<void>;
  rows(): readonly ResourceRow[];
}

interface DraftParts {
  readonly store: Store;
  readonly at: number;
  readonly eventAt: number;
  readonly messageId: string;
}

/** A resource changed twice gets one new version. */
export function createDrafts(
  written: readonly ResourceRow[],
  { store, at, eventAt, messageId }: DraftParts,
): Drafts {
  const rows = new Map(written.map((row) => [`${row.type}/${row.id}`, row]));

  const next = async (type: string, id: string): Promise<ResourceRow> => {
    const draft = rows.get(`${type}/${id}`);
    if (draft !== undefined) return draft;
    const stored = await store.resource(type, id);
    if (stored === undefined) throw new Error(`There is no ${type}/${id} to change.`);
    return { ...stored, version: stored.version + 1, updatedAt: at, messageId };
  };

  return {
    change: async (type, id, edit) => {
      const row = await next(type, id);
      const edited = edit(row.body);
      const said = changedElements(row.body, edited).map(
        (element) => [element, { at: eventAt, messageId }] as const,
      );
      const meta = {
        ...(edited.meta as object | undefined),
        versionId: String(row.version),
        lastUpdated: new Date(row.updatedAt).toISOString(),
      };
      rows.set(`${type}/${id}`, {
        ...row,
        ...columnsOf(edited as FhirResource, id),
        sources: { ...row.sources, ...Object.fromEntries(said) },
        body: { ...edited, meta },
      });
    },
    rows: () => [...rows.values()],
  };
}

function changedElements(before: Body, after: Body): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    (name) =>
      !['meta', 'id', 'resourceType'].includes(name) &&
      JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

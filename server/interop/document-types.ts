import { z } from 'zod';
import { DocumentType } from '../../engine/model/chart-facts.ts';
import rows from './document-types.json' with { type: 'json' };
import { documentTypeSystem } from './extensions.ts';
import { type Element, objectsOf } from './fhir/element.ts';

const Row = z.object({ system: z.string(), code: z.string(), type: DocumentType });

/** One line of the table that maps a sender's code to our document type. */
export type DocumentTypeRow = z.infer<typeof Row>;

/** LOINC and HL7 table 0270. A site adds its local codes as rows of its own. */
export const documentTypeRows: readonly DocumentTypeRow[] = z.array(Row).parse(rows);

const table = new Map(
  documentTypeRows.map(({ system, code, type }) => [`${system}|${code}`, type]),
);

/**
 * Our type for a document's codings. A coding in our own system decides, for the sender chose it;
 * else the first that the table has; else `other`.
 */
export function documentTypeOf(
  codings: readonly { readonly system?: string | null; readonly code?: string | null }[],
): DocumentType {
  for (const { system, code } of codings) {
    const own = system === documentTypeSystem ? DocumentType.safeParse(code) : undefined;
    if (own?.success) return own.data;
  }
  const known = codings.map(({ system, code }) => table.get(`${system}|${code}`));
  return known.find((type) => type !== undefined && type !== 'other') ?? 'other';
}

/** The type that a person chose by hand; nothing that a table says comes before it (FHIR R4 Coding.userSelected). */
export function indexedTypeOf({ type }: Element): DocumentType | null {
  const codings = objectsOf(type).flatMap((concept) => objectsOf(concept.coding));
  const own = codings.find((one) => one.system === documentTypeSystem && one.userSelected === true);
  return DocumentType.safeParse(own?.code).data ?? null;
}

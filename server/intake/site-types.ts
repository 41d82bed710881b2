import { localDateOf } from '../../engine/time/zone.ts';
import { documentTypeFor, type MappedType, type SiteTypeRow } from '../documents/type-map.ts';
import type { TypeOf } from '../interop/chart-documents.ts';
import { indexedTypeOf } from '../interop/document-types.ts';
import { instantOf } from '../interop/fhir/date-time.ts';
import { codingsOf, type Element, objectOf, objectsOf, textAt } from '../interop/fhir/element.ts';

export interface SiteTypesOptions {
  readonly facility: string;
  readonly zone: string;
  /** The rows of the site's table. */
  readonly map: readonly SiteTypeRow[];
  /** Dates a document that has no date, epoch milliseconds. */
  readonly now: number;
}

/** What a document is by the site's table on the document's own date; a person who indexed it comes first. */
export function mappedTypeOf(body: Element, options: SiteTypesOptions): MappedType {
  const indexed = indexedTypeOf(body);
  if (indexed !== null) return { type: indexed, source: 'site', proposal: null };
  const { facility, zone, map, now } = options;
  const on = localDateOf(documentInstant(body, zone) ?? now, zone);
  const attachment = objectOf(objectsOf(body.content)[0]?.attachment);
  const title = textAt(body.description) ?? textAt(attachment?.title) ?? textAt(body.title);
  const concepts = [...objectsOf(body.type), ...objectsOf(body.category)];
  const codings = concepts.flatMap((concept) => [
    ...codingsOf(concept),
    { display: textAt(concept.text) },
  ]);
  return documentTypeFor(codings, { facility, on, map, title });
}

/** For the facts of a chart. */
export function typeOfFor(options: Omit<SiteTypesOptions, 'facility'>) {
  return (facility: string): TypeOf =>
    (body) =>
      mappedTypeOf(body, { ...options, facility }).type;
}

/** When a document's subject took place, else when it was filed. */
export function documentInstant(body: Element, zone: string): number | null {
  const period = objectOf(objectOf(body.context)?.period);
  return instantOf(period?.start, zone) ?? instantOf(body.date, zone);
}

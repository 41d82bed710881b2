import {
  type ChartDocument,
  CompletionStatus,
  type DocumentType,
} from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { chartOrders } from './chart-orders.ts';
import { contentHashOf, statedIn } from './contents.ts';
import { documentTypeOf, indexedTypeOf } from './document-types.ts';
import { assignedSignerUrl, completionStatusUrl, signedAtUrl } from './extensions.ts';
import { instantOf } from './fhir/date-time.ts';
import {
  codingsOf,
  conceptText,
  type Element,
  extensionOf,
  objectOf,
  objectsOf,
  referencedId,
  textAt,
} from './fhir/element.ts';
import { isLateEntry, lateEntryWrittenAt } from './late-entry.ts';
import { practitionerIdOf } from './practitioner-reference.ts';

/** Our type for a document; the site's table decides it where it is known. */
export type TypeOf = (document: Element) => DocumentType;

/** By the person who indexed it, else by the table that ships. */
const shippedTypeOf: TypeOf = (document) =>
  indexedTypeOf(document) ??
  documentTypeOf([...codingsOf(document.type), ...codingsOf(document.category)]);

export interface ChartDocumentOptions {
  readonly zone: string;
  readonly typeOf?: TypeOf;
}

/**
 * The documents of an encounter. One that another of them has replaced is left out. A status of
 * `superseded` alone does not leave it out: senders also set it on every note but a patient's last.
 */
export function chartDocuments(
  resources: readonly ResourceRow[],
  { zone, typeOf = shippedTypeOf }: ChartDocumentOptions,
): ChartDocument[] {
  const rows = resources.filter(
    (row) => row.type === 'DocumentReference' || row.type === 'Composition',
  );
  const replaced = new Set(rows.flatMap((row) => replacedBy(row.body)));
  const documents = rows
    .filter((row) => !replaced.has(row.id))
    .map((row) =>
      row.type === 'Composition'
        ? fromComposition(row, resources, { zone, typeOf })
        : fromReference(row, resources, { zone, typeOf }),
    );
  return [...documents, ...chartOrders(resources, zone)];
}

function replacedBy({ relatesTo }: Element): readonly string[] {
  return objectsOf(relatesTo)
    .filter(({ code }) => code === 'replaces')
    .flatMap(
      (relation) =>
        referencedId(relation.target ?? relation.targetReference, 'DocumentReference') ??
        referencedId(relation.target ?? relation.targetReference, 'Composition') ??
        [],
    );
}

/** What is appended is an addendum, also one that comes late; what replaces another is its correction. */
function actOf(body: Element, title: string | null): Pick<ChartDocument, 'act'> {
  const codes = objectsOf(body.relatesTo).map(({ code }) => code);
  if (codes.includes('appends')) return { act: 'addendum' };
  // Corrected, a late entry is one still.
  if (isLateEntry(body, title)) return { act: 'late-entry' };
  return codes.includes('replaces') ? { act: 'correction' } : {};
}

/** Signed and dated only when the status says signed: a document reopened for editing is unsigned again. */
function isSigned(status: CompletionStatus | null, docStatus: ChartDocument['docStatus']): boolean {
  return status === null
    ? docStatus === 'final' || docStatus === 'amended'
    : status === 'LA' || status === 'AU';
}

function fromReference(
  row: ResourceRow,
  resources: readonly ResourceRow[],
  { zone, typeOf }: Required<ChartDocumentOptions>,
): ChartDocument {
  const { body } = row;
  const docStatus = docStatusOf(body);
  const signerId = practitionerIdOf(body.authenticator, resources);
  const completionStatus = completionOf(body, docStatus);
  const date = instantOf(body.date, zone);
  const signedAt = instantOf(extensionOf(body, signedAtUrl)?.valueDateTime, zone) ?? date;
  const signed = isSigned(completionStatus, docStatus);
  const title = textAt(body.description) ?? attachmentTitle(body);
  const act = actOf(body, title);
  const writtenAt = instantOf(objectOf(objectOf(body.context)?.period)?.start, zone);
  return {
    id: row.id,
    version: row.version,
    ...namesOf(body, typeOf(body), title),
    docStatus,
    completionStatus,
    ...act,
    writtenAt,
    elements: statedIn(objectOf(objectsOf(body.content)[0]?.attachment)),
    procedureId: referencedId(objectOf(body.context)?.related, 'Procedure'),
    contentKey: signed ? null : contentKeyOf(body),
    authorId: practitionerIdOf(body.author, resources),
    signerId: signed ? signerId : null,
    ...assignedSigners(body, resources),
    filedAt: act.act === 'late-entry' ? lateEntryWrittenAt(writtenAt, [date, signedAt]) : date,
    signedAt: signed ? signedAt : null,
  };
}

function assignedSigners(
  { extension }: Element,
  resources: readonly ResourceRow[],
): Pick<ChartDocument, 'assignedSignerIds'> {
  const ids = objectsOf(extension)
    .filter(({ url }) => url === assignedSignerUrl)
    .flatMap(({ valueReference }) => practitionerIdOf(valueReference, resources) ?? []);
  return ids.length === 0 ? {} : { assignedSignerIds: ids };
}

/** Without `docStatus`, an authenticator is the only sign that anyone has signed. */
function docStatusOf(body: Element): ChartDocument['docStatus'] {
  if (body.status === 'entered-in-error') return 'entered-in-error';
  switch (body.docStatus) {
    case 'final':
    case 'amended':
    case 'entered-in-error':
    case 'preliminary':
      return body.docStatus;
    default:
      return objectOf(body.authenticator) ? 'final' : 'preliminary';
  }
}

function completionOf(
  body: Element,
  docStatus: ChartDocument['docStatus'],
): CompletionStatus | null {
  const said = CompletionStatus.safeParse(extensionOf(body, completionStatusUrl)?.valueCode);
  if (said.success) return said.data;
  if (docStatus === 'entered-in-error') return null;
  if (docStatus === 'preliminary') return body.docStatus === 'preliminary' ? 'PA' : null;
  return objectOf(body.authenticator) ? 'LA' : null;
}

function fromComposition(
  row: ResourceRow,
  resources: readonly ResourceRow[],
  { zone, typeOf }: Required<ChartDocumentOptions>,
): ChartDocument {
  const { body } = row;
  const docStatus = compositionStatus(body.status);
  const attested = (modes: readonly string[]): Element | undefined =>
    objectsOf(body.attester).find(
      ({ mode, time }) => modes.includes(String(mode)) && instantOf(time, zone) !== null,
    );
  const legal = attested(['legal']);
  const attester = legal ?? attested(['professional', 'personal', 'official']);
  const derived = legal ? 'LA' : attester ? 'AU' : docStatus === 'preliminary' ? 'PA' : null;
  const said = CompletionStatus.safeParse(extensionOf(body, completionStatusUrl)?.valueCode);
  const completionStatus = said.data ?? (docStatus === 'entered-in-error' ? null : derived);
  const signed = isSigned(completionStatus, docStatus);
  const date = instantOf(body.date, zone);
  const title = textAt(body.title);
  const act = actOf(body, title);
  const writtenAt = instantOf(objectOf(objectsOf(body.event)[0]?.period)?.start, zone);
  const attestedAt = instantOf(attester?.time, zone);
  return {
    id: row.id,
    version: row.version,
    ...namesOf(body, typeOf(body), title),
    docStatus,
    completionStatus,
    ...act,
    writtenAt,
    procedureId: referencedId(
      objectsOf(body.event).flatMap(({ detail }) => objectsOf(detail)),
      'Procedure',
    ),
    contentKey: null,
    authorId: practitionerIdOf(body.author, resources),
    signerId: signed ? practitionerIdOf(attester?.party, resources) : null,
    filedAt: act.act === 'late-entry' ? lateEntryWrittenAt(writtenAt, [date, attestedAt]) : date,
    signedAt: signed ? (attestedAt ?? date) : null,
  };
}

function compositionStatus(status: unknown): ChartDocument['docStatus'] {
  return status === 'final' || status === 'amended' || status === 'entered-in-error'
    ? status
    : 'preliminary';
}

function namesOf(
  body: Element,
  type: DocumentType,
  title: string | null,
): Pick<ChartDocument, 'type' | 'title'> {
  return { type, title: title ?? conceptText(body.type) ?? type };
}

function attachmentTitle(body: Element): string | null {
  return textAt(objectOf(objectsOf(body.content)[0]?.attachment)?.title);
}

/** Our hash of what is kept, else the sender's, else where the content lies. */
function contentKeyOf(body: Element): string | null {
  const attachment = objectOf(objectsOf(body.content)[0]?.attachment);
  return contentHashOf(attachment) ?? textAt(attachment?.hash) ?? textAt(attachment?.url);
}

import { CompletionStatus } from '../../../engine/model/chart-facts.ts';
import { documentTypeOf } from '../document-types.ts';
import {
  assignedSignerUrl,
  completionStatusUrl,
  documentTypeSystem,
  signedAtUrl,
} from '../extensions.ts';
import type { FhirResource, Incoming } from '../incoming.ts';
import { contentOf } from './content.ts';
import type { Context } from './context.ts';
import type { DocumentEvent } from './events.ts';
import { fromEi, type Identifier, keyOf, token } from './identifiers.ts';
import type { Repetition, Segment } from './message.ts';
import type { Practitioners } from './practitioners.ts';
import { missing } from './refusals.ts';
import { type Timestamp, timestamp } from './timestamp.ts';

export interface DocumentOptions {
  readonly event: DocumentEvent;
  readonly patientKey: string;
  readonly encounterKey: string | undefined;
  readonly practitioners: Practitioners;
}

/** TXA and OBX → DocumentReference, found by the unique document number, with the document it follows. */
export function toDocument(context: Context, options: DocumentOptions): readonly Incoming[] {
  const { message, namespace } = context;
  const txa = message.segment('TXA');
  const number = txa?.first(12) && fromEi(txa.first(12) as Repetition, namespace);
  if (!txa || !number) throw missing('TXA-12', 'the unique document number');
  const { event } = options;
  const parent = event.relation ? parentOf(txa, event.relation, context) : undefined;
  const { resource, defaults } = documentOf(txa, number, event, context, options);
  const document: Incoming = {
    key: keyOf('DocumentReference', number),
    mode: 'merge',
    match: { type: 'DocumentReference', identifier: token(number) },
    path: 'TXA-12',
    ...(event.isCancel ? { ifExists: true } : {}),
    resource: parent ? { ...resource, relatesTo: [relation(event, parent)] } : resource,
    defaults,
  };
  return parent ? [parent.incoming, document] : [document];
}

interface Parent {
  readonly identifier: Identifier;
  readonly incoming: Incoming;
}

/** The document that TXA-13 names. It is marked when it is replaced, and left alone when it is not here. */
function parentOf(txa: Segment, relates: 'appends' | 'replaces', context: Context): Parent {
  const field = txa.first(13);
  const identifier = field && fromEi(field, context.namespace);
  if (!identifier) throw missing('TXA-13', 'the number of the document that this one follows');
  return {
    identifier,
    incoming: {
      key: keyOf('DocumentReference', identifier),
      mode: 'merge',
      match: { type: 'DocumentReference', identifier: token(identifier) },
      ifExists: true,
      path: 'TXA-13',
      resource: {
        resourceType: 'DocumentReference',
        ...(relates === 'replaces' ? { status: 'superseded' } : {}),
      },
    },
  };
}

function relation(event: DocumentEvent, { identifier, incoming }: Parent): object {
  return { code: event.relation, target: { reference: incoming.key, identifier } };
}

function documentOf(
  txa: Segment,
  number: Identifier,
  event: DocumentEvent,
  context: Context,
  options: DocumentOptions,
): { resource: FhirResource; defaults: Record<string, unknown> } {
  const { practitioners, patientKey, encounterKey } = options;
  const times = timesOf(txa, context);
  const completion = CompletionStatus.safeParse(txa.text(17)).data;
  const type = typeOf(txa);
  const content = contentOf(context.message.all('OBX'), titleOf(txa), txa.text(16));
  const author = [txa.all(9), txa.all(5)].find((names) => names.length > 0) ?? [];
  const signer = signerOf(txa, context.zone);
  const filed = times.filed ? { date: new Date(times.filed.instant).toISOString() } : {};
  const resource = {
    resourceType: 'DocumentReference',
    identifier: [number],
    ...availability(txa, event),
    ...docStatus(completion, event),
    ...confidentiality(txa),
    ...(type ? { type } : {}),
    subject: { reference: patientKey },
    ...(event.isChange ? {} : filed),
    ...(author.length > 0 ? { author: author.map((xcn) => practitioners.refer(xcn)) } : {}),
    ...(signer ? { authenticator: practitioners.refer(signer.xcn) } : {}),
    ...(encounterKey ? { context: visitOf(encounterKey, times.activity) } : {}),
    extension: [
      ...(completion ? [{ url: completionStatusUrl, valueCode: completion }] : []),
      ...(signer?.at ? [{ url: signedAtUrl, valueDateTime: signer.at.dateTime }] : []),
      ...txa
        .all(10)
        .map((xcn) => ({ url: assignedSignerUrl, valueReference: practitioners.refer(xcn) })),
    ],
    ...(titleOf(txa) ? { description: titleOf(txa) } : {}),
    ...(content.isSaid ? { content: [content.content] } : {}),
  };
  const isSigned = completion === 'LA' || completion === 'AU';
  const signed =
    isSigned && !signer?.at && times.event
      ? [{ url: signedAtUrl, valueDateTime: times.event.dateTime }]
      : [];
  const { extension, ...rest } = resource;
  return {
    resource: extension.length > 0 ? resource : rest,
    defaults: {
      status: 'current',
      docStatus: 'preliminary',
      ...filed,
      ...(signed.length > 0 ? { extension: signed } : {}),
      content: [content.content],
    },
  };
}

interface Times {
  readonly activity: Timestamp | null;
  readonly filed: Timestamp | null;
  /** When this event happened: what a signature without a time of its own is dated by. */
  readonly event: Timestamp | null;
}

/** Filed: EVN-6, else origination (TXA-6), else transcription (TXA-7). */
function timesOf(txa: Segment, { message, zone, happened }: Context): Times {
  const at = (field: number): Timestamp | null => timestamp(txa.text(field), zone);
  const occurred = timestamp(message.segment('EVN')?.text(6) ?? '', zone);
  return {
    activity: at(4),
    filed: occurred ?? at(6) ?? at(7) ?? happened,
    event: occurred ?? at(7) ?? happened,
  };
}

function availability(txa: Segment, event: DocumentEvent): { status?: string } {
  if (event.isCancel || txa.text(19) === 'CA') return { status: 'entered-in-error' };
  return txa.text(19) === 'OB' ? { status: 'superseded' } : {};
}

/**
 * TXA-18 (table 0272: U usual, R restricted, V very restricted) → the security label of the content, for
 * `meta.security` would be that of the reference alone (FHIR R4 DocumentReference.securityLabel).
 */
function confidentiality(txa: Segment): { securityLabel?: readonly object[] } {
  const code = { U: 'N', R: 'R', V: 'V' }[txa.text(18).toUpperCase()];
  return code ? { securityLabel: [{ coding: [{ system: confidentialities, code }] }] } : {};
}

const confidentialities = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/** HL7 table 0271 → composition-status: final once signed, amended when a signed text was edited. */
function docStatus(
  completion: CompletionStatus | undefined,
  event: DocumentEvent,
): { docStatus?: string } {
  if (event.isCancel) return { docStatus: 'entered-in-error' };
  if (completion === undefined) return {};
  if (completion !== 'LA' && completion !== 'AU') return { docStatus: 'preliminary' };
  return { docStatus: event.isEdit ? 'amended' : 'final' };
}

/** TXA-2: the sender's code in its system (table 0270 unless it names another), with ours beside it. */
function typeOf(txa: Segment): object | undefined {
  const code = txa.text(2);
  if (code === '') return undefined;
  const named = txa.text(2, 3);
  const system =
    named === 'LN'
      ? 'http://loinc.org'
      : named === '' || /^HL7?0270$/.test(named)
        ? tableOfTypes
        : `urn:id:${encodeURIComponent(named)}`;
  const coding = { system, code, ...(txa.text(2, 2) ? { display: txa.text(2, 2) } : {}) };
  return { coding: [coding, { system: documentTypeSystem, code: documentTypeOf([coding]) }] };
}

const tableOfTypes = 'http://terminology.hl7.org/CodeSystem/v2-0270';

/** TXA-25 (as of 2.7), else the text of the type. */
function titleOf(txa: Segment): string {
  return txa.text(25) || txa.text(2, 2);
}

/** TXA-22 repeats when several sign; the last in time is whose signature completes the document. */
function signerOf(
  txa: Segment,
  zone: string,
): { xcn: Repetition; at: Timestamp | null } | undefined {
  const signers = txa
    .all(22)
    .filter((xcn) => !xcn.isDeletion)
    .map((xcn) => ({ xcn, at: timestamp(xcn.get(15), zone) }));
  return signers.reduce<(typeof signers)[number] | undefined>(
    (last, next) => ((next.at?.instant ?? 0) > (last?.at?.instant ?? -1) ? next : last),
    undefined,
  );
}

function visitOf(encounterKey: string, activity: Timestamp | null): object {
  return {
    encounter: [{ reference: encounterKey }],
    ...(activity ? { period: { start: activity.dateTime } } : {}),
  };
}

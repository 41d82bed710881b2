import { sha1 } from '@noble/hashes/legacy.js';
import type { DocumentType } from '../../../engine/model/chart-facts.ts';
import { encodeBytes } from '../base64.ts';
import {
  assignedSignerUrl,
  completionStatusUrl,
  documentTypeSystem,
  signedAtUrl,
} from '../extensions.ts';
import { timestamp } from '../hl7v2/timestamp.ts';
import type { Incoming } from '../incoming.ts';
import type { CcdaDocument, CcdaRelation } from './ccda-document.ts';
import { type Coding, codingOf } from './coding.ts';
import { periodOf } from './encounter.ts';
import { identifierOf, keyOf, token } from './identifiers.ts';
import type { People } from './people.ts';
import { signatureOf } from './signature.ts';
import type { CcdaSource } from './to-incoming.ts';

export interface DocumentOptions extends CcdaSource {
  readonly patientKey: string;
  readonly encounterKey: string | undefined;
  readonly people: People;
  readonly bytes: Uint8Array;
  typeOf(codings: readonly Coding[]): DocumentType;
}

/** The document itself, found by its id, behind those that it replaces or appends to. */
export function toDocuments(document: CcdaDocument, options: DocumentOptions): readonly Incoming[] {
  const parents = document.relations.flatMap((relation) => parentOf(relation, options));
  const identifier = identifierOf(document.id, options.systems);
  const filed = filedOf(document, options.zone);
  return [
    ...parents.map(({ incoming }) => incoming),
    {
      key: keyOf('DocumentReference', identifier),
      mode: 'merge',
      match: { type: 'DocumentReference', identifier: token(identifier) },
      path: 'ClinicalDocument/id',
      resource: {
        resourceType: 'DocumentReference',
        identifier: [identifier],
        ...signedOf(document, options),
        ...typeOf(document, options),
        ...labelsOf(document),
        subject: { reference: options.patientKey },
        ...filed,
        ...authorsOf(document, options.people),
        ...(document.custodian ? { custodian: { display: document.custodian } } : {}),
        ...contextOf(document, options),
        ...(document.title ? { description: document.title } : {}),
        ...(parents.length > 0 ? { relatesTo: parents.map(({ relation }) => relation) } : {}),
        content: [{ attachment: attachmentOf(document, options.bytes) }],
      },
      defaults: { status: 'current' },
    },
  ];
}

/** CDA has no state of a draft but the missing signature: what nobody signed is preliminary. */
function signedOf(
  document: CcdaDocument,
  { people, zone }: DocumentOptions,
): Record<string, unknown> {
  const signature = signatureOf(document, zone);
  if (signature.isSigned)
    return {
      docStatus: 'final',
      authenticator: people.refer(signature.signer),
      extension: [
        { url: completionStatusUrl, valueCode: 'LA' },
        { url: signedAtUrl, valueDateTime: signature.at.dateTime },
      ],
    };
  const awaited = signature.awaited ? people.refer(signature.awaited) : {};
  return {
    docStatus: 'preliminary',
    extension: [
      { url: completionStatusUrl, valueCode: 'PA' },
      ...(awaited.reference ? [{ url: assignedSignerUrl, valueReference: awaited }] : []),
    ],
  };
}

function typeOf(document: CcdaDocument, options: DocumentOptions): Record<string, unknown> {
  if (document.code === null) return {};
  const codings = [document.code, ...document.translations].map(codingOf);
  const own = { system: documentTypeSystem, code: options.typeOf(codings) };
  return { type: { coding: [...codings, own] } };
}

/** N, R or V: who may see it depends on it. */
function labelsOf({ confidentiality }: CcdaDocument): Record<string, unknown> {
  return confidentiality === null
    ? {}
    : { securityLabel: [{ coding: [codingOf(confidentiality)] }] };
}

function filedOf({ effectiveTime }: CcdaDocument, zone: string): { date?: string } {
  const at = timestamp(effectiveTime ?? '', zone);
  return at ? { date: new Date(at.instant).toISOString() } : {};
}

function authorsOf({ authors }: CcdaDocument, people: People): Record<string, unknown> {
  const author = authors
    .map((one) => people.refer(one))
    .filter((reference) => Object.keys(reference).length > 0);
  return author.length > 0 ? { author } : {};
}

function contextOf(document: CcdaDocument, options: DocumentOptions): Record<string, unknown> {
  const { encounterKey, zone } = options;
  const period = document.encounter ? periodOf(document.encounter, zone) : {};
  const context = {
    ...(encounterKey ? { encounter: [{ reference: encounterKey }] } : {}),
    ...(Object.keys(period).length > 0 ? { period } : {}),
  };
  return Object.keys(context).length > 0 ? { context } : {};
}

function attachmentOf({ title, language }: CcdaDocument, bytes: Uint8Array): object {
  return {
    contentType: 'text/xml',
    ...(language ? { language } : {}),
    data: encodeBytes(bytes),
    hash: encodeBytes(sha1(bytes)),
    size: bytes.length,
    ...(title ? { title } : {}),
  };
}

const relationCodes = { RPLC: 'replaces', APND: 'appends', XFRM: 'transforms' } as const;

/** The parent is marked when it is replaced, and left alone when it is not here. */
function parentOf(
  { kind, ids }: CcdaRelation,
  { systems }: DocumentOptions,
): readonly { readonly incoming: Incoming; readonly relation: object }[] {
  const [id] = ids;
  if (id === undefined) return [];
  const identifier = identifierOf(id, systems);
  const key = keyOf('DocumentReference', identifier);
  const incoming: Incoming = {
    key,
    mode: 'merge',
    match: { type: 'DocumentReference', identifier: token(identifier) },
    ifExists: true,
    path: 'relatedDocument/parentDocument/id',
    resource: {
      resourceType: 'DocumentReference',
      ...(kind === 'RPLC' ? { status: 'superseded' } : {}),
    },
  };
  return [
    { incoming, relation: { code: relationCodes[kind], target: { reference: key, identifier } } },
  ];
}

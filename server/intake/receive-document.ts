import type { Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, MessageRow, Store } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import { kindOf } from '../documents/kind.ts';
import { documentTypeFor } from '../documents/type-map.ts';
import { readCcda } from '../interop/ccda/read-ccda.ts';
import { ccdaToIncoming } from '../interop/ccda/to-incoming.ts';
import { sha256 } from '../interop/digest.ts';
import { fromFhirDocument } from '../interop/fhir/document-bundle.ts';
import type { Incoming } from '../interop/incoming.ts';
import type { Policies } from '../policies.ts';
import type { SiteTables } from '../site-tables.ts';
import { documentFiled } from './document-question.ts';
import type { DocumentOptions, IntakeAnswer } from './intake.ts';
import { createRefuseDocument, takenBefore } from './refuse-document.ts';
import type { MessageName, Take } from './take.ts';

export interface DocumentParts {
  readonly engine: Engine;
  readonly take: Take;
  readonly store: Store;
  readonly policies: Policies;
  readonly siteTables: SiteTables;
  readonly newId: () => string;
  readonly defaultFacility: string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

/** A document that names its patient itself, C-CDA or FHIR, goes the same way as any message. */
export function createReceiveDocument(parts: DocumentParts) {
  const { take, store, policies, siteTables, newId, defaultFacility, auditOf } = parts;

  const ccda = async (
    bytes: Uint8Array,
    facility: string,
    patient: DocumentOptions['patient'],
  ): Promise<readonly Incoming[]> => {
    const zone = await policies.zoneOf(facility);
    const [types, systems] = await Promise.all([
      siteTables.read('document-types'),
      siteTables.read('identifier-systems'),
    ]);
    const on = localDateOf(store.now(), zone);
    return ccdaToIncoming(readCcda(bytes), {
      facility,
      zone,
      bytes,
      ...(patient === undefined ? {} : { patient }),
      systems: Object.fromEntries(systems.rows.map(({ oid, system }) => [oid, system])),
      typeOf: (codings) => documentTypeFor(codings, { facility, on, map: types.rows }).type,
    });
  };

  const translated = async (
    bytes: Uint8Array,
    { contentType, facility = defaultFacility, patient }: DocumentOptions,
  ): Promise<{ what: string; incoming: readonly Incoming[] }> => {
    const { kind } = kindOf(bytes, contentType);
    if (kind === 'ccda') return { what: 'C-CDA', incoming: await ccda(bytes, facility, patient) };
    if (kind === 'fhir-document')
      return { what: 'FHIR document', incoming: fromFhirDocument(bytes, facility, patient) };
    throw new Refusal(
      'unsupported',
      'A document that names its patient is taken here: C-CDA, or a FHIR Bundle of type document. Send other documents in an MDM message or as a DocumentReference.',
    );
  };

  const refuse = createRefuseDocument(parts);

  return async (bytes: Uint8Array, user: User, options: DocumentOptions): Promise<IntakeAnswer> => {
    const { from, replayOf } = options;
    const contentHash = await sha256(bytes);
    let what = 'document';
    const base = {
      kind: 'document',
      contentHash,
      userId: user.id,
      sender: user.id,
      // The same bytes again are the same document.
      controlKey: `document|${contentHash}`,
      controlId: contentHash,
      facility: options.facility ?? null,
      patientId: null,
    } as const;
    const received = { hash: contentHash, bytes };
    // Also where it could be filed only with what a person told: by itself it would be refused again.
    const known = await store.messageByControlKey(base.controlKey, base.controlId);
    const taken = replayOf === undefined && known.find((row) => row.outcome === 'taken');
    if (taken) return takenBefore(taken);
    try {
      const read = await translated(bytes, options);
      what = read.what;
      let messageId = '';
      let answer = '';
      const messageOf = (
        resolved: { readonly entries: readonly { type: string; id: string }[] },
        { id }: MessageName,
      ): MessageRow => {
        messageId = id;
        const entries = resolved.entries.map((entry) => `${entry.type}/${entry.id}`);
        answer = JSON.stringify({ message: id, resources: entries });
        const receivedAt = store.now();
        return {
          ...base,
          id,
          what,
          receivedAt,
          outcome: 'taken',
          cause: null,
          reason: null,
          answer,
        };
      };
      const result = await take({
        incoming: read.incoming,
        messageId: replayOf ?? newId(),
        isReplay: replayOf !== undefined,
        controlKey: base.controlKey,
        controlId: base.controlId,
        received,
        user,
        audit: auditOf(user, `message:${what}`, from),
        messageOf,
        familiesOf: (patientId) => [documentFiled(contentHash, patientId)],
      });
      if ('known' in result) return takenBefore(result.known);
      return { outcome: 'taken', answer, refusal: null, messageId };
    } catch (error) {
      const audit: AuditRow = { ...auditOf(user, `message:${what}`, from), action: 'refused' };
      const { facility = defaultFacility } = options;
      return refuse({ base, what, received, facility, replayOf, error, audit });
    }
  };
}

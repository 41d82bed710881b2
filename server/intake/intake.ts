import type { Engine } from '../../engine/engine.ts';
import type { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow } from '../../engine/store.ts';
import type { Resolved } from '../interop/resolve.ts';
import type { Policies } from '../policies.ts';
import type { Sites } from '../site.ts';
import type { SiteTables } from '../site-tables.ts';
import { createFileDocument, type FileDocument } from './file-document.ts';
import { createReceiveFhir } from './receive-fhir.ts';
import { createReceiveHl7v2 } from './receive-hl7v2.ts';
import { createReceiveHl7v2File } from './receive-hl7v2-file.ts';
import { createReceiveNdjson, type ReceiveNdjson } from './receive-ndjson.ts';
import { createReconsiderDocument, type ReconsiderDocument } from './reconsider-document.ts';
import { createReplay } from './replay.ts';
import { createTake } from './take.ts';

export interface IntakeAnswer {
  readonly outcome: 'taken' | 'refused';
  /** What goes back to the sender: an ACK, or FHIR JSON. */
  readonly answer: string;
  readonly refusal: Refusal | null;
  readonly messageId: string;
}

export interface Hl7v2Answer extends IntakeAnswer {
  /** The acknowledgments one by one, as MLLP frames them: two in enhanced mode, none where the sender wants none. */
  readonly answers: readonly string[];
}

export interface ReceiveOptions {
  /** Network address of the sender. */
  readonly from: string | null;
  /** Id of a message kept earlier that is tried again. */
  readonly replayOf?: string;
}

/** How a refused message is tried again. */
export interface ReplayOptions {
  readonly from: string | null;
  /** Whose document it is, where it does not say so itself. */
  readonly patient?: { readonly system: string; readonly value: string };
}

export interface BundleOptions extends ReceiveOptions {
  readonly idempotencyKey?: string;
}

export interface DocumentOptions extends ReceiveOptions {
  readonly contentType: string;
  /** The facility it is for; the default one when its sender does not say. */
  readonly facility?: string;
  /** The patient's number, told by a person because the document has none. */
  readonly patient?: { readonly system: string; readonly value: string };
}

export interface ResourceRequest {
  readonly method: string;
  readonly url: string;
  readonly ifNoneExist?: string;
  readonly ifMatch?: string;
}

/** The one way from another system's message to our resources, charts and deficiencies. */
export interface Intake {
  hl7v2(received: Uint8Array, user: User, options: ReceiveOptions): Promise<Hl7v2Answer>;
  /** A file of messages, batch headers around them or not; gives the acknowledgment, or a batch of them. */
  hl7v2File(received: Uint8Array, user: User, options: ReceiveOptions): Promise<string>;
  bundle(json: unknown, body: string, user: User, options: BundleOptions): Promise<IntakeAnswer>;
  readonly ndjson: ReceiveNdjson;
  /** A document that names its patient itself: C-CDA, or a FHIR document Bundle. */
  document(bytes: Uint8Array, user: User, options: DocumentOptions): Promise<IntakeAnswer>;
  resource(
    json: unknown,
    request: ResourceRequest,
    user: User,
    from: string | null,
  ): Promise<Resolved>;
  /**
   * Tries a message again that was refused, as it was received; what was mended meanwhile counts.
   * @throws Refusal `not-found`, or `not-allowed-now` when it was taken already
   */
  replay(messageId: string, user: User, options: ReplayOptions): Promise<IntakeAnswer>;
  /** Writes what a person decided about a document into its next version. */
  readonly file: FileDocument;
  /** Looks at a stored document again, because a table that says what it is has changed. */
  readonly reconsider: ReconsiderDocument;
}

export interface IntakeParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly sites: Sites;
  readonly siteTables: SiteTables;
  readonly newId: () => string;
  /** Facility of encounters that name none, and of HL7 senders that no table row maps. */
  readonly defaultFacility: string;
  /** Told what became of each message. */
  readonly onOutcome?: (outcome: IntakeAnswer['outcome']) => void;
}

export function createIntake(parts: IntakeParts): Intake {
  const { store } = parts.engine;
  const take = createTake(parts);
  const auditOf = (user: User, what: string, from: string | null): AuditRow => ({
    id: parts.newId(),
    at: store.now(),
    userId: user.id,
    userName: user.name,
    role: user.grants[0]?.role ?? 'none',
    action: 'act',
    what,
    patientId: null,
    encounterId: null,
    instanceId: null,
    purpose: null,
    fromAddress: from,
  });
  const heard = <Args extends unknown[], Answer extends IntakeAnswer>(
    receive: (...args: Args) => Promise<Answer>,
  ) => {
    return async (...args: Args): Promise<Answer> => {
      const answer = await receive(...args);
      parts.onOutcome?.(answer.outcome);
      return answer;
    };
  };
  const hl7v2 = heard(createReceiveHl7v2({ ...parts, store, take, auditOf }));
  const hl7v2File = createReceiveHl7v2File({ hl7v2, now: store.now, newId: parts.newId });
  const fhir = createReceiveFhir({ ...parts, store, take, auditOf });
  const bundle = heard(fhir.bundle);
  const lines = createReceiveNdjson({ ...parts, store, take, auditOf });
  const ndjson = { ...lines, line: heard(lines.line) };
  const document: Intake['document'] = heard(async (bytes, user, options) => {
    // Loaded with the first document: reading XML and markup takes code that most servers never need.
    const { createReceiveDocument } = await import('./receive-document.ts');
    return createReceiveDocument({ ...parts, store, take, auditOf })(bytes, user, options);
  });
  const replay = createReplay({ store, hl7v2, bundle, ndjson, document });
  const file = createFileDocument({ ...parts, store, take });
  const reconsider = createReconsiderDocument({ ...parts, store, take, auditOf });
  const { resource } = fhir;
  return { hl7v2, hl7v2File, bundle, resource, ndjson, document, replay, file, reconsider };
}

import { isConflict, Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { AuditRow, Change, MessageRow, Store } from '../../engine/store.ts';
import { sha256 } from '../interop/digest.ts';
import { fromResource } from '../interop/fhir/bundle.ts';
import { objectOf, textAt } from '../interop/fhir/element.ts';
import { outcomeOf } from '../interop/fhir/outcome.ts';
import type { Incoming } from '../interop/incoming.ts';
import { causeOf } from './cause.ts';
import type { IntakeAnswer, ReceiveOptions } from './intake.ts';
import type { NdjsonLine } from './ndjson-lines.ts';
import { refusalOf } from './outage.ts';
import type { Take } from './take.ts';

export interface NdjsonOptions extends ReceiveOptions {
  /** The load they belong to, by which its messages are found. */
  readonly jobId: string | null;
  /** Rows of the load itself, written in the same commit; they tell what became of the lines. */
  alsoOf?(counts: { readonly taken: number; readonly refused: number }): LoadRows;
}

export type LoadRows = Pick<Change, 'guards' | 'job'>;

/** Lines of a Bulk Data file, each a resource to create or update. */
export interface ReceiveNdjson {
  /** Takes all lines in one commit. @throws Refusal when one of them cannot be used; nothing is kept then */
  group(lines: readonly NdjsonLine[], user: User, options: NdjsonOptions): Promise<void>;
  /** Takes one line, or keeps it with the reason why not. */
  line(line: NdjsonLine, user: User, options: NdjsonOptions): Promise<IntakeAnswer>;
}

export interface NdjsonParts {
  readonly take: Take;
  readonly store: Store;
  readonly newId: () => string;
  auditOf(user: User, what: string, from: string | null): AuditRow;
}

export const ndjsonWhat = 'FHIR NDJSON';

export function createReceiveNdjson({ take, store, newId, auditOf }: NdjsonParts): ReceiveNdjson {
  const taken = async (
    lines: readonly NdjsonLine[],
    user: User,
    { from, jobId, replayOf, alsoOf }: NdjsonOptions,
    messageId: string,
  ): Promise<void> => {
    const incoming = lines.map(incomingOf);
    const also = alsoOf?.({ taken: lines.length, refused: 0 });
    const received = await contentOf(lines);
    await take({
      incoming,
      messageId,
      controlKey: null,
      controlId: null,
      received,
      user,
      audit: auditOf(user, `message:${ndjsonWhat}`, from),
      isReplay: replayOf !== undefined,
      messageOf: () => ({
        ...rowBase(user, received.hash, jobId),
        id: messageId,
        receivedAt: store.now(),
        outcome: 'taken',
        cause: null,
        reason: null,
        answer: JSON.stringify({ fromLine: lines[0]?.number, toLine: lines.at(-1)?.number }),
      }),
      ...(also === undefined ? {} : { also }),
    });
  };

  const group: ReceiveNdjson['group'] = (lines, user, options) =>
    taken(lines, user, options, newId());

  const line: ReceiveNdjson['line'] = async (one, user, options) => {
    const messageId = options.replayOf ?? newId();
    try {
      await taken([one], user, options, messageId);
      return { outcome: 'taken', answer: '', refusal: null, messageId };
    } catch (error) {
      // The load may have been stopped: whoever runs it looks.
      if (isConflict(error) && options.alsoOf !== undefined) throw error;
      const refusal = refusalOf(error);
      const received = await contentOf([one]);
      const answer = JSON.stringify(outcomeOf(refusal));
      const message: MessageRow = {
        ...rowBase(user, received.hash, options.jobId),
        id: messageId,
        receivedAt: store.now(),
        outcome: 'refused',
        cause: causeOf(ndjsonWhat, refusal),
        reason: `Line ${one.number}: ${refusal.message}`,
        answer,
      };
      const audit = auditOf(user, `message:${ndjsonWhat}`, options.from);
      const also = options.alsoOf?.({ taken: 0, refused: 1 });
      const contents = [received];
      await store.commit({ ...also, contents, message, audit: [{ ...audit, action: 'refused' }] });
      return { outcome: 'refused', answer, refusal, messageId };
    }
  };

  return { group, line };
}

/** A resource with an id is laid over the one of that id; one without is new. */
function incomingOf(line: NdjsonLine): Incoming {
  const json = jsonOf(line);
  const type = textAt(objectOf(json)?.resourceType);
  if (type === null || !/^[A-Z][A-Za-z]{1,60}$/.test(type)) {
    throw unusable('resourceType', 'This is no FHIR resource: each line needs a resourceType.');
  }
  if (type === 'Bundle') {
    throw unusable('Bundle', 'A line holds one resource. Send a Bundle to POST /fhir by itself.');
  }
  const id = objectOf(json)?.id;
  if (id === undefined) return fromResource(json, { method: 'POST', url: type });
  if (typeof id !== 'string' || !/^[A-Za-z0-9.-]{1,64}$/.test(id)) {
    throw unusable(`${type}.id`, 'Not a FHIR id: letters, digits, "-" and ".", 64 at most.');
  }
  return fromResource(json, { method: 'PUT', url: `${type}/${id}` });
}

function jsonOf({ bytes, isWhole }: NdjsonLine): unknown {
  if (!isWhole) {
    throw new Refusal(
      'too-large',
      'The line is longer than 16 MB; only its beginning is kept. Send large contents as a Binary of their own, or by HL7 v2.',
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable('', 'The line is not UTF-8. Export it again in UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw unusable('', 'The line is not JSON. Each line holds one resource, whole.');
  }
}

function unusable(path: string, message: string): Refusal {
  return new Refusal('invalid-input', path === '' ? message : `${path}: ${message}`, {
    issues: [{ path, message }],
  });
}

async function contentOf(lines: readonly NdjsonLine[]) {
  const length = lines.reduce((sum, { bytes }) => sum + bytes.length + 1, -1);
  const bytes = new Uint8Array(length).fill(0x0a);
  let at = 0;
  for (const line of lines) {
    bytes.set(line.bytes, at);
    at += line.bytes.length + 1;
  }
  return { hash: await sha256(bytes), bytes };
}

function rowBase(user: User, contentHash: string, jobId: string | null) {
  return {
    kind: 'fhir',
    controlKey: null,
    controlId: jobId,
    contentHash,
    userId: user.id,
    sender: user.id,
    what: ndjsonWhat,
    facility: null,
    patientId: null,
  } as const;
}

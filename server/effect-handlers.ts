import { Refusal, type RefusalCode } from '../engine/errors.ts';
import { systemUser } from '../engine/model/user.ts';
import type { LeasedEffect, Store } from '../engine/store.ts';
import { type DocumentApply, documentApply } from '../engine/workflows/document-indexing/events.ts';
import { documentFile } from '../engine/workflows/document-patient/events.ts';
import { type EffectHandler, Terminal } from './effects.ts';
import type { Intake } from './intake/intake.ts';
import { patientNumberOf } from './intake/patient-number.ts';
import type { Filing } from './interop/filing.ts';
import type { Letters } from './letters/letters.ts';
import { type DocumentReading, readEffect, readingHandler } from './reading.ts';

export interface EffectHandlerParts {
  readonly store: Store;
  readonly reading: DocumentReading | null;
  readonly intake: Intake;
  readonly letters: Letters;
}

/** The effects that the server performs itself; all others go to the site. */
export function effectHandlers({
  store,
  reading,
  intake,
  letters,
}: EffectHandlerParts): ReadonlyMap<string, EffectHandler> {
  return new Map([
    ...(reading === null ? [] : [[readEffect, readingHandler(store, reading)] as const]),
    ['document.apply', applyDocument(store, intake)] as const,
    ['document.file', fileDocument(store, intake)] as const,
    ...letters.handlers,
  ]);
}

/** Writes a person's decision into the document; performed twice it changes nothing twice. */
function applyDocument(store: Store, intake: Intake): EffectHandler {
  return async (effect) => {
    const decision = documentApply.parse(effect.params);
    const { userId, userName, role, at } = await deciding(store, effect);
    try {
      const filing = await filingOf(store, decision, { key: effect.key, by: userId, at });
      const user = { name: userName, role };
      await intake.file({ documentId: decision.documentId, filing, user });
    } catch (error) {
      throw isLasting(error) ? new Terminal(error.message) : error;
    }
    return { type: 'document.applied' };
  };
}

/**
 * Tries the message of a document again with the number of the patient a person chose. The message that is taken says
 * so in its own commit: performed again, there is nothing left to tell.
 */
function fileDocument(store: Store, intake: Intake): EffectHandler {
  return async (effect) => {
    const { messageId, patientId } = documentFile.parse(effect.params);
    if ((await store.message(messageId))?.outcome === 'taken') return null;
    const { userId, userName } = await deciding(store, effect);
    const row = await store.resource('Patient', patientId);
    const patient = row === undefined || row.isDeleted ? null : await patientNumberOf(store, row);
    if (patient === null)
      throw new Terminal(`There is no patient ${patientId} any more who is found by a number.`);
    // A replay has the rights of a feed; the trail names the person who chose.
    const user = { id: userId, name: userName, grants: systemUser.grants };
    const { refusal } = await intake
      .replay(messageId, user, { from: null, patient })
      .catch((error: unknown) => {
        throw isLasting(error) ? new Terminal(error.message) : error;
      });
    if (refusal !== null) throw new Terminal(refusal.message);
    return null;
  };
}

/** The history entry of the decision: an effect is named by the version that asked for it. */
async function deciding(store: Store, { key, instanceId }: LeasedEffect) {
  const [, version] = key.slice(instanceId.length).split('/');
  const afterSeq = Number(version) - 1;
  const [entry] = await store.history(instanceId, { afterSeq, limit: 1 });
  if (entry === undefined) throw new Error(`${key} has no history.`);
  return entry;
}

async function filingOf(
  store: Store,
  decision: DocumentApply,
  trail: Pick<Filing, 'key' | 'by' | 'at'>,
): Promise<Filing> {
  const encounterOf = async (encounterId: string) => {
    const row = await store.resource('Encounter', encounterId);
    if (row === undefined || row.isDeleted)
      throw new Refusal('not-found', `There is no encounter ${encounterId} any more.`);
    return { encounterId, patientId: row.patientId };
  };
  switch (decision.kind) {
    case 'index': {
      const { kind, documentType, encounterId } = decision;
      const encounter = encounterId === null ? null : await encounterOf(encounterId);
      return { ...trail, kind, documentType, encounter };
    }
    case 'refile': {
      const { kind, reason, encounterId } = decision;
      return { ...trail, kind, reason, encounter: await encounterOf(encounterId) };
    }
    case 'retract':
      return { ...trail, kind: decision.kind, reason: decision.reason };
  }
}

/** A version that came between is read again with the next try; a document that is gone stays so. */
function isLasting(error: unknown): error is Refusal {
  return error instanceof Refusal && !passing.has(error.code);
}

const passing: ReadonlySet<RefusalCode> = new Set([
  'version-conflict',
  'already-exists',
  'stale-facts',
  'precondition-failed',
  'unavailable',
  'read-only',
]);

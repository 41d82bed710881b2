import { Refusal, type RefusalCode } from '../engine/errors.ts';
import type { LeasedEffect, Store } from '../engine/store.ts';
import { type DocumentApply, documentApply } from '../engine/workflows/document-indexing/events.ts';
import { type EffectHandler, Terminal } from './effects.ts';
import type { Intake } from './intake/intake.ts';
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

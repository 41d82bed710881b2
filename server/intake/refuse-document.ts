import type { Engine } from '../../engine/engine.ts';
import { isConflict } from '../../engine/errors.ts';
import type { AuditRow, ContentRow, KeptMessage, MessageRow } from '../../engine/store.ts';
import { outcomeOf } from '../interop/fhir/outcome.ts';
import type { Policies } from '../policies.ts';
import { causeOf } from './cause.ts';
import { documentQuestion } from './document-question.ts';
import type { IntakeAnswer } from './intake.ts';
import { refusalOf } from './outage.ts';

/** How often a refusal that met the same document is worked out again. */
const mostTries = 10;

export interface RefusedDocument {
  readonly base: Pick<
    MessageRow,
    'kind' | 'contentHash' | 'userId' | 'sender' | 'facility' | 'patientId'
  > & { readonly controlKey: string; readonly controlId: string };
  readonly what: string;
  readonly received: ContentRow;
  /** The facility it is for. */
  readonly facility: string;
  readonly replayOf: string | undefined;
  readonly error: unknown;
  readonly audit: AuditRow;
}

interface Parts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly newId: () => string;
}

/**
 * Keeps a document that could not be used, with the reason, under the id it was kept by before. One that does not say
 * whose it is becomes a task of its own in the same commit, and is then not counted among the intake exceptions.
 */
export function createRefuseDocument({ engine, policies, newId }: Parts) {
  const { store } = engine;

  return async (refused: RefusedDocument): Promise<IntakeAnswer> => {
    const { base, what, received, facility, replayOf, error, audit } = refused;
    const refusal = refusalOf(error);
    const answer = JSON.stringify(outcomeOf(refusal));
    const refuseOnce = async (): Promise<IntakeAnswer> => {
      const key = `message:${base.controlKey}`;
      const guard = { key, expected: await store.guard(key) };
      const known = await store.messageByControlKey(base.controlKey, base.controlId);
      // Taken meanwhile, by a sender or a person who knew more.
      const taken = known.find(
        (row) => row.outcome === 'taken' && (replayOf === undefined || row.id === replayOf),
      );
      if (taken !== undefined) return takenBefore(taken);
      const id = replayOf ?? known.find((row) => row.outcome !== 'taken')?.id ?? newId();
      const { contentHash } = base;
      const asked = { contentHash, messageId: id, facility, error };
      const families = await documentQuestion(asked, { engine, policies });
      const message: MessageRow = {
        ...base,
        id,
        what,
        receivedAt: store.now(),
        outcome: 'refused',
        cause: families === null ? causeOf(what, refusal) : null,
        reason: refusal.message,
        answer,
      };
      await engine.receive({
        rows: { guards: [guard], contents: [received], message, audit: [audit] },
        families: families ?? [],
        eventId: newId(),
        cause: `message:${id}`,
        at: store.now(),
      });
      return { outcome: 'refused', answer, refusal, messageId: id };
    };
    for (let tries = 1; ; tries += 1) {
      try {
        return await refuseOnce();
      } catch (conflict) {
        if (!isConflict(conflict) || tries >= mostTries) throw refusalOf(conflict);
      }
    }
  };
}

/** The answer of a document that was taken before. */
export function takenBefore({ id, answer }: KeptMessage): IntakeAnswer {
  return { outcome: 'taken', answer, refusal: null, messageId: id };
}

import type { Engine } from '../../engine/engine.ts';
import { isConflict, Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import type { LeasedEffect } from '../../engine/store.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import { absencesTell } from '../../engine/workflows/leave/events.ts';
import type { EffectHandler } from '../effects.ts';
import type { Leaves } from '../leaves.ts';
import type { OpenDeficiencies } from './open-deficiencies.ts';
import type { SuspensionProposals } from './propose-suspension.ts';

/** So many are told at once: their commits are shared. */
const atOnce = 20;
const mostTries = 5;
/** Facts that were judged with the leave as it was before are committed by then. */
const againMs = 5000;

export interface AbsenceParts {
  readonly engine: Engine;
  readonly leaves: Leaves;
  readonly deficiencies: OpenDeficiencies;
  readonly suspensions: SuspensionProposals;
}

/** Answers one deficiency with its owner's absences. */
export function answerAbsences({ engine, leaves }: AbsenceParts): EffectHandler {
  return async ({ instanceId, params }) => {
    const { practitionerId } = absencesTell.parse(params);
    const instance = await engine.store.load(instanceId);
    return instance === undefined ? null : reportFor(instance, practitionerId, leaves);
  };
}

/**
 * Tells every open deficiency of a practitioner the absences as they are now. Told again it changes nothing, so a kill
 * in the middle is taken up again; a second look follows for what was being judged meanwhile.
 */
export function tellAbsences(parts: AbsenceParts): EffectHandler {
  const { engine, leaves, deficiencies, suspensions } = parts;
  const { store } = engine;

  const tell = async (
    id: string,
    practitionerId: string,
    cause: string,
  ): Promise<string | null> => {
    for (let tries = 1; ; tries += 1) {
      // The version first, then the absences: who read older ones loses the race and reads again.
      const instance = await store.load(id);
      const event =
        instance === undefined ? null : await reportFor(instance, practitionerId, leaves);
      if (instance === undefined || event === null) return instance?.facility ?? null;
      try {
        const options = { user: systemUser, cause, ifVersion: instance.version };
        await engine.send(id, event, options);
        return instance.facility;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'not-allowed-now') return null;
        if (!isConflict(error) || tries >= mostTries) throw error;
      }
    }
  };

  return async (effect) => {
    const { practitionerId } = absencesTell.parse(effect.params);
    const cause = `effect:${effect.key}`;
    const ids = await deficiencies.idsOf(practitionerId, null);
    const facilities = new Set<string>();
    for (let at = 0; at < ids.length; at += atOnce) {
      const told = await Promise.all(
        ids.slice(at, at + atOnce).map((id) => tell(id, practitionerId, cause)),
      );
      for (const facility of told) if (facility !== null) facilities.add(facility);
    }
    for (const facility of facilities)
      await suspensions.reconsider(practitionerId, facility, cause);
    if (effect.instanceId !== '') await store.commit({ effects: [again(effect, store.now())] });
    return null;
  };
}

function again({ key, type, params }: LeasedEffect, at: number) {
  return { key: `${key}/again`, instanceId: '', type, params, notBeforeAt: at + againMs };
}

/** Null where there is nothing to tell: closed, another's by now, or known already. */
async function reportFor(
  instance: Instance,
  practitionerId: string,
  leaves: Leaves,
): Promise<WorkflowEvent | null> {
  if (!instance.isOpen || instance.practitionerId !== practitionerId) return null;
  const absences = await leaves.absencesNow(practitionerId);
  if (JSON.stringify(instance.context.absences ?? []) === JSON.stringify(absences)) return null;
  return { type: 'deficiency.absences-report', practitionerId, absences };
}

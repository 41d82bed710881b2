import type { Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { LetterItem } from '../../engine/workflows/letter/events.ts';
import { openDeficiencyOf } from './open-deficiencies.ts';

/** Letters of a practitioner that are not sent, on which nothing is open any more, are proposed to be withdrawn. */
export type SettleLetters = (practitionerId: string, facility: string) => Promise<void>;

export function createSettleLetters(engine: Engine): SettleLetters {
  const { store } = engine;
  return async (practitionerId, facility) => {
    const facilities = [facility];
    const practitioners = [{ practitionerId, facilities }];
    const scope = { queue: 'letters', title: '', facilities, practitioners };
    // A delivery that is under way asks by itself.
    const { tasks } = await store.tasks({ scope, listState: 'open', limit: 200 });
    for (const { instanceId, workflow } of tasks) {
      const letter = workflow === 'letter' ? await store.load(instanceId) : undefined;
      if (letter !== undefined) await settleIfDone(engine, letter);
    }
  };
}

/** True when nothing on it is open any more; then a person is asked whether to withdraw it. */
export async function settleIfDone(engine: Engine, letter: Instance): Promise<boolean> {
  if (letter.context.isKept === true || (await isAnythingOpen(engine, letter))) return false;
  const options = { user: systemUser, cause: 'event:nothing-open' };
  await engine.send(letter.id, { type: 'letter.settle' }, options).catch((error: unknown) => {
    // Sent, withdrawn or asked about already.
    if (!(error instanceof Refusal) || error.code !== 'not-allowed-now') throw error;
  });
  return true;
}

/** Whether the practitioner still owes one of the records on it. */
export async function isAnythingOpen(
  { store }: Engine,
  { context, practitionerId }: Instance,
): Promise<boolean> {
  for (const { deficiencyId } of context.items as readonly LetterItem[]) {
    const instance = await store.load(deficiencyId);
    const open = instance === undefined ? null : openDeficiencyOf(instance);
    if (open?.practitionerId === practitionerId) return true;
  }
  return false;
}

import type { Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import { letterWords } from '../../engine/workflows/letter/words.ts';
import type { Leaves } from '../leaves.ts';
import type { Policies } from '../policies.ts';
import type { RuleVersions } from '../rules/rule-versions.ts';
import type { SiteTables } from '../site-tables.ts';
import { composeLetter } from './compose-letter.ts';
import { deliveryFor } from './delivery-tables.ts';
import { type LetterKey, letterIdOf } from './ids.ts';
import type { OpenDeficiencies } from './open-deficiencies.ts';

export interface LetterWriterParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly siteTables: SiteTables;
  readonly ruleVersions: RuleVersions;
  readonly leaves: Leaves;
  readonly deficiencies: OpenDeficiencies;
}

/** Sees to it that a letter is stored, once; many may ask for the same one at the same moment. */
export type WriteLetter = (key: LetterKey, cause: string) => Promise<void>;

/** Letters known to be there; who asks for a forgotten one reads it again. */
const mostKnown = 10_000;

/** One read says that a letter is there, and stays so; composing, which reads all that the practitioner owes, happens once. */
export function createLetterWriter(parts: LetterWriterParts): WriteLetter {
  const { engine, policies, siteTables, ruleVersions, leaves, deficiencies } = parts;
  const { store } = engine;
  const writing = new Map<string, Promise<void>>();
  const written = new Set<string>();

  const write = async (id: string, key: LetterKey, cause: string): Promise<void> => {
    if ((await store.load(id)) !== undefined) return;
    const { facility, practitionerId } = key;
    const [zone, absences, open, ruleSets, delivery] = await Promise.all([
      policies.zoneOf(facility),
      leaves.absencesNow(practitionerId),
      deficiencies.of(practitionerId, facility),
      ruleVersions.inUse(),
      siteTables.read('letter-delivery'),
    ]);
    const encounterIds = [...new Set(open.map(({ context }) => context.encounterId))];
    const input = composeLetter({
      key,
      zone,
      at: store.now(),
      deficiencies: open,
      encounters: await store.resources({ type: 'Encounter', ids: encounterIds }),
      absences,
      wordsFor: (count) =>
        letterWords(ruleSets, { letter: key.template, facility, count, on: key.on }),
      channel: deliveryFor(facility, delivery.rows).channel,
    });
    await engine.start('letter', input, { user: systemUser, id, cause }).catch(unlessThere);
  };

  return async (key, cause) => {
    const id = await letterIdOf(key);
    if (written.has(id)) return;
    const running = writing.get(id) ?? write(id, key, cause).finally(() => writing.delete(id));
    writing.set(id, running);
    await running;
    if (written.size >= mostKnown) written.clear();
    written.add(id);
  };
}

/** Another server, or this one before it was killed, wrote it. */
export function unlessThere(error: unknown): void {
  if (!(error instanceof Refusal) || error.code !== 'already-exists') throw error;
}

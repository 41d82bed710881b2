import type { Engine } from '../../engine/engine.ts';
import type { EffectHandler } from '../effects.ts';
import type { Leaves } from '../leaves.ts';
import type { Names } from '../names.ts';
import type { Policies } from '../policies.ts';
import type { RuleVersions } from '../rules/rule-versions.ts';
import type { SiteTables } from '../site-tables.ts';
import { type Batches, createBatches } from './batches.ts';
import { deliverLetter, type LetterChannels } from './deliver-letter.ts';
import { type CountDry, createDryCount } from './dry-count.ts';
import { createLettersSwitch } from './letters-switch.ts';
import { beginLetters, leaveLevel, reachLevel } from './level-effects.ts';
import { createOpenDeficiencies } from './open-deficiencies.ts';
import { createSuspensionProposals } from './propose-suspension.ts';
import { createSettleLetters } from './settle-letters.ts';
import { answerAbsences, tellAbsences } from './tell-absences.ts';
import { createLetterWriter } from './write-letters.ts';

export interface LettersParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly siteTables: SiteTables;
  readonly ruleVersions: RuleVersions;
  readonly names: Names;
  readonly leaves: Leaves;
  readonly channels: LetterChannels;
}

/** What follows from levels that practitioners reach, and from their leave. */
export interface Letters {
  readonly countDry: CountDry;
  readonly batches: Batches;
  readonly handlers: readonly (readonly [string, EffectHandler])[];
}

export function createLetters(parts: LettersParts): Letters {
  const { engine, policies, leaves } = parts;
  const { store } = engine;
  const deficiencies = createOpenDeficiencies(store, engine.registry);
  const suspensions = createSuspensionProposals({ ...parts, deficiencies });
  const level = {
    engine,
    policies,
    startedOn: createLettersSwitch(store),
    writeLetter: createLetterWriter({ ...parts, deficiencies }),
    suspensions,
    settleLetters: createSettleLetters(engine),
  };
  const absences = { engine, leaves, deficiencies, suspensions };
  return {
    countDry: createDryCount({ store, policies, leaves, deficiencies }),
    batches: createBatches(engine, policies),
    handlers: [
      ['deficiency.level-reached', reachLevel(level)],
      ['deficiency.level-left', leaveLevel(level)],
      ['absences.ask', answerAbsences(absences)],
      ['absences.tell', tellAbsences(absences)],
      ['letters.begin', beginLetters(level)],
      ['letter.deliver', deliverLetter(parts)],
    ],
  };
}

import type { Engine } from '../../engine/engine.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import { levelLeft, levelReached } from '../../engine/workflows/chart-completion/events.ts';
import { lettersStartInput } from '../../engine/workflows/letters-start/events.ts';
import type { EffectHandler } from '../effects.ts';
import type { Policies } from '../policies.ts';
import type { StartedOn } from './letters-switch.ts';
import type { SuspensionProposals } from './propose-suspension.ts';
import type { SettleLetters } from './settle-letters.ts';
import type { WriteLetter } from './write-letters.ts';

export interface LevelParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly startedOn: StartedOn;
  readonly writeLetter: WriteLetter;
  readonly suspensions: SuspensionProposals;
  readonly settleLetters: SettleLetters;
}

/** A level was reached: its letter and its proposal, where the facility has begun with them. */
export function reachLevel(parts: LevelParts): EffectHandler {
  const { policies, startedOn, writeLetter, suspensions } = parts;
  return async ({ key, instanceId, params, notBeforeAt }) => {
    const reached = levelReached.parse(params);
    const { practitionerId, facility, level, letter, proposesSuspension } = reached;
    if (practitionerId === null) return null;
    // A lack found late, or after an outage, had its level on an earlier day; a letter has the date on which that came out.
    const passedOn = localDateOf(notBeforeAt, await policies.zoneOf(facility));
    const on = later(passedOn, reached.on);
    const since = await startedOn(facility);
    // What was reached before the start is in the count that was reviewed.
    if (since === null || on < since) return null;
    const cause = `effect:${key}`;
    if (letter !== null)
      await writeLetter({ facility, practitionerId, template: letter, level, on }, cause);
    if (proposesSuspension)
      await suspensions.propose({ practitionerId, facility, on, deficiencyId: instanceId, cause });
    return null;
  };
}

/** Of two dates written YYYY-MM-DD. */
function later(a: string, b: string): string {
  if (a >= b) return a;
  return b;
}

/** What spoke for a suspension is cured or became another's. */
export function leaveLevel({ suspensions, settleLetters }: LevelParts): EffectHandler {
  return async ({ key, params }) => {
    const { practitionerId, facility } = levelLeft.parse(params);
    await suspensions.reconsider(practitionerId, facility, `effect:${key}`);
    await settleLetters(practitionerId, facility);
    return null;
  };
}

/** Letters begin: exactly those of the count that was reviewed. Taken up again after a kill it writes what is missing. */
export function beginLetters({ engine, writeLetter, suspensions }: LevelParts): EffectHandler {
  return async ({ key, instanceId }) => {
    const instance = await engine.store.load(instanceId);
    if (instance === undefined || instance.state !== 'started') return null;
    const { facility, count } = lettersStartInput.parse(instance.context);
    const { on } = count;
    const cause = `effect:${key}`;
    for (const { practitionerId, level, template } of count.letters)
      await writeLetter({ facility, practitionerId, template, level, on }, cause);
    for (const { practitionerId } of count.suspensions)
      await suspensions.propose({ practitionerId, facility, on, deficiencyId: null, cause });
    return null;
  };
}

import type { Store } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { DryCount } from '../../engine/workflows/letters-start/events.ts';
import type { Leaves } from '../leaves.ts';
import type { Policies } from '../policies.ts';
import { isAway } from './compose-letter.ts';
import { shortDigest } from './ids.ts';
import { type OpenDeficiencies, type OpenDeficiency, reachedBy } from './open-deficiencies.ts';
import { suspensionReasons } from './propose-suspension.ts';

export interface DryCountParts {
  readonly store: Store;
  readonly policies: Policies;
  readonly leaves: Leaves;
  readonly deficiencies: OpenDeficiencies;
}

/** What a facility would send today if letters began now; changes nothing. */
export type CountDry = (facility: string) => Promise<DryCount>;

/** One letter for each level at which something of a practitioner stands now, and one proposal for each who is that late. */
export function createDryCount({ store, policies, leaves, deficiencies }: DryCountParts): CountDry {
  return async (facility) => {
    const at = store.now();
    const on = localDateOf(at, await policies.zoneOf(facility));
    const absencesOf = await leaves.current();
    const byPractitioner = new Map<string, OpenDeficiency[]>();
    for (const one of await deficiencies.at(facility)) {
      const own = byPractitioner.get(one.practitionerId);
      if (own === undefined) byPractitioner.set(one.practitionerId, [one]);
      else own.push(one);
    }
    const letters: DryCount['letters'] = [];
    const suspensions: DryCount['suspensions'] = [];
    const onLeave: string[] = [];
    const restsOn: unknown[] = [];
    for (const [practitionerId, open] of [...byPractitioner].toSorted(byName)) {
      const own = lettersOf(open, { on, at });
      const reasons = suspensionReasons(open, { on, at });
      if (own.length === 0 && reasons.length === 0) continue;
      if (isAway(absencesOf(practitionerId), on)) {
        onLeave.push(practitionerId);
        continue;
      }
      for (const { ids, ...one } of own) {
        letters.push({ practitionerId, ...one, items: ids.length });
        restsOn.push([practitionerId, one.level, one.template, ids]);
      }
      if (reasons.length > 0) {
        suspensions.push({ practitionerId, items: reasons.length });
        restsOn.push([practitionerId, reasons.map(({ deficiencyId }) => deficiencyId)]);
      }
    }
    return { id: await shortDigest([facility, on, restsOn]), on, letters, suspensions, onLeave };
  };
}

interface CountedLetter {
  readonly level: number;
  readonly levelName: string;
  readonly template: string;
  readonly ids: readonly string[];
}

/** The level at which each record stands is the highest with a letter; what stands higher is on the letter, too. */
function lettersOf(
  open: readonly OpenDeficiency[],
  when: { readonly on: string; readonly at: number },
): readonly CountedLetter[] {
  const standing = new Map<number, { levelName: string; template: string }>();
  const highest = new Map<string, number>();
  for (const one of open) {
    const reached = reachedBy(one, when);
    const written = reached.filter(({ letter }) => letter !== null).at(-1);
    if (written?.letter == null) continue;
    highest.set(one.id, Math.max(...reached.map(({ level }) => level)));
    standing.set(written.level, { levelName: written.name, template: written.letter });
  }
  return [...standing]
    .toSorted(([a], [b]) => a - b)
    .map(([level, { levelName, template }]) => ({
      level,
      levelName,
      template,
      ids: [...highest]
        .filter(([, own]) => own >= level)
        .map(([id]) => id)
        .toSorted(),
    }));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

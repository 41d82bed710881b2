import { type Clocks, clocksOf } from '../../time/obligation.ts';
import type { DeficiencyContext } from './machine.ts';

/** Both clocks of a deficiency: the law's from the finding, the owner's from when it became theirs. */
export function deficiencyClocks({ finding, ownedSince, zone }: DeficiencyContext): Clocks {
  const { kind, amount, startedAt, citation } = finding.clock;
  return clocksOf({
    id: finding.key,
    citation,
    clock: { kind, amount },
    startedAt,
    // Never before the law's: a discharge corrected to a later day starts both anew.
    accountableFromAt: Math.max(ownedSince ?? startedAt, startedAt),
    zone,
    pauses: [],
  });
}

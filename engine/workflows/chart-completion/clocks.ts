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
    accountableFromAt: ownedSince ?? startedAt,
    zone,
    pauses: [],
  });
}

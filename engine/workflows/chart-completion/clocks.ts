import { dayClockDue } from '../../time/day-clock.ts';
import { hourClockDue } from '../../time/hour-clock.ts';
import { type Clocks, clocksOf } from '../../time/obligation.ts';
import { localDateOf } from '../../time/zone.ts';
import type { DeficiencyContext } from './deficiency-context.ts';
import type { Finding } from './events.ts';

/** The last instant that is in time on the law's clock. */
export function dueAtOf({ kind, amount, startedAt }: Finding['clock'], zone: string): number {
  if (kind === 'before') return startedAt - 1;
  return kind === 'hours'
    ? hourClockDue({ startedAt, hours: amount }).dueAt
    : dayClockDue({ startedAt, days: amount, zone }).dueAt;
}

/** Both clocks of a deficiency: the law's from the finding, the owner's from when it became theirs. */
export function deficiencyClocks(context: DeficiencyContext): Clocks {
  const { finding, zone } = context;
  const { kind, amount, startedAt, citation } = finding.clock;
  if (kind === 'before') {
    // In time until the last instant before it; an absence does not move an operation.
    const due = { dueAt: startedAt - 1, dueOn: localDateOf(startedAt - 1, zone) };
    return { regulatory: due, accountability: due };
  }
  return clocksOf({
    id: finding.key,
    citation,
    clock: { kind, amount },
    startedAt,
    accountableFromAt: ownedFrom(context),
    zone,
    pauses: context.absences,
  });
}

/** When the present owner's clock started; never before the law's, which a corrected discharge may have moved on. */
export function ownedFrom({ finding, ownedSince }: DeficiencyContext): number {
  const { startedAt } = finding.clock;
  return Math.max(ownedSince ?? startedAt, startedAt);
}

import { dayClockDue } from '../../time/day-clock.ts';
import { hourClockDue } from '../../time/hour-clock.ts';
import { type Clocks, clocksOf } from '../../time/obligation.ts';
import { localDateOf } from '../../time/zone.ts';
import type { InstanceView, LawClock } from '../../workflow.ts';
import type { ChartContext } from './chart-machine.ts';
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

/** The clock of a deficiency that is not closed, with what it is made of. */
export function deficiencyLawClocks(view: InstanceView<DeficiencyContext>): readonly LawClock[] {
  if (!view.hasTag('open')) return [];
  const { context } = view;
  const { key, clock } = context.finding;
  return [
    {
      key,
      ...clock,
      ownedFrom: ownedFrom(context),
      zone: context.zone,
      pauses: clock.kind === 'before' ? [] : context.absences,
      extension: null,
      ...deficiencyClocks(context),
    },
  ];
}

/** The completion limit of a chart that is not complete. */
export function chartLawClocks(view: InstanceView<ChartContext>): readonly LawClock[] {
  const { facts, zone } = view.context;
  const { limit, dischargedAt, completionLimitAt, completionLimitOn } = facts;
  if (limit === undefined || dischargedAt === null) return [];
  if (completionLimitAt === null || completionLimitOn === null) return [];
  if (view.matches({ completion: 'complete' })) return [];
  const due = { dueAt: completionLimitAt, dueOn: completionLimitOn };
  return [
    {
      key: 'completion-limit',
      citation: limit.rule.citation ?? 'policy',
      kind: 'days',
      amount: limit.days,
      startedAt: dischargedAt,
      ownedFrom: dischargedAt,
      zone,
      pauses: [],
      extension: null,
      regulatory: due,
      accountability: due,
    },
  ];
}

/** When the present owner's clock started; never before the law's, which a corrected discharge may have moved on. */
export function ownedFrom({ finding, ownedSince }: DeficiencyContext): number {
  const { startedAt } = finding.clock;
  return Math.max(ownedSince ?? startedAt, startedAt);
}

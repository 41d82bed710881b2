import { clocksOf } from '../../time/obligation.ts';
import { localDateOf, startOfLocalDay } from '../../time/zone.ts';
import type { RuleReference } from '../../workflow.ts';
import type { DeficiencyContext } from './deficiency-context.ts';
import type { FindingLevel } from './events.ts';

/** A step of escalation with the instant at which it is reached, on the clock of the present owner. */
export interface ReachedLevel {
  readonly level: number;
  readonly name: string;
  /** The first instant of the day, or the end of the hours; approved absences are subtracted. */
  readonly reachedAt: number;
  readonly reachedOn: string;
  readonly letter: string | null;
  readonly recipients: readonly string[];
  readonly proposesSuspension: boolean;
  readonly rule: RuleReference;
}

/** All levels of a deficiency in their order, derived from dates; none where nobody owns it. */
export function levelsOf(context: DeficiencyContext): readonly ReachedLevel[] {
  const { finding, ownerId } = context;
  if (ownerId === null) return [];
  return (finding.levels ?? [])
    .map((one) => reached(context, one))
    .toSorted((a, b) => a.level - b.level);
}

function reached(context: DeficiencyContext, one: FindingLevel): ReachedLevel {
  const { finding, zone, ownedSince, absences } = context;
  const startedAt = one.fromAt ?? ownedSince ?? finding.clock.startedAt;
  const isHours = one.unit === 'hours';
  const { accountability } = clocksOf({
    id: `${finding.key}/${one.row}`,
    citation: 'policy',
    clock: { kind: isHours ? 'hours' : 'days', amount: one.after },
    startedAt,
    accountableFromAt: Math.max(ownedSince ?? startedAt, startedAt),
    zone,
    pauses: absences,
  });
  // Day 15 is reached as it begins, and never on a day of absence.
  const reachedAt = isHours
    ? accountability.dueAt + 1
    : startOfLocalDay(accountability.dueOn, zone);
  return {
    level: one.level,
    name: one.name,
    reachedAt,
    reachedOn: localDateOf(reachedAt, zone),
    letter: one.letter ?? null,
    recipients: one.recipients ?? ['practitioner'],
    proposesSuspension: one.suspends === true,
    rule: {
      ruleSet: finding.rule.ruleSet,
      version: finding.rule.version,
      table: 'ageing-levels',
      row: one.row,
      citation: null,
    },
  };
}

/** The next level that has not been passed yet. */
export function nextLevel(context: DeficiencyContext): ReachedLevel | undefined {
  return levelsOf(context).find(({ level }) => level > context.level);
}

/** True when a level that proposes a suspension was passed. */
export function isSuspending(context: DeficiencyContext): boolean {
  return levelsOf(context).some(
    ({ level, proposesSuspension }) => proposesSuspension && level <= context.level,
  );
}

/** The level a deficiency stands at, at an instant. */
export function highestReached(context: DeficiencyContext, at: number): number {
  const passed = levelsOf(context).filter(({ reachedAt }) => reachedAt <= at);
  return Math.max(context.level, ...passed.map(({ level }) => level));
}

import type { DeficiencyContext } from './deficiency-context.ts';
import type { Finding } from './events.ts';

/** A person's reassignment stands; an owner who came from the facts follows them, with a clock of their own. */
export function revised(
  context: DeficiencyContext,
  finding: Finding,
  at: number,
): Pick<
  DeficiencyContext,
  'finding' | 'ownerId' | 'ownedSince' | 'absences' | 'level' | 'isOverdueNoticed'
> {
  const { clock, ownerId: found } = context.finding;
  const isFound = context.ownerId === found;
  const ownerId = (isFound ? finding.ownerId : null) ?? context.ownerId;
  const isSameOwner = ownerId === context.ownerId;
  const isSameClock =
    clock.startedAt === finding.clock.startedAt &&
    clock.kind === finding.clock.kind &&
    clock.amount === finding.clock.amount;
  return {
    finding,
    ownerId,
    ownedSince: isSameOwner ? context.ownedSince : at,
    absences: isFound ? (finding.absences ?? []) : context.absences,
    level: isSameOwner && isSameClock ? context.level : 0,
    isOverdueNoticed: context.isOverdueNoticed && isSameClock,
  };
}

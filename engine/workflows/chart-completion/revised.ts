import type { Finding } from './events.ts';
import type { DeficiencyContext } from './machine.ts';

/** A person's reassignment stands; an owner who came from the facts follows them, with a clock of their own. */
export function revised(
  context: DeficiencyContext,
  finding: Finding,
  at: number,
): Pick<DeficiencyContext, 'finding' | 'ownerId' | 'ownedSince' | 'isOverdueNoticed'> {
  const { clock, ownerId: found } = context.finding;
  const ownerId = (context.ownerId === found ? finding.ownerId : null) ?? context.ownerId;
  const isSameClock =
    clock.startedAt === finding.clock.startedAt &&
    clock.kind === finding.clock.kind &&
    clock.amount === finding.clock.amount;
  return {
    finding,
    ownerId,
    ownedSince: ownerId === context.ownerId ? context.ownedSince : at,
    isOverdueNoticed: context.isOverdueNoticed && isSameClock,
  };
}

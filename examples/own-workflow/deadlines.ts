import { type Deadline, dayClockDue, type InstanceView } from '../../engine/index.ts';
import type { LoanContext } from './machine.ts';

/** The end of the local day on which the chart should be back. */
export function loanDue({ lentAt, dueWithinDays, zone }: LoanContext): {
  dueOn: string;
  dueAt: number;
} {
  return dayClockDue({ startedAt: lentAt, days: dueWithinDays, zone });
}

export function loanDeadlines(view: InstanceView<LoanContext>): readonly Deadline[] {
  if (!view.matches('lent')) return [];
  const { dueAt } = loanDue(view.context);
  return [{ key: 'due', dueAt: dueAt + 1, event: { type: 'loan.fallDue' }, citation: null }];
}

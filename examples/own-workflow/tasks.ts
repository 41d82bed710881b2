import { type InstanceView, type Task, textOf } from '../../engine/index.ts';
import { loanDue } from './deadlines.ts';
import type { LoanContext } from './machine.ts';

export function loanTasks(view: InstanceView<LoanContext>): readonly Task[] {
  const { dueAt, dueOn } = loanDue(view.context);
  const base = {
    queue: 'paper-chart-loans',
    priority: 0,
    dueAt,
    dueOn,
    accountableDueAt: dueAt,
    practitionerId: null,
    rule: null,
  };
  const who = { borrower: view.context.borrower };
  if (view.matches('lent')) {
    const title = textOf('loan.lent', 'Lent to {borrower}', who);
    return [{ ...base, key: 'return', listState: 'waiting', title }];
  }
  if (view.matches('overdue')) {
    const title = textOf('loan.overdue', 'Fetch it back from {borrower}', who);
    return [{ ...base, key: 'fetch', listState: 'open', priority: 1, title }];
  }
  if (view.matches('pagesMissing')) {
    return [
      {
        ...base,
        key: 'find',
        listState: 'open',
        title: textOf('loan.missing', 'Find the missing pages'),
      },
    ];
  }
  return [];
}

import { startOfLocalDay } from '../../time/zone.ts';
import type { Deadline, InstanceView } from '../../workflow.ts';
import type { RuleChangeContext } from './machine.ts';

/** The day on which a version is told to be in force; each judgement takes it by the date it is keyed to, not by this. */
export function ruleChangeDeadlines(view: InstanceView<RuleChangeContext>): readonly Deadline[] {
  const { effectiveFrom, zone } = view.context;
  if (!view.matches('scheduled') || effectiveFrom === null) return [];
  const dueAt = startOfLocalDay(effectiveFrom, zone);
  return [{ key: 'effective-date', dueAt, event: { type: 'effectiveDate.pass' }, citation: null }];
}

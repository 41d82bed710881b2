import { startOfLocalDay } from '../../time/zone.ts';
import type { Deadline, InstanceView } from '../../workflow.ts';
import { deficiencyClocks } from './clocks.ts';
import { nextLevel } from './levels.ts';
import type { ChartContext, DeficiencyContext } from './machine.ts';

const stayCheckEveryMs = 30 * 24 * 60 * 60 * 1000;

/** What happens to a chart by itself. */
export function chartDeadlines(view: InstanceView<ChartContext>): readonly Deadline[] {
  const { facts, stayCheckedAt, holdReturnOn, zone } = view.context;
  const deadlines: Deadline[] = [];
  if (view.matches({ analysis: 'settling' }) && facts.settleUntil !== null) {
    const event = { type: 'settleLag.pass' };
    deadlines.push({ key: 'settle-lag', dueAt: facts.settleUntil, event, citation: null });
  }
  if (view.matches({ analysis: { inHouse: 'waiting' } })) {
    const dueAt = (stayCheckedAt ?? facts.admittedAt ?? view.startedAt) + stayCheckEveryMs;
    deadlines.push({ key: 'stay-check', dueAt, event: { type: 'stayCheck.pass' }, citation: null });
  }
  if (view.matches({ completion: 'incomplete' }) && facts.completionLimitAt !== null) {
    deadlines.push({
      key: 'completion-limit',
      // Delinquent from the first instant of the day after the last day.
      dueAt: facts.completionLimitAt + 1,
      event: { type: 'completionLimit.pass' },
      citation: '42 CFR 482.24(c)(4)(viii)',
    });
  }
  if (view.matches({ hold: 'held' }) && holdReturnOn !== null) {
    const dueAt = startOfLocalDay(holdReturnOn, zone);
    deadlines.push({
      key: 'hold-return',
      dueAt,
      event: { type: 'holdReturn.pass' },
      citation: null,
    });
  }
  return deadlines;
}

/** The instant after a deficiency's due instant, and each level of escalation as it is reached. */
export function deficiencyDeadlines(view: InstanceView<DeficiencyContext>): readonly Deadline[] {
  if (!view.hasTag('open')) return [];
  const { context } = view;
  const deadlines: Deadline[] = [];
  if (!context.isOverdueNoticed) {
    const dueAt = deficiencyClocks(context).regulatory.dueAt + 1;
    const { citation } = context.finding.clock;
    deadlines.push({ key: 'due', dueAt, event: { type: 'deficiency.due' }, citation });
  }
  const next = nextLevel(context);
  if (next !== undefined) {
    const event = { type: 'deficiency.level-pass', level: next.level };
    deadlines.push({ key: 'level', dueAt: next.reachedAt, event, citation: null });
  }
  return deadlines;
}

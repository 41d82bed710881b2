import type { FamilyEvent, FamilyMember, WorkflowEvent } from '../../workflow.ts';
import type { Finding } from './events.ts';
import { type ChartMember, chartOf, deficienciesOf, isOpen } from './members.ts';
import { eventsForFinding, isFor } from './plan-finding.ts';
import { isKnownReport, planReport } from './plan-report.ts';
import { raisedFinding } from './raised.ts';

/** What an event to the chart means for its deficiencies. An event to a deficiency concerns it alone. */
export function planFamily(
  members: readonly FamilyMember[],
  targetId: string,
  event: WorkflowEvent,
): readonly FamilyEvent[] {
  const chart = chartOf(members);
  if (chart === undefined || chart.id !== targetId) return [];
  const at = Number(event.at);
  switch (event.type) {
    case 'findings.report':
      return planReport(members, chart, event);
    case 'settleLag.pass':
      return chart.view.context.pending
        .filter((finding) => isFor(finding, chart))
        .flatMap((finding) => found(members, chart, finding, at));
    case 'stay.judge':
      return planJudgement(members, chart, { isMinor: event.isMinorProblem === true, at });
    case 'deficiency.raise':
      return found(members, chart, raisedFinding(chart, event), at);
    case 'chart.retire':
      return retired(members, String(event.committeeReference));
    default:
      return [];
  }
}

/** Told again with every message of the stay, a chart keeps only what is new to it. */
export function isKnownToFamily(
  members: readonly FamilyMember[],
  targetId: string,
  event: WorkflowEvent,
  planned: readonly FamilyEvent[],
): boolean {
  const chart = chartOf(members);
  return (
    event.type === 'findings.report' &&
    chart?.id === targetId &&
    isKnownReport(chart, event, planned)
  );
}

/** A chart is complete when it is analysed and nothing is open; whatever opens again re-opens it. */
export function settleFamily(members: readonly FamilyMember[]): readonly FamilyEvent[] {
  const chart = chartOf(members);
  if (chart === undefined) return [];
  const { view } = chart;
  const open = deficienciesOf(members).filter((one) => one.view.hasTag('open'));
  const isCancelled = view.matches({ analysis: 'cancelled' });
  // A stay that was not lacks nothing, whatever opens again after its cancellation; nor is its content looked into.
  const moot = isCancelled ? deficienciesOf(members).filter(isOpen) : [];
  if (moot.length > 0) {
    const event = { type: 'deficiency.clear', reason: 'The encounter was cancelled.' };
    return moot.map(({ id }) => ({ instanceId: id, event }));
  }
  const { retirement } = view.context;
  if (retirement !== null) return retired(members, retirement.committeeReference);
  const isDisputed = view.matches({ identity: 'disputed' });
  const isDone = isCancelled || view.matches({ analysis: 'analysed' });
  const mayClose = isDone && open.length === 0 && !isDisputed;
  const isComplete = view.matches({ completion: 'complete' });
  if (mayClose === isComplete) return [];
  if (mayClose) return [{ instanceId: chart.id, event: { type: 'completion.reach' } }];
  const reason = isDisputed
    ? 'Whose record it is, is disputed.'
    : open.length > 0
      ? 'A deficiency is open again.'
      : 'The chart must be analysed again.';
  return [{ instanceId: chart.id, event: { type: 'completion.reopen', reason } }];
}

/** An analyst's word decides which of two documents a short stay must have. */
function planJudgement(
  members: readonly FamilyMember[],
  chart: ChartMember,
  { isMinor, at }: { readonly isMinor: boolean; readonly at: number },
): readonly FamilyEvent[] {
  const { byProblem, pending } = chart.view.context;
  const waiting = new Set(pending.map(({ key }) => key));
  const holds = ({ onlyIf }: Finding): boolean => (onlyIf === 'minor') === isMinor;
  const moot = new Set(byProblem.filter((one) => !holds(one)).map(({ key }) => key));
  for (const { key } of byProblem.filter(holds)) moot.delete(key);
  const reason = `The stay was judged to be for ${isMinor ? 'a minor' : 'no minor'} problem.`;
  return [
    ...deficienciesOf(members)
      .filter((one) => isOpen(one) && moot.has(one.view.context.finding.key))
      .map(({ id }) => ({ instanceId: id, event: { type: 'deficiency.clear', reason } })),
    ...byProblem
      .filter((one) => holds(one) && !waiting.has(one.key))
      .flatMap((one) => found(members, chart, one, at)),
  ];
}

function found(
  members: readonly FamilyMember[],
  chart: ChartMember,
  finding: Finding,
  at: number,
): readonly FamilyEvent[] {
  const known = deficienciesOf(members).find((one) => one.view.context.finding.key === finding.key);
  return eventsForFinding(chart, finding, { known, patientId: chart.view.context.patientId, at });
}

function retired(
  members: readonly FamilyMember[],
  committeeReference: string,
): readonly FamilyEvent[] {
  return deficienciesOf(members)
    .filter(isOpen)
    .map(({ id }) => ({
      instanceId: id,
      event: { type: 'deficiency.retire', committeeReference },
    }));
}

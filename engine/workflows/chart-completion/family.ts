import type { FamilyEvent, FamilyMember, InstanceView, WorkflowEvent } from '../../workflow.ts';
import type { Finding } from './events.ts';
import { deficiencyIdOf } from './ids.ts';
import type { ChartContext, DeficiencyContext } from './machine.ts';

type Deficiency = { readonly id: string; readonly view: InstanceView<DeficiencyContext> };

/** What an event to one member means for the others. Only findings reach beyond their own instance. */
export function planFamily(
  members: readonly FamilyMember[],
  targetId: string,
  event: WorkflowEvent,
): readonly FamilyEvent[] {
  if (event.type !== 'findings.report') return [];
  const chart = chartOf(members);
  if (chart === undefined || chart.id !== targetId) return [];
  const findings = distinct(event.findings as readonly Finding[]);
  const patientId = String(event.patientId ?? chart.view.context.patientId);
  const known = new Map(deficienciesOf(members).map((one) => [one.view.context.finding.key, one]));
  const found = findings.flatMap((finding) =>
    eventsForFinding(chart, finding, { known: known.get(finding.key), patientId }),
  );
  const keys = new Set(findings.map((finding) => finding.key));
  const cured = [...known.values()].filter(
    (one) => one.view.hasTag('open') && !keys.has(one.view.context.finding.key),
  );
  const cleared = cured.map((one) => ({
    instanceId: one.id,
    event: { type: 'deficiency.clear', reason: 'The encounter no longer lacks it.' },
  }));
  const isNews =
    chart.view.matches({ analysis: 'analysed' }) && found.some((one) => !isRevision(one));
  const again: FamilyEvent[] = isNews
    ? [
        {
          instanceId: chart.id,
          event: { type: 'reanalysis.request', reason: 'New findings after analysis.' },
        },
      ]
    : [];
  return [...moved(chart, members, event), ...cleared, ...found, ...again];
}

/** The encounter was found to be another patient's: so is everything about it, closed or not. */
function moved(
  chart: { readonly view: InstanceView<ChartContext> },
  members: readonly FamilyMember[],
  { patientId }: WorkflowEvent,
): readonly FamilyEvent[] {
  if (patientId === undefined || patientId === chart.view.context.patientId) return [];
  return deficienciesOf(members).map(({ id }) => ({
    instanceId: id,
    event: { type: 'deficiency.move-patient', patientId },
  }));
}

/** A chart is complete when it is analysed and nothing is open; whatever opens again re-opens it. */
export function settleFamily(members: readonly FamilyMember[]): readonly FamilyEvent[] {
  const chart = chartOf(members);
  if (chart === undefined) return [];
  const open = deficienciesOf(members).filter((one) => one.view.hasTag('open'));
  const isCancelled = chart.view.matches({ analysis: 'cancelled' });
  // A stay that was not lacks nothing, whatever opens again after its cancellation.
  if (isCancelled && open.length > 0) {
    const event = { type: 'deficiency.clear', reason: 'The encounter was cancelled.' };
    return open.map(({ id }) => ({ instanceId: id, event }));
  }
  const isOpen = open.length > 0;
  const isDone = isCancelled || chart.view.matches({ analysis: 'analysed' });
  const isComplete = chart.view.matches({ completion: 'complete' });
  if (isDone && !isOpen && !isComplete) {
    return [{ instanceId: chart.id, event: { type: 'completion.reach' } }];
  }
  if (isComplete && (isOpen || !isDone)) {
    const reason = isOpen ? 'A deficiency is open again.' : 'The chart must be analysed again.';
    return [{ instanceId: chart.id, event: { type: 'completion.reopen', reason } }];
  }
  return [];
}

function eventsForFinding(
  chart: { readonly view: InstanceView<ChartContext> },
  finding: Finding,
  { known, patientId }: { readonly known: Deficiency | undefined; readonly patientId: string },
): readonly FamilyEvent[] {
  const { encounterId, facility, zone } = chart.view.context;
  if (known === undefined) {
    const instanceId = deficiencyIdOf(encounterId, finding.key);
    return [
      {
        start: 'deficiency',
        instanceId,
        input: { encounterId, patientId, facility, zone, finding },
      },
    ];
  }
  if (known.view.hasTag('open')) {
    const isSame = essenceOf(finding) === essenceOf(known.view.context.finding);
    return isSame ? [] : [{ instanceId: known.id, event: { type: 'deficiency.revise', finding } }];
  }
  // What a person verified, voided or retired stays so: what an arrival cleared comes back, and a signature holds
  // only for the words that were signed.
  const isChanged = finding.contentKey !== known.view.context.finding.contentKey;
  const isSignedOtherwise =
    finding.kind === 'unsigned' && known.view.matches('verified') && isChanged;
  if (!known.view.matches('cleared') && !isSignedOtherwise) return [];
  const reason = isSignedOtherwise
    ? 'The document was changed after it was signed.'
    : 'The encounter lacks it again.';
  return [{ instanceId: known.id, event: { type: 'deficiency.reopen', reason, finding } }];
}

/** One lack is one finding, though two rows may ask for it: the first row gives the clock. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const byKey = new Map(findings.toReversed().map((finding) => [finding.key, finding]));
  return [...byKey.values()].toReversed();
}

function isRevision(one: FamilyEvent): boolean {
  return 'event' in one && one.event.type === 'deficiency.revise';
}

/** What of a finding is worth a history entry: which words, whose it is, since when, and by which rule. */
function essenceOf(finding: Finding): string {
  const { documentType, ownerRole, ownerId, clock, rule } = finding;
  return JSON.stringify([
    documentType,
    finding.contentKey,
    ownerRole,
    ownerId,
    [clock.kind, clock.amount, clock.startedAt, clock.citation],
    [rule.ruleSet, rule.version, rule.table, rule.row],
  ]);
}

function chartOf(
  members: readonly FamilyMember[],
): { id: string; view: InstanceView<ChartContext> } | undefined {
  const found = members.find((member) => member.workflow === 'chart');
  return found as unknown as { id: string; view: InstanceView<ChartContext> } | undefined;
}

function deficienciesOf(members: readonly FamilyMember[]): readonly Deficiency[] {
  return members.filter(
    (member) => member.workflow === 'deficiency',
  ) as unknown as readonly Deficiency[];
}

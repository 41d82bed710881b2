import type { FamilyEvent } from '../../workflow.ts';
import { dueAtOf } from './clocks.ts';
import type { Finding } from './events.ts';
import { deficiencyIdOf } from './ids.ts';
import type { ChartMember, DeficiencyMember } from './members.ts';

/** Whether a finding holds for the stay as an analyst, or else the table, has judged it. */
export function isFor(
  { onlyIf }: Finding,
  chart: ChartMember,
  facts = chart.view.context.facts,
): boolean {
  if (onlyIf === undefined) return true;
  const isMinor = chart.view.context.isMinorProblem ?? facts.isMinorProblem ?? false;
  return (onlyIf === 'minor') === isMinor;
}

/** What a finding means for its deficiency: a new one, one revised, one in doubt, or one that opens again. */
export function eventsForFinding(
  chart: ChartMember,
  finding: Finding,
  {
    known,
    patientId,
    at,
  }: {
    readonly known: DeficiencyMember | undefined;
    readonly patientId: string;
    readonly at: number;
  },
): readonly FamilyEvent[] {
  const { encounterId, facility, zone } = chart.view.context;
  if (known === undefined) {
    const instanceId = deficiencyIdOf(encounterId, finding.key);
    const input = { encounterId, patientId, facility, zone, finding };
    // Told late it is overdue as it is found: one commit, where a deadline would need its own.
    const isLate = finding.kind !== 'timeliness' && dueAtOf(finding.clock, zone) < at;
    return [
      { start: 'deficiency', instanceId, input },
      ...(isLate ? [{ instanceId, event: { type: 'deficiency.due' } }] : []),
    ];
  }
  if (known.view.hasTag('open')) return [...revision(known, finding), ...question(known, finding)];
  // What a person verified, voided or retired stays so: what an arrival cleared comes back, and a signature holds
  // only for the words that were signed.
  const { context } = known.view;
  const isSignedOtherwise =
    finding.documentId !== null &&
    known.view.matches('verified') &&
    finding.contentKey !== context.finding.contentKey;
  const isResolved =
    context.resolvedBy !== null && (finding.candidates ?? []).includes(context.resolvedBy);
  if ((!known.view.matches('cleared') || isResolved) && !isSignedOtherwise) return [];
  const reason = isSignedOtherwise
    ? 'The document was changed after it was signed.'
    : 'The encounter lacks it again.';
  return [{ instanceId: known.id, event: { type: 'deficiency.reopen', reason, finding } }];
}

function revision(known: DeficiencyMember, finding: Finding): readonly FamilyEvent[] {
  if (essenceOf(finding) === essenceOf(known.view.context.finding)) return [];
  return [{ instanceId: known.id, event: { type: 'deficiency.revise', finding } }];
}

/** Documents nobody has looked at yet; which lack they cure a person must say. */
function question(known: DeficiencyMember, { candidates = [] }: Finding): readonly FamilyEvent[] {
  const { considered } = known.view.context;
  const documentIds = candidates.filter((id) => !considered.includes(id));
  if (documentIds.length === 0) return [];
  const reason = 'A document came that might be this one or another that is missing.';
  return [{ instanceId: known.id, event: { type: 'deficiency.question', documentIds, reason } }];
}

/** What of a finding is worth a history entry: which words, whose it is, since when, and by which rule. */
function essenceOf(finding: Finding): string {
  const { documentType, kind, ownerRole, ownerId, clock, rule } = finding;
  return JSON.stringify([
    documentType,
    kind,
    finding.contentKey,
    ownerRole,
    ownerId,
    [clock.kind, clock.amount, clock.startedAt, clock.citation],
    [rule.ruleSet, rule.version, rule.table, rule.row],
    [finding.progress ?? null, finding.isOutdated ?? null, finding.elements ?? null],
    // The discharge starts levels that were not known before.
    (finding.levels ?? []).map((one) => [one.row, one.after, one.fromAt ?? null]),
  ]);
}

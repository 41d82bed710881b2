import type { FamilyEvent, FamilyMember, WorkflowEvent } from '../../workflow.ts';
import { mayWait } from './chart-machine.ts';
import type { EncounterFacts, Finding } from './events.ts';
import { type ChartMember, type DeficiencyMember, deficienciesOf } from './members.ts';
import { eventsForFinding, isFor } from './plan-finding.ts';

/** What the complete set of findings means: what is new, changed, in doubt or cured, and whether to look again. */
export function planReport(
  members: readonly FamilyMember[],
  chart: ChartMember,
  event: WorkflowEvent,
): readonly FamilyEvent[] {
  const facts = event.facts as EncounterFacts;
  const patientId = String(event.patientId ?? chart.view.context.patientId);
  const findings = (event.findings as readonly Finding[]).filter((one) => isFor(one, chart, facts));
  const known = new Map(deficienciesOf(members).map((one) => [one.view.context.finding.key, one]));
  const isBeforeAnalysis = ['inHouse', 'settling'].some((state) =>
    chart.view.matches({ analysis: state }),
  );
  const found = findings
    .filter(
      (one) => known.has(one.key) || !(isBeforeAnalysis && mayWait(one, facts, Number(event.at))),
    )
    .flatMap((finding) =>
      eventsForFinding(chart, finding, {
        known: known.get(finding.key),
        patientId,
        at: Number(event.at),
      }),
    );
  const cured = curedBy(event, [...known.values()], new Set(findings.map(({ key }) => key)));
  return [
    ...moved(chart, members, event),
    ...cured.events,
    ...found,
    ...again(chart, event, found, cured.explained),
  ];
}

/** Whether a report tells the chart nothing: no lack comes, changes or goes, and its facts are those it has. */
export function isKnownReport(
  chart: ChartMember,
  event: WorkflowEvent,
  planned: readonly FamilyEvent[],
): boolean {
  if (planned.length > 0) return false;
  const { facts, patientId, pending, byProblem } = chart.view.context;
  const findings = event.findings as readonly Finding[];
  const told = event.facts as EncounterFacts;
  const isBeforeAnalysis = ['inHouse', 'settling'].some((state) =>
    chart.view.matches({ analysis: state }),
  );
  const waiting = isBeforeAnalysis
    ? findings.filter((one) => mayWait(one, told, Number(event.at)))
    : [];
  return (
    (event.patientId ?? patientId) === patientId &&
    isSame({ ...told, factsVersion: 0 }, { ...facts, factsVersion: 0 }) &&
    isSame(waiting, pending) &&
    isSame(
      findings.filter(({ onlyIf }) => onlyIf !== undefined),
      byProblem,
    )
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Lacks that the encounter has no more: cleared, unless someone was working on one when its document came. */
function curedBy(
  event: WorkflowEvent,
  known: readonly DeficiencyMember[],
  keys: ReadonlySet<string>,
): { readonly events: readonly FamilyEvent[]; readonly explained: ReadonlySet<string> } {
  const met = (event.met ?? {}) as Readonly<Record<string, string>>;
  const claimed = (event.claimed ?? []) as readonly string[];
  const explained = new Set<string>();
  const events = known
    .filter(({ view }) => !view.context.finding.key.startsWith('raised.'))
    .filter(
      ({ view }) =>
        (view.hasTag('open') || view.matches('recorded')) && !keys.has(view.context.finding.key),
    )
    .flatMap(({ id, view }): FamilyEvent[] => {
      const documentId = met[view.context.finding.key];
      const isSeen = documentId !== undefined && view.context.considered.includes(documentId);
      if (isSeen && view.matches('needsReanalysis')) return [];
      if (documentId !== undefined && claimed.includes(id)) {
        const reason = 'A document came while someone was working on it.';
        const documentIds = [documentId];
        return [{ instanceId: id, event: { type: 'deficiency.question', documentIds, reason } }];
      }
      if (documentId !== undefined) explained.add(documentId);
      const reason = 'The encounter no longer lacks it.';
      return [{ instanceId: id, event: { type: 'deficiency.clear', reason } }];
    });
  return { events, explained };
}

/** An analysed chart is looked at again when something is found anew, or a document came that cured nothing. */
function again(
  chart: ChartMember,
  event: WorkflowEvent,
  found: readonly FamilyEvent[],
  explained: ReadonlySet<string>,
): readonly FamilyEvent[] {
  const { dischargedAt, isCancelled } = event.facts as EncounterFacts;
  const isOver = dischargedAt !== null && !isCancelled;
  if (!isOver || !chart.view.matches({ analysis: 'analysed' })) return [];
  const isNews = found.some((one) => {
    const finding = newFindingOf(one);
    return finding !== null && !explained.has(finding.documentId ?? '');
  });
  const arrived = (event.arrived ?? []) as readonly string[];
  const isLate = arrived.some((id) => !explained.has(id));
  if (!isNews && !isLate) return [];
  const reason = isNews ? 'New findings after analysis.' : 'A document came after analysis.';
  return [{ instanceId: chart.id, event: { type: 'reanalysis.request', reason } }];
}

/** What is found for the first time, or again; a timeliness finding asks nobody for anything. */
function newFindingOf(one: FamilyEvent): Finding | null {
  const finding =
    'start' in one
      ? (one.input as { finding: Finding }).finding
      : one.event.type === 'deficiency.reopen'
        ? (one.event.finding as Finding)
        : null;
  return finding?.kind === 'timeliness' ? null : finding;
}

/** The encounter was found to be another patient's: so is everything about it, closed or not. */
function moved(
  chart: ChartMember,
  members: readonly FamilyMember[],
  { patientId }: WorkflowEvent,
): readonly FamilyEvent[] {
  if (patientId === undefined || patientId === chart.view.context.patientId) return [];
  return deficienciesOf(members).map(({ id }) => ({
    instanceId: id,
    event: { type: 'deficiency.move-patient', patientId },
  }));
}

import type { ChartFacts } from '../../model/chart-facts.ts';
import type { Site } from '../../model/site.ts';
import { type RuleSet, RuleSet as RuleSetShape, ruleSetFor } from '../../rules/rule-set.ts';
import { dayClockDue } from '../../time/day-clock.ts';
import { localDateOf } from '../../time/zone.ts';
import type { FamilyEvaluation } from '../../workflow.ts';
import { standingsOf } from './arrivals.ts';
import { hitsOf, ruleOf } from './ask-table.ts';
import { dueAtOf } from './clocks.ts';
import { documentFindings } from './document-findings.ts';
import type { ChartInput, EncounterFacts, Finding } from './events.ts';
import { findingLevels } from './finding-levels.ts';
import { chartIdOf } from './ids.ts';
import { missingFinding, updateRequirements } from './missing-findings.ts';
import { isMinorProblem, type Requirement, requirementsOf } from './requirements.ts';
import rules from './rules.json' with { type: 'json' };

export const defaultRuleSets: readonly RuleSet[] = rules.map((one) => RuleSetShape.parse(one));

const ruleSetId = 'chart-completion';
const hourMs = 60 * 60 * 1000;

/**
 * What an encounter's facts mean: its chart's facts and the complete set of its findings.
 * Before go-live no rule is asked: such encounters are history, which opens nothing and clears what a wrong date opened.
 */
export function evaluateChart(told: ChartFacts, site: Site): FamilyEvaluation {
  const facts = withoutCorrespondence(told);
  const ruleSet = rulesFor(facts, site);
  const judged = ruleSet === undefined ? nothing : judge(facts, ruleSet, site);
  const chartId = chartIdOf(facts.encounterId);
  const input: ChartInput = {
    encounterId: facts.encounterId,
    patientId: facts.patientId,
    facility: facts.facility,
    zone: site.policy.zone,
    facts: encounterFacts(facts, ruleSet, site),
  };
  return {
    familyId: chartId,
    opens: judged.opens,
    events: [
      { start: 'chart', instanceId: chartId, input },
      {
        instanceId: chartId,
        event: {
          type: 'findings.report',
          facts: input.facts,
          findings: judged.findings,
          patientId: facts.patientId,
          ...(judged.met.size === 0 ? {} : { met: Object.fromEntries(judged.met) }),
          ...(facts.arrived?.length ? { arrived: facts.arrived } : {}),
        },
      },
    ],
  };
}

/** Who asks for records changes nothing in them: no deficiency, and no second analysis. */
function withoutCorrespondence(facts: ChartFacts): ChartFacts {
  const aside = new Set(
    facts.documents.filter(({ type }) => type === 'correspondence').map(({ id }) => id),
  );
  if (aside.size === 0) return facts;
  return {
    ...facts,
    documents: facts.documents.filter(({ id }) => !aside.has(id)),
    ...(facts.arrived === undefined
      ? {}
      : { arrived: facts.arrived.filter((id) => !aside.has(id)) }),
  };
}

interface Judged {
  readonly opens: boolean;
  readonly findings: readonly Finding[];
  /** Which document met what a finding of the key would ask for. */
  readonly met: ReadonlyMap<string, string>;
}

const nothing: Judged = { opens: false, findings: [], met: new Map() };

/** The version of the discharge's date; while the stay goes on, of the admission's. None for history. */
export function rulesFor(facts: ChartFacts, { policy, ruleSets }: Site): RuleSet | undefined {
  const at = facts.dischargedAt ?? facts.admittedAt;
  const on = at === null ? null : localDateOf(at, policy.zone);
  if (on === null || on < policy.goLiveOn) return undefined;
  return ruleSetFor(
    ruleSets.filter(({ id }) => id === ruleSetId),
    { on },
  );
}

function judge(facts: ChartFacts, ruleSet: RuleSet, site: Site): Judged {
  if (facts.status === 'cancelled' || facts.status === 'planned') return nothing;
  const { zone } = site.policy;
  const first = strictest(requirementsOf(facts, ruleSet, site), zone);
  const standings = standingsOf(facts, first, { ruleSet, zone });
  const updates = strictest(updateRequirements(facts, ruleSet, standings), zone);
  const all = [...standings, ...standingsOf(facts, updates, { ruleSet, zone })];
  const findings = [
    ...all.flatMap(missingFinding),
    ...documentFindings({ facts, ruleSet, site }, all),
  ].map((finding) => ({
    ...finding,
    ...findingLevels(finding, { facts, ruleSet }),
    ...absences(finding, site),
  }));
  const met = new Map(
    all.flatMap(({ requirement, document }) =>
      document === null ? [] : [[requirement.key, document.id] as const],
    ),
  );
  const isCovered = facts.dischargedAt !== null && first.length > 0;
  const asks = findings.some(({ kind }) => kind !== 'timeliness');
  return { opens: isCovered || asks, findings, met };
}

function absences({ ownerId }: Finding, site: Site): Pick<Finding, 'absences'> {
  const found = ownerId === null ? [] : site.absencesOf(ownerId);
  return found.length === 0 ? {} : { absences: [...found] };
}

/** One lack is asked for once, though two rows may do so: the stricter clock holds. */
function strictest(requirements: readonly Requirement[], zone: string): readonly Requirement[] {
  const byKey = new Map<string, Requirement>();
  for (const one of requirements) {
    const name = `${one.key}|${one.onlyIf ?? ''}`;
    const known = byKey.get(name);
    if (known === undefined || dueAtOf(one.clock, zone) < dueAtOf(known.clock, zone))
      byKey.set(name, one);
  }
  return [...byKey.values()];
}

function encounterFacts(
  facts: ChartFacts,
  ruleSet: RuleSet | undefined,
  { policy }: Site,
): EncounterFacts {
  const { dischargedAt } = facts;
  const [hit] =
    ruleSet === undefined
      ? []
      : hitsOf(ruleSet, 'completion-limit', { class: facts.class, facility: facts.facility });
  const days = Number(hit?.then.days);
  const due =
    hit === undefined || dischargedAt === null
      ? null
      : dayClockDue({ startedAt: dischargedAt, days, zone: policy.zone });
  // History is loaded as it is.
  const problems = ruleSet === undefined ? [] : problemsOf(facts);
  return {
    factsVersion: facts.version,
    class: facts.class,
    admittedAt: facts.admittedAt,
    dischargedAt,
    isCancelled: facts.status === 'cancelled',
    attendingId: facts.attendingId,
    settleUntil: dischargedAt === null ? null : dischargedAt + policy.settleLagHours * hourMs,
    completionLimitAt: due?.dueAt ?? null,
    completionLimitOn: due?.dueOn ?? null,
    ...(hit === undefined || ruleSet === undefined
      ? {}
      : {
          limit: {
            days,
            rule: ruleOf(hit),
            levels:
              findingLevels({ kind: 'missing-element', documentType: 'other' }, { facts, ruleSet })
                .levels ?? [],
          },
          isMinorProblem: isMinorProblem(facts, ruleSet),
        }),
    ...(problems.length === 0 ? {} : { problems }),
  };
}

/** What a person must mend before a rule can be trusted with the stay. */
function problemsOf(facts: ChartFacts): NonNullable<EncounterFacts['problems']> {
  const { admittedAt, dischargedAt } = facts;
  return [
    ...(facts.attendingId === null ? (['no-attending'] as const) : []),
    ...(admittedAt === null ? (['no-admission-time'] as const) : []),
    ...(admittedAt !== null && dischargedAt !== null && dischargedAt < admittedAt
      ? (['discharge-before-admission'] as const)
      : []),
    ...(facts.class === 'unknown' ? (['no-class'] as const) : []),
    ...(facts.hasRecordNumber === false ? (['no-medical-record-number'] as const) : []),
  ];
}

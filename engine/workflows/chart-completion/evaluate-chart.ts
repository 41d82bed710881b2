import type { ChartDocument, ChartFacts, ChartProcedure } from '../../model/chart-facts.ts';
import type { FacilityPolicy } from '../../model/facility.ts';
import type { Site } from '../../model/site.ts';
import { evaluate, type Hit } from '../../rules/evaluate.ts';
import { RuleSet, ruleSetFor, tableOf } from '../../rules/rule-set.ts';
import { dayClockDue } from '../../time/day-clock.ts';
import { localDateOf } from '../../time/zone.ts';
import type { FamilyEvaluation } from '../../workflow.ts';
import type { ChartInput, Finding } from './events.ts';
import { chartIdOf } from './ids.ts';
import rules from './rules.json' with { type: 'json' };

export const defaultRuleSets: readonly RuleSet[] = rules.map((one) => RuleSet.parse(one));

const ruleSetId = 'chart-completion';
const hourMs = 60 * 60 * 1000;

/**
 * What an encounter's facts mean: its chart's facts and the complete set of its findings.
 * Before go-live no rule is asked: such encounters are history, which opens nothing and clears what a wrong date opened.
 */
export function evaluateChart(
  facts: ChartFacts,
  { policy, ruleSets }: Pick<Site, 'policy' | 'ruleSets'>,
): FamilyEvaluation {
  const { dischargedAt } = facts;
  const on = dischargedAt === null ? null : localDateOf(dischargedAt, policy.zone);
  const isHistory = on === null || on < policy.goLiveOn;
  const ruleSet = isHistory
    ? undefined
    : ruleSetFor(
        ruleSets.filter(({ id }) => id === ruleSetId),
        { on },
      );
  const isOver = facts.status === 'discharged' && ruleSet !== undefined;
  const findings = isOver ? findingsOf(facts, ruleSet) : [];
  const isCovered = isOver && requiredHits(facts, ruleSet).length > 0;
  const chartId = chartIdOf(facts.encounterId);
  const input: ChartInput = {
    encounterId: facts.encounterId,
    patientId: facts.patientId,
    facility: facts.facility,
    zone: policy.zone,
    facts: encounterFacts(facts, policy, ruleSet),
  };
  return {
    familyId: chartId,
    opens: isCovered || findings.length > 0,
    events: [
      { start: 'chart', instanceId: chartId, input },
      {
        instanceId: chartId,
        event: {
          type: 'findings.report',
          facts: input.facts,
          findings,
          patientId: facts.patientId,
        },
      },
    ],
  };
}

function encounterFacts(
  facts: ChartFacts,
  policy: FacilityPolicy,
  ruleSet: RuleSet | undefined,
): ChartInput['facts'] {
  const { dischargedAt } = facts;
  const limit =
    dischargedAt === null || ruleSet === undefined
      ? null
      : completionLimit(facts, ruleSet, policy.zone);
  return {
    factsVersion: facts.version,
    class: facts.class,
    admittedAt: facts.admittedAt,
    dischargedAt,
    isCancelled: facts.status === 'cancelled',
    attendingId: facts.attendingId,
    settleUntil: dischargedAt === null ? null : dischargedAt + policy.settleLagHours * hourMs,
    completionLimitAt: limit?.dueAt ?? null,
    completionLimitOn: limit?.dueOn ?? null,
  };
}

function completionLimit(
  facts: ChartFacts,
  ruleSet: RuleSet,
  zone: string,
): { dueAt: number; dueOn: string } | null {
  const [hit] = hitsOf(ruleSet, 'completion-limit', { class: facts.class });
  if (hit === undefined || facts.dischargedAt === null) return null;
  return dayClockDue({ startedAt: facts.dischargedAt, days: Number(hit.then.days), zone });
}

function findingsOf(facts: ChartFacts, ruleSet: RuleSet): Finding[] {
  const required = requiredHits(facts, ruleSet);
  const missing = required.flatMap((one, index) =>
    missingFinding(facts, one, neededUpTo(required.slice(0, index + 1), one)),
  );
  const unsigned = facts.documents
    .filter((one) => isPresent(one) && !isSigned(one, facts))
    .flatMap((one) => unsignedFinding(facts, ruleSet, one));
  return [...missing, ...unsigned];
}

interface Required {
  readonly hit: Hit;
  readonly procedure: ChartProcedure | null;
}

/** One report per operation: the second operation that asks for one needs the second report. */
function neededUpTo(required: readonly Required[], { hit, procedure }: Required): number {
  if (procedure === null) return 1;
  const asking = required.filter(
    (one) => one.procedure !== null && one.hit.then.documentType === hit.then.documentType,
  );
  return new Set(asking.map((one) => one.procedure?.id)).size;
}

/** The rows of required documents that hold for the encounter, and for each of its operations. */
function requiredHits(facts: ChartFacts, ruleSet: RuleSet): Required[] {
  const { dischargedAt, admittedAt } = facts;
  const losHours =
    dischargedAt === null || admittedAt === null ? null : (dischargedAt - admittedAt) / hourMs;
  const common = {
    class: facts.class,
    service: facts.service,
    disposition: facts.disposition,
    losHours,
  };
  const ofStay = hitsOf(ruleSet, 'required-documents', common).map((hit) => ({
    hit,
    procedure: null,
  }));
  const ofOperations = facts.procedures
    .filter((one) => one.isOperation)
    // The first operation has the first report.
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.id < b.id ? -1 : 1))
    .flatMap((procedure) =>
      hitsOf(ruleSet, 'required-for-operation', {
        class: facts.class,
        hasAnesthesia: procedure.hasAnesthesia,
      }).map((hit) => ({ hit, procedure })),
    );
  return [...ofStay, ...ofOperations];
}

function missingFinding(
  facts: ChartFacts,
  { hit, procedure }: Required,
  needed: number,
): Finding[] {
  const type = String(hit.then.documentType);
  const accepted = [
    type,
    ...String(hit.then.substitutes ?? '')
      .split(' ')
      .filter(Boolean),
  ];
  const present = facts.documents.filter((one) => isPresent(one) && accepted.includes(one.type));
  if (present.length >= needed) return [];
  const startedAt = clockStart(facts, procedure, String(hit.then.clockStart));
  if (startedAt === null) return [];
  const ownerRole = String(hit.then.owner);
  return [
    {
      key: ['missing-document', type, ...(procedure ? [procedure.id] : [])].join('.'),
      kind: 'missing-document',
      documentType: type,
      documentId: null,
      contentKey: null,
      procedureId: procedure?.id ?? null,
      ownerRole,
      ownerId: ownerOf(facts, ownerRole, { procedure }),
      clock: clockOf(hit, startedAt),
      rule: ruleOf(hit),
    },
  ];
}

function unsignedFinding(facts: ChartFacts, ruleSet: RuleSet, document: ChartDocument): Finding[] {
  const facts_ = { class: facts.class, documentType: document.type };
  const [hit] = hitsOf(ruleSet, 'unsigned-documents', facts_);
  const startedAt = hit && clockStart(facts, null, String(hit.then.clockStart));
  if (hit === undefined || startedAt === null || startedAt === undefined) return [];
  const ownerRole = String(hit.then.owner);
  return [
    {
      key: ['unsigned', document.id].join('.'),
      kind: 'unsigned',
      documentType: document.type,
      documentId: document.id,
      contentKey: document.contentKey,
      procedureId: null,
      ownerRole,
      ownerId: ownerOf(facts, ownerRole, { document }),
      clock: clockOf(hit, startedAt),
      rule: ruleOf(hit),
    },
  ];
}

/** A dictated or retracted document is not there yet, or no more (HL7 table 0271). */
function isPresent({ docStatus, completionStatus }: ChartDocument): boolean {
  return docStatus !== 'entered-in-error' && completionStatus !== 'DI';
}

/** LA is signed by the one responsible; AU only when an authorised signer signed it. */
function isSigned(document: ChartDocument, facts: ChartFacts): boolean {
  switch (document.completionStatus) {
    case 'LA':
      return true;
    case 'AU':
      return (
        document.signerId !== null &&
        [document.authorId, facts.attendingId].includes(document.signerId)
      );
    case null:
      return document.docStatus === 'final' || document.docStatus === 'amended';
    default:
      return false;
  }
}

function ownerOf(
  facts: ChartFacts,
  role: string,
  { procedure, document }: { procedure?: ChartProcedure | null; document?: ChartDocument },
): string | null {
  switch (role) {
    case 'author':
      return document?.authorId ?? facts.attendingId;
    case 'surgeon':
      return procedure?.surgeonId ?? null;
    case 'anesthesiologist':
      return procedure?.anesthesiologistId ?? null;
    case 'admitting':
      return facts.admittingId ?? facts.attendingId;
    default:
      return facts.attendingId;
  }
}

function clockStart(
  facts: ChartFacts,
  procedure: ChartProcedure | null,
  start: string,
): number | null {
  switch (start) {
    case 'admission':
      return facts.admittedAt;
    case 'operation-end':
      return procedure?.endedAt ?? procedure?.startedAt ?? facts.dischargedAt;
    default:
      return facts.dischargedAt;
  }
}

function clockOf(hit: Hit, startedAt: number): Finding['clock'] {
  return {
    kind: hit.then.clockKind === 'hours' ? 'hours' : 'days',
    amount: Number(hit.then.clockAmount),
    startedAt,
    citation: hit.citation ?? 'policy',
  };
}

function ruleOf({ ruleSet = '', version = 0, table, row, citation }: Hit): Finding['rule'] {
  return { ruleSet, version, table, row, citation: citation ?? null };
}

function hitsOf(
  ruleSet: RuleSet,
  tableId: string,
  facts: Readonly<Record<string, string | number | boolean | null>>,
): readonly Hit[] {
  const result = evaluate(tableOf(ruleSet, tableId), facts);
  if (result.outcome === 'decided') return result.hits;
  const why =
    result.outcome === 'conflict'
      ? result.message
      : result.refusals.map((one) => one.message).join('; ');
  throw new Error(`${ruleSet.id} version ${ruleSet.version}, ${tableId}: ${why}`);
}

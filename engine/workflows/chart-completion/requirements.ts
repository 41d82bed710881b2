import type { ChartFacts, ChartProcedure } from '../../model/chart-facts.ts';
import type { Site } from '../../model/site.ts';
import type { Hit } from '../../rules/evaluate.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { hitsOf, ruleOf, wordsIn } from './ask-table.ts';
import type { Finding } from './events.ts';
import { ownerOf } from './owners.ts';

const hourMs = 60 * 60 * 1000;

/** A document that an encounter must have: which would do, until when, and whose it is. */
export interface Requirement {
  readonly key: string;
  readonly documentType: string;
  /** Types that meet it, its own first. */
  readonly accepted: readonly string[];
  readonly procedure: ChartProcedure | null;
  /** Only a document of this practitioner meets it without doubt: one of several of the kind is. */
  readonly ownerRole: string;
  readonly ownerId: string | null;
  readonly clock: Finding['clock'];
  readonly rule: Finding['rule'];
  readonly opens: 'stay' | 'stay-only' | 'discharge';
  readonly onlyIf?: 'minor' | 'not-minor';
}

/** What the tables ask of an encounter as it stands: of the stay, of each operation, of each consultant. */
export function requirementsOf(facts: ChartFacts, ruleSet: RuleSet, site: Site): Requirement[] {
  const isOver = facts.status === 'discharged';
  const all = [
    ...ofStay(facts, ruleSet, site),
    ...ofOperations(facts, ruleSet, site),
    ...ofConsultants(facts, ruleSet, site),
  ];
  return all.filter(({ opens }) => (isOver ? opens !== 'stay-only' : opens !== 'discharge'));
}

/** Whether the table calls it a stay for a minor problem. */
export function isMinorProblem(facts: ChartFacts, ruleSet: RuleSet): boolean {
  const [hit] = hitsOf(ruleSet, 'minor-problem', {
    class: facts.class,
    service: facts.service,
    admissionType: facts.admissionType ?? null,
    disposition: facts.disposition,
  });
  return hit?.then.isMinorProblem === true;
}

/** Both kinds of short stay are asked; what differs says so, because an analyst's word may decide otherwise. */
function ofStay(facts: ChartFacts, ruleSet: RuleSet, site: Site): Requirement[] {
  const ask = (isMinor: boolean): readonly Hit[] =>
    hitsOf(ruleSet, 'required-documents', stayInputs(facts, isMinor));
  const [minor, other] = [ask(true), ask(false)];
  const rows = new Map([...minor, ...other].map((hit) => [hit.row, hit]));
  const isIn = (hits: readonly Hit[], row: string): boolean => hits.some((hit) => hit.row === row);
  return [...rows.values()].flatMap((hit) => {
    const one = toRequirement(facts, site, hit, {});
    const [isOfMinor, isOfOther] = [isIn(minor, hit.row), isIn(other, hit.row)];
    if (isOfMinor && isOfOther) return one;
    return one.map((each) => ({ ...each, onlyIf: isOfMinor ? 'minor' : 'not-minor' }) as const);
  });
}

/** What `required-documents` is asked with. */
export function stayInputs(facts: ChartFacts, isMinorProblem: boolean) {
  return {
    class: facts.class,
    service: facts.service,
    admissionType: facts.admissionType ?? null,
    disposition: facts.disposition,
    facility: facts.facility,
    losHours: losHoursOf(facts),
    isMinorProblem,
  };
}

/** What `required-for-operation` is asked with. */
export function operationInputs(facts: ChartFacts, procedure: ChartProcedure) {
  return {
    class: facts.class,
    service: facts.service,
    facility: facts.facility,
    procedure: procedure.code ?? null,
    hasAnesthesia: procedure.hasAnesthesia,
    isEmergency: procedure.isEmergency ?? false,
  };
}

/** What `required-of-consultant` is asked with. */
export function consultantInputs({ class: patientClass, service, facility }: ChartFacts) {
  return { class: patientClass, service, facility };
}

function ofOperations(facts: ChartFacts, ruleSet: RuleSet, site: Site): Requirement[] {
  return facts.procedures
    .filter((one) => one.isOperation)
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.id < b.id ? -1 : 1))
    .flatMap((procedure) =>
      hitsOf(ruleSet, 'required-for-operation', operationInputs(facts, procedure)).flatMap((hit) =>
        toRequirement(facts, site, hit, { procedure }),
      ),
    );
}

function ofConsultants(facts: ChartFacts, ruleSet: RuleSet, site: Site): Requirement[] {
  const ids = new Set((facts.consultants ?? []).map(({ practitionerId }) => practitionerId));
  if (ids.size === 0) return [];
  const hits = hitsOf(ruleSet, 'required-of-consultant', consultantInputs(facts));
  return [...ids].flatMap((consultantId) =>
    hits.flatMap((hit) => toRequirement(facts, site, hit, { consultantId })),
  );
}

function toRequirement(
  facts: ChartFacts,
  site: Site,
  hit: Hit,
  matter: { readonly procedure?: ChartProcedure; readonly consultantId?: string },
): Requirement[] {
  const { procedure = null, consultantId = null } = matter;
  const documentType = String(hit.then.documentType);
  const startedAt = clockStart(facts, String(hit.then.clockStart), { procedure, consultantId });
  if (startedAt === null) return [];
  const ownerRole = String(hit.then.owner);
  // A history and physical is one for the whole stay, though each operation asks for it.
  const isOfStay = procedure !== null && documentType.startsWith('history-and-physical');
  const part = isOfStay ? null : (procedure?.id ?? consultantId);
  return [
    {
      key: ['missing-document', documentType, ...(part === null ? [] : [part])].join('.'),
      documentType,
      accepted: [documentType, ...wordsIn(hit.then.substitutes)],
      procedure: isOfStay ? null : procedure,
      ownerRole,
      ownerId: ownerOf(facts, site, ownerRole, { procedure, consultantId }),
      clock: clockOf(hit, startedAt),
      rule: ruleOf(hit),
      opens: hit.then.opens as Requirement['opens'],
    },
  ];
}

export function clockOf(hit: Hit, startedAt: number): Finding['clock'] {
  return {
    kind: hit.then.clockKind as Finding['clock']['kind'],
    amount: Number(hit.then.clockAmount),
    startedAt,
    citation: hit.citation ?? 'policy',
  };
}

export function clockStart(
  facts: ChartFacts,
  start: string,
  about: {
    readonly procedure?: ChartProcedure | null;
    readonly consultantId?: string | null;
    readonly filedAt?: number | null;
  },
): number | null {
  const { procedure } = about;
  switch (start) {
    case 'admission':
      return facts.admittedAt;
    case 'operation-start':
      return procedure?.startedAt ?? null;
    case 'operation-end':
      // Before the discharge an operation without an end is not over.
      return (
        procedure?.endedAt ??
        (facts.dischargedAt === null ? null : (procedure?.startedAt ?? facts.dischargedAt))
      );
    case 'consultation':
      return (
        facts.consultants?.find((one) => one.practitionerId === about.consultantId)?.from ??
        facts.admittedAt
      );
    case 'filing':
      return about.filedAt ?? facts.admittedAt;
    default:
      return facts.dischargedAt;
  }
}

function losHoursOf({ admittedAt, dischargedAt }: ChartFacts): number | null {
  return dischargedAt === null || admittedAt === null ? null : (dischargedAt - admittedAt) / hourMs;
}

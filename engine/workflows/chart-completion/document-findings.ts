import type { ChartDocument, ChartFacts } from '../../model/chart-facts.ts';
import type { Site } from '../../model/site.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import type { Standing } from './arrivals.ts';
import { isPresent } from './arrivals.ts';
import { hitsOf, ruleOf, wordsIn } from './ask-table.ts';
import { dueAtOf } from './clocks.ts';
import type { Finding } from './events.ts';
import { ownerOf, supervisorOf } from './owners.ts';
import { clockOf, clockStart, type Requirement } from './requirements.ts';

interface Judging {
  readonly facts: ChartFacts;
  readonly ruleSet: RuleSet;
  readonly site: Site;
}

/** What is wanting in documents that are there: a signature, a second one, an element, the right time. */
export function documentFindings(judging: Judging, standings: readonly Standing[]): Finding[] {
  const requirementOf = new Map<string, Requirement>();
  for (const { document, requirement } of standings) {
    // A report that also stands for the note keeps its own, longer clock.
    if (
      document !== null &&
      (requirement.documentType === document.type || !requirementOf.has(document.id))
    )
      requirementOf.set(document.id, requirement);
  }
  const isAwaited = ({ type }: ChartDocument): boolean =>
    standings.some(
      (one) => one.document === null && one.isDictated && one.requirement.accepted.includes(type),
    );
  return [
    ...judging.facts.documents
      .filter(({ docStatus }) => docStatus !== 'entered-in-error')
      // While it is missing and dictated, the deficiency says so itself.
      .filter((one) => isPresent(one) || !isAwaited(one))
      .flatMap((one) => signatureFinding(judging, one, requirementOf.get(one.id) ?? null)),
    ...standings.flatMap((one) => elementFinding(judging, one)),
    ...standings.flatMap((one) => timelinessFinding(judging, one)),
  ];
}

/** The document stands in for what was missing: on the same clock, for its author. */
function signatureFinding(
  judging: Judging,
  document: ChartDocument,
  requirement: Requirement | null,
): Finding[] {
  const { facts, ruleSet, site } = judging;
  if (isPresent(document) && isSigned(document, facts, site))
    return cosignFinding(judging, document);
  const [hit] = hitsOf(ruleSet, 'unsigned-documents', {
    class: facts.class,
    documentType: document.type,
    completionStatus: document.completionStatus,
  });
  const startedAt =
    hit && clockStart(facts, String(hit.then.clockStart), { filedAt: document.filedAt });
  const isTimed = requirement?.opens === 'stay' || hit?.then.opens === 'stay';
  if (hit === undefined) return [];
  const clock =
    requirement?.clock ??
    (startedAt === null || startedAt === undefined ? null : clockOf(hit, startedAt));
  if (clock === null || (facts.dischargedAt === null && !isTimed)) return [];
  const ownerRole = String(hit.then.owner);
  const ownerId = ownerOf(facts, site, ownerRole, { document });
  const isHandedOn = requirement !== null && requirement.ownerId !== ownerId;
  return [
    {
      key: ['unsigned', document.id].join('.'),
      kind: hit.then.kind as Finding['kind'],
      documentType: document.type,
      documentId: document.id,
      contentKey: document.contentKey,
      procedureId: requirement?.procedure?.id ?? null,
      ownerRole,
      ownerId,
      clock,
      rule: requirement?.rule ?? ruleOf(hit),
      ...(isTimed ? { isTimed } : {}),
      ...(requirement?.onlyIf === undefined ? {} : { onlyIf: requirement.onlyIf }),
      ...(isHandedOn && document.filedAt !== null ? { ownedFromAt: document.filedAt } : {}),
    },
  ];
}

function cosignFinding({ facts, ruleSet, site }: Judging, document: ChartDocument): Finding[] {
  const supervisorId = supervisorOf(facts, site, document);
  if (supervisorId === undefined || document.signerId !== document.authorId) return [];
  const [hit] = hitsOf(ruleSet, 'countersigned-documents', {
    class: facts.class,
    documentType: document.type,
  });
  const startedAt =
    hit && clockStart(facts, String(hit.then.clockStart), { filedAt: document.filedAt });
  if (hit === undefined || startedAt === null || startedAt === undefined) return [];
  return [
    {
      key: ['cosign', document.id].join('.'),
      kind: 'cosign',
      documentType: document.type,
      documentId: document.id,
      contentKey: document.contentKey,
      procedureId: null,
      ownerRole: 'supervisor',
      ownerId: supervisorId,
      clock: clockOf(hit, startedAt),
      rule: ruleOf(hit),
    },
  ];
}

/** What the words of a required document do not state; where nobody has read them nothing is said. */
function elementFinding({ facts, ruleSet, site }: Judging, standing: Standing): Finding[] {
  const { document, requirement } = standing;
  if (document === null || document.elements === null || document.elements === undefined) return [];
  const [hit] = hitsOf(ruleSet, 'required-elements', { documentType: document.type });
  const stated = new Set(document.elements);
  const lacking = wordsIn(hit?.then.elements).filter((one) => !stated.has(one));
  if (hit === undefined || lacking.length === 0) return [];
  return [
    {
      key: ['missing-element', document.id].join('.'),
      kind: 'missing-element',
      documentType: document.type,
      documentId: document.id,
      contentKey: document.contentKey,
      procedureId: requirement.procedure?.id ?? null,
      ownerRole: 'author',
      ownerId: ownerOf(facts, site, 'author', { document }),
      clock: requirement.clock,
      rule: ruleOf(hit),
      elements: lacking,
      ...(requirement.opens === 'discharge' ? {} : { isTimed: true as const }),
      ...(requirement.onlyIf === undefined ? {} : { onlyIf: requirement.onlyIf }),
    },
  ];
}

/** Filed after its time, as its own system tells: on record for quality, and nothing anyone could do. */
function timelinessFinding({ site }: Judging, { document, requirement }: Standing): Finding[] {
  if (document === null) return [];
  const { filedAt, act } = document;
  // A late entry that does not say when it was written was not shown to be in time, whatever it tells of.
  if (filedAt === null && act !== 'late-entry') return [];
  if (filedAt !== null && filedAt <= dueAtOf(requirement.clock, site.policy.zone)) return [];
  return [
    {
      key: ['timeliness', requirement.key, document.id].join('.'),
      kind: 'timeliness',
      documentType: document.type,
      documentId: document.id,
      contentKey: null,
      procedureId: requirement.procedure?.id ?? null,
      ownerRole: 'quality',
      ownerId: null,
      clock: requirement.clock,
      rule: requirement.rule,
      isTimed: true,
    },
  ];
}

/**
 * LA is signed by the one responsible; AU only when one who may sign it did: its author, the attending,
 * whom its sender names, or a cover who may sign for the author.
 */
function isSigned(document: ChartDocument, facts: ChartFacts, site: Site): boolean {
  switch (document.completionStatus) {
    case 'LA':
      return true;
    case 'AU':
      return document.signerId !== null && maySign(document, document.signerId, facts, site);
    case null:
      return document.docStatus === 'final' || document.docStatus === 'amended';
    default:
      return false;
  }
}

function maySign(
  { authorId, signedAt, assignedSignerIds = [] }: ChartDocument,
  signerId: string,
  { attendingId }: ChartFacts,
  site: Site,
): boolean {
  if ([authorId, attendingId, ...assignedSignerIds].includes(signerId)) return true;
  return authorId !== null && signedAt !== null && site.maySignFor(signerId, authorId, signedAt);
}

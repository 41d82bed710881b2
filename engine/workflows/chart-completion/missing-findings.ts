import type { ChartFacts } from '../../model/chart-facts.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import type { Standing } from './arrivals.ts';
import { hitsOf, ruleOf } from './ask-table.ts';
import type { Finding } from './events.ts';
import type { Requirement } from './requirements.ts';

/** A required document that is not there, or that nobody can say is this one. */
export function missingFinding(standing: Standing): Finding[] {
  const { requirement, document, candidates, isDictated, isOutdated } = standing;
  if (document !== null) return [];
  return [
    {
      key: requirement.key,
      kind: 'missing-document',
      documentType: requirement.documentType,
      documentId: null,
      contentKey: null,
      procedureId: requirement.procedure?.id ?? null,
      ownerRole: requirement.ownerRole,
      ownerId: requirement.ownerId,
      clock: requirement.clock,
      rule: requirement.rule,
      ...(requirement.opens === 'discharge' ? {} : { isTimed: true as const }),
      ...(requirement.onlyIf === undefined ? {} : { onlyIf: requirement.onlyIf }),
      ...(isDictated ? { progress: 'dictated' as const } : {}),
      ...(candidates.length === 0 ? {} : { candidates: candidates.map(({ id }) => id) }),
      ...(isOutdated ? { isOutdated: true as const } : {}),
    },
  ];
}

/**
 * A document written before the admission is brought up to date by another, within its hours of the
 * arrival and before the operation that asked for it (42 CFR 482.24(c)(4)(i)(B)).
 */
export function updateRequirements(
  facts: ChartFacts,
  ruleSet: RuleSet,
  standings: readonly Standing[],
): Requirement[] {
  return standings.flatMap(({ document, requirement }): Requirement[] => {
    const { admittedAt } = facts;
    const writtenAt = document?.writtenAt ?? document?.filedAt ?? null;
    if (document === null || admittedAt === null || writtenAt === null) return [];
    const [hit] = hitsOf(ruleSet, 'document-windows', { documentType: document.type });
    const updateType = hit?.then.updateType;
    if (hit === undefined || typeof updateType !== 'string' || updateType === '') return [];
    if (writtenAt >= admittedAt) return [];
    const citation = String(hit.then.updateCitation ?? hit.citation ?? 'policy');
    const isBeforeOperation = requirement.clock.kind === 'before';
    return [
      {
        key: `missing-document.${updateType}`,
        documentType: updateType,
        accepted: [updateType],
        procedure: null,
        ownerRole: requirement.ownerRole,
        ownerId: requirement.ownerId,
        clock: isBeforeOperation
          ? requirement.clock
          : {
              kind: 'hours',
              amount: Number(hit.then.updateHours),
              startedAt: admittedAt,
              citation,
            },
        rule: { ...ruleOf(hit), citation },
        opens: requirement.opens,
      },
    ];
  });
}

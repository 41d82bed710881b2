import type { ChartFacts } from '../../model/chart-facts.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { hitsOf, wordsIn } from './ask-table.ts';
import type { Finding, FindingLevel } from './events.ts';

/** The levels of escalation of a lack. Before the discharge those that count from it are not known yet. */
export function findingLevels(
  { kind, documentType }: Pick<Finding, 'kind' | 'documentType'>,
  { facts, ruleSet }: { readonly facts: ChartFacts; readonly ruleSet: RuleSet },
): Pick<Finding, 'levels'> {
  const hits = hitsOf(ruleSet, 'ageing-levels', {
    kind,
    documentType,
    class: facts.class,
    service: facts.service,
    facility: facts.facility,
  });
  const levels = hits.flatMap(({ row, then }): FindingLevel[] => {
    const from = startOf(facts, String(then.clockStart));
    if (from === null) return [];
    const recipients = wordsIn(then.recipients);
    return [
      {
        level: Number(then.level),
        row,
        name: String(then.name),
        after: Number(then.after),
        ...(then.unit === 'hours' ? { unit: 'hours' as const } : {}),
        ...(from === 'owner' ? {} : { fromAt: from }),
        ...(typeof then.letter === 'string' && then.letter !== '' ? { letter: then.letter } : {}),
        ...(recipients.length === 0 ? {} : { recipients }),
        ...(then.suspends === true ? { suspends: true as const } : {}),
      },
    ];
  });
  return levels.length === 0 ? {} : { levels };
}

/** `owner` where the count starts with whoever owns it, or with the lack itself. */
function startOf(facts: ChartFacts, start: string): number | 'owner' | null {
  switch (start) {
    case 'admission':
      return facts.admittedAt;
    case 'discharge':
      return facts.dischargedAt;
    default:
      return 'owner';
  }
}

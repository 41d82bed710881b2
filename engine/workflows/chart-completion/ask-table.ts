import { evaluate, type Hit } from '../../rules/evaluate.ts';
import { type RuleSet, tableOf } from '../../rules/rule-set.ts';
import type { Finding } from './events.ts';

type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** The rows of a table that hold. @throws Error naming version and table where it cannot decide */
export function hitsOf(ruleSet: RuleSet, tableId: string, facts: Facts): readonly Hit[] {
  const result = evaluate(tableOf(ruleSet, tableId), facts);
  if (result.outcome === 'decided') return result.hits;
  const why =
    result.outcome === 'conflict'
      ? result.message
      : result.refusals.map((one) => one.message).join('; ');
  throw new Error(`${ruleSet.id} version ${ruleSet.version}, ${tableId}: ${why}`);
}

/** What every finding keeps of the row that made it. */
export function ruleOf({ ruleSet = '', version = 0, table, row, citation }: Hit): Finding['rule'] {
  return { ruleSet, version, table, row, citation: citation ?? null };
}

/** The words of a cell that lists several. */
export function wordsIn(cell: unknown): string[] {
  return String(cell ?? '')
    .split(' ')
    .filter(Boolean);
}

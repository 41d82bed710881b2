import { z } from 'zod';
import { LocalDate } from '../time/zone.ts';
import { type CompiledTable, compileTable } from './evaluate.ts';
import { DecisionTable } from './table.ts';

/** Which date of the matter decides the version. */
export const KeyedTo = z.enum(['discharge', 'receipt', 'admission', 'service', 'letter'], {
  error: 'A rule set is keyed to discharge, receipt, admission, service or letter.',
});
export type KeyedTo = z.infer<typeof KeyedTo>;

/** The tables of one policy in one version: never changed, only replaced from a date on. */
export const RuleSet = z
  .strictObject({
    id: z.string().min(1),
    version: z.int().min(1),
    effectiveFrom: LocalDate,
    /** The last date on which it is in force; open-ended if left out. */
    effectiveTo: LocalDate.optional(),
    keyedTo: KeyedTo,
    tables: z.array(DecisionTable).readonly(),
  })
  .refine(({ effectiveFrom, effectiveTo }) => !effectiveTo || effectiveFrom <= effectiveTo, {
    path: ['effectiveTo'],
    error: 'A rule set ends before it starts; correct its dates.',
  })
  .refine(({ tables }) => new Set(tables.map(({ id }) => id)).size === tables.length, {
    path: ['tables'],
    error: 'Two tables of a rule set have the same id; rename one.',
  })
  .readonly();
export type RuleSet = z.infer<typeof RuleSet>;

/** A rule set with its tables ready to evaluate, by table id. */
export type CompiledRuleSet = {
  readonly ruleSet: RuleSet;
  readonly tables: ReadonlyMap<string, CompiledTable>;
};

/** The highest version of one rule set in force on the date it is keyed to. */
export function ruleSetFor(
  sets: readonly RuleSet[],
  { on }: { readonly on: string },
): RuleSet | undefined {
  assertOneId(sets);
  const inForce = sets.filter((set) => isInForce(set, on));
  return inForce.toSorted((a, b) => b.version - a.version)[0];
}

/** Compiles a rule set once; a version never changes, so the same object is never compiled twice. */
export function compileRuleSet(ruleSet: RuleSet): CompiledRuleSet {
  const known = compiledSets.get(ruleSet);
  if (known !== undefined) return known;
  const origin = { ruleSet: ruleSet.id, version: ruleSet.version };
  const tables = new Map(ruleSet.tables.map((table) => [table.id, compileTable(table, origin)]));
  const compiled = { ruleSet, tables };
  compiledSets.set(ruleSet, compiled);
  return compiled;
}

/** A table of a rule set, ready to evaluate; its hits name rule set, version, table and row. */
export function tableOf(ruleSet: RuleSet, tableId: string): CompiledTable {
  const { tables } = compileRuleSet(ruleSet);
  const table = tables.get(tableId);
  if (table !== undefined) return table;
  const ids = [...tables.keys()].join(', ');
  throw new Error(
    `Rule set "${ruleSet.id}" version ${ruleSet.version} has no table "${tableId}". It has: ${ids}.`,
  );
}

const compiledSets = new WeakMap<RuleSet, CompiledRuleSet>();

function isInForce({ effectiveFrom, effectiveTo }: RuleSet, on: string): boolean {
  return effectiveFrom <= on && (effectiveTo === undefined || on <= effectiveTo);
}

// The latest version of two different policies would be an accident of their numbering.
function assertOneId(sets: readonly RuleSet[]): void {
  const ids = new Set(sets.map(({ id }) => id));
  if (ids.size > 1) {
    throw new Error(`Choose among versions of one rule set, not of ${[...ids].join(', ')}.`);
  }
}

import type { Engine, SendOptions } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import { tableDifferences } from '../../engine/rules/difference.ts';
import {
  lackingStructure,
  type SuccessorFinding,
  structureProblems,
  successorFindings,
} from '../../engine/rules/successor.ts';
import { type DecisionTable, withoutBlanks } from '../../engine/rules/table.ts';
import type { Instance } from '../../engine/workflow.ts';
import { letterRuleSetId } from '../../engine/workflows/letter/words.ts';
import { letterWordsFindings } from '../../engine/workflows/letter/words-findings.ts';
import type { RuleChangeInput, TableChange } from '../../engine/workflows/rule-change/events.ts';
import { ruleChangeIdOf, ruleFamilyIdOf } from '../../engine/workflows/rule-change/ids.ts';
import type { RuleChangeContext } from '../../engine/workflows/rule-change/machine.ts';
import { ruleChange } from '../../engine/workflows/rule-change/workflow.ts';
import type { Policies } from '../policies.ts';
import type { RuleVersion, RuleVersions } from './rule-versions.ts';

/** What a manager writes; `tables` are all tables of the rule set. */
export interface DraftWrite {
  readonly baseVersion?: number | undefined;
  readonly tables?: readonly DecisionTable[] | undefined;
}

/** Drafts of rule sets: begun, changed, checked. What becomes of them is decided by events. */
export interface RuleChanges {
  /** @throws Refusal `not-found`, `invalid-input` naming the table and column that must stay */
  begin(ruleSetId: string, write: DraftWrite, options: SendOptions): Promise<Instance>;
  /** @throws Refusal as `begin`, and `version-conflict` */
  edit(draft: Instance, write: DraftWrite, options: SendOptions): Promise<Instance>;
  /** @throws Refusal `not-found` unless the rule set has such a draft */
  find(ruleSetId: string, draftId: string): Promise<Instance>;
  /** What speaks against the tables of a draft, or against others in their place. */
  findings(
    draft: Instance,
    tables?: readonly DecisionTable[],
  ): Promise<readonly SuccessorFinding[]>;
}

export interface RuleChangesParts {
  readonly engine: Engine;
  readonly versions: RuleVersions;
  readonly policies: Policies;
  readonly newId: () => string;
}

export function createRuleChanges({
  engine,
  versions,
  policies,
  newId,
}: RuleChangesParts): RuleChanges {
  const { store } = engine;

  const versionsOf = async (ruleSetId: string): Promise<readonly RuleVersion[]> => {
    const all = await versions.all(ruleSetId);
    if (all.length > 0) return all;
    throw new Refusal(
      'not-found',
      `There is no rule set ${ruleSetId.slice(0, 100)}. GET /api/rules lists them.`,
    );
  };

  /** The draft's tables beside those it is based on, with what is changed. */
  const written = (
    base: RuleVersion,
    { tables: given }: DraftWrite,
  ): Pick<RuleChangeInput, 'baseVersion' | 'tables' | 'changes'> => {
    const tables = (given ?? base.ruleSet.tables).map(withoutBlanks);
    assertStructure(tables, base.ruleSet.tables);
    const changes = changesBetween(base.ruleSet.tables, tables);
    return { baseVersion: base.ruleSet.version, tables, changes };
  };

  const begin: RuleChanges['begin'] = async (ruleSetId, write, options) => {
    const all = await versionsOf(ruleSetId);
    const base = baseOf(all, write.baseVersion ?? newestUsed(all));
    const input: RuleChangeInput = {
      ...written(base, write),
      version: nextVersion(all),
      ruleSetId,
      keyedTo: base.ruleSet.keyedTo,
      zone: await policies.zoneOf('*'),
      author: { id: options.user.id, name: options.user.name },
    };
    const { instance } = await engine.start(ruleChange.id, input, {
      ...options,
      id: ruleChangeIdOf(newId()),
      familyId: ruleFamilyIdOf(ruleSetId),
    });
    return instance;
  };

  const edit: RuleChanges['edit'] = async (draft, write, options) => {
    const context = contextOf(draft);
    const all = await versionsOf(context.ruleSetId);
    const base = baseOf(all, write.baseVersion ?? context.baseVersion);
    // Who names the base anew has seen what there is by now.
    const version = write.baseVersion === undefined ? context.version : nextVersion(all);
    const tables = write.tables ?? context.tables;
    const event = { type: 'rule.edit', ...written(base, { tables }), version };
    return (await engine.send(draft.id, event, options)).instance;
  };

  const find: RuleChanges['find'] = async (ruleSetId, draftId) => {
    const draft = await store.load(ruleChangeIdOf(draftId));
    if (draft !== undefined && draft.familyId === ruleFamilyIdOf(ruleSetId)) return draft;
    throw new Refusal(
      'not-found',
      `The rule set has no such draft. GET /api/rules/${encodeURIComponent(ruleSetId)}/drafts lists them.`,
    );
  };

  const findings: RuleChanges['findings'] = async (draft, given) => {
    const { ruleSetId, baseVersion, tables } = contextOf(draft);
    const all = await versionsOf(ruleSetId);
    const base = baseOf(all, baseVersion).ruleSet.tables;
    const shipped = all.find(({ change }) => change === null)?.ruleSet.tables ?? [];
    const judged = given ?? tables;
    return unique([
      ...successorFindings(judged, base),
      ...lackingStructure(judged, shipped),
      ...(ruleSetId === letterRuleSetId ? letterWordsFindings(judged) : []),
    ]);
  };

  return { begin, edit, find, findings };
}

export function contextOf({ context }: Instance): RuleChangeContext {
  return context as unknown as RuleChangeContext;
}

/** The number after the highest that any version has or had. */
export function nextVersion(all: readonly RuleVersion[]): number {
  return Math.max(...all.map(({ ruleSet }) => ruleSet.version)) + 1;
}

function newestUsed(all: readonly RuleVersion[]): number {
  return (all.find(({ notUsed }) => notUsed === null) ?? all[0])?.ruleSet.version ?? 1;
}

function baseOf(all: readonly RuleVersion[], version: number): RuleVersion {
  const base = all.find((one) => one.ruleSet.version === version && one.notUsed !== 'number-taken');
  if (base !== undefined) return base;
  throw new Refusal(
    'not-found',
    `There is no version ${version} to base a draft on. GET /api/rules lists the versions.`,
  );
}

/** By row, without the cells: what stands in the context of the change for who approves it. */
function changesBetween(
  from: readonly DecisionTable[],
  to: readonly DecisionTable[],
): TableChange[] {
  return tableDifferences(from.map(withoutBlanks), to).map(({ table, title, rows, order }) => {
    const of = (kind: 'added' | 'removed' | 'changed') =>
      rows.filter((row) => row.kind === kind).map(({ row }) => row);
    const [added, removed, changed] = [of('added'), of('removed'), of('changed')];
    return { table, title, added, removed, changed, isReordered: order !== null };
  });
}

function assertStructure(tables: readonly DecisionTable[], base: readonly DecisionTable[]): void {
  const problems = structureProblems(tables, base);
  const [first] = problems;
  if (first === undefined) return;
  throw new Refusal('invalid-input', first.message, {
    issues: problems.map(({ table, message }) => ({ path: table, message })),
  });
}

function unique(findings: readonly SuccessorFinding[]): readonly SuccessorFinding[] {
  return [...new Map(findings.map((one) => [one.message, one])).values()];
}

import type { ChartFacts } from '../../model/chart-facts.ts';
import type { Site } from '../../model/site.ts';
import { textOf } from '../../model/text.ts';
import { evaluateWithTrace, type Facts, type RowTrace } from '../../rules/evaluate.ts';
import { conditionInWords } from '../../rules/in-words.ts';
import { type RuleSet, tableOf } from '../../rules/rule-set.ts';
import type { DecisionTable, TableRow } from '../../rules/table.ts';
import type { RowExplained } from '../../workflow.ts';
import { rulesFor } from './evaluate-chart.ts';
import { documentName } from './names.ts';
import { consultantInputs, isMinorProblem, operationInputs, stayInputs } from './requirements.ts';

/** Every row that may ask for a document, with what the encounter says to each of its conditions. */
export function explainChart(facts: ChartFacts, site: Site): readonly RowExplained[] {
  const ruleSet = rulesFor(facts, site);
  if (ruleSet === undefined) return [];
  const ask = (tableId: string, inputs: Facts, about: string | null): RowExplained[] =>
    explainTable(ruleSet, tableId, inputs, about);
  return [
    ...ask('required-documents', stayInputs(facts, isMinorProblem(facts, ruleSet)), null),
    ...facts.procedures
      .filter((one) => one.isOperation)
      .flatMap((one) => ask('required-for-operation', operationInputs(facts, one), one.id)),
    ...(facts.consultants ?? []).flatMap((one) =>
      ask('required-of-consultant', consultantInputs(facts), one.practitionerId),
    ),
  ];
}

function explainTable(
  ruleSet: RuleSet,
  tableId: string,
  inputs: Facts,
  about: string | null,
): RowExplained[] {
  const compiled = tableOf(ruleSet, tableId);
  const { trace } = evaluateWithTrace(compiled, inputs);
  const rowOf = new Map(compiled.table.rows.map((row) => [row.id, row]));
  return trace.flatMap((traced) => {
    const row = rowOf.get(traced.row);
    return row === undefined
      ? []
      : [explainRow(compiled.table, row, { ruleSet, traced, inputs, about })];
  });
}

function explainRow(
  table: DecisionTable,
  row: TableRow,
  {
    ruleSet,
    traced,
    inputs,
    about,
  }: {
    readonly ruleSet: RuleSet;
    readonly traced: RowTrace;
    readonly inputs: Facts;
    readonly about: string | null;
  },
): RowExplained {
  const documentType = String(row.then.documentType);
  return {
    rule: {
      ruleSet: ruleSet.id,
      version: ruleSet.version,
      table: table.id,
      row: row.id,
      citation: row.citation ?? null,
    },
    gives: textOf('why.requires', '{document} is required', {
      document: documentName(documentType),
    }),
    documentType,
    about,
    holds: traced.matches,
    conditions: table.inputs.flatMap((input) => {
      const cell = traced.cells.find((one) => one.input === input.name);
      if (cell === undefined || cell.test === '-') return [];
      const text = conditionInWords(cell.test, input);
      return [{ text, value: inputs[input.name] ?? null, holds: cell.matches }];
    }),
  };
}

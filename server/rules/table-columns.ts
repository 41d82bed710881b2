import type { DecisionTable, TableColumn } from '../../engine/rules/table.ts';

/** A column of a table written as CSV: where its values stand in a row, and what its header may be called. */
export type CsvColumn = {
  readonly header: string;
  /** Other headers a person may write, where no second column has the same. */
  readonly also: readonly string[];
} & (
  | { readonly part: 'when' | 'then'; readonly column: TableColumn }
  | { readonly part: 'id' | 'priority' | 'citation' | 'note' | 'examples' }
);

/** The columns in their order. An input and an output may have one name, so each header says which it is. */
export function csvColumnsOf({ hitPolicy, inputs, outputs, rows }: DecisionTable): CsvColumn[] {
  const hasPriority = hitPolicy === 'priority' || rows.some((row) => row.priority !== undefined);
  const plain = (part: 'id' | 'priority' | 'citation' | 'note' | 'examples'): CsvColumn => ({
    header: part,
    also: [],
    part,
  });
  const of =
    (part: 'when' | 'then', word: string) =>
    (column: TableColumn): CsvColumn => ({
      header: `${word} ${column.name}`,
      also: [column.name, column.label],
      part,
      column,
    });
  return [
    plain('id'),
    ...inputs.map(of('when', 'if')),
    ...outputs.map(of('then', 'then')),
    ...(hasPriority ? [plain('priority')] : []),
    plain('citation'),
    plain('note'),
    plain('examples'),
  ];
}

import { type Text, textOf } from '../model/text.ts';
import { conditionInWords, joined, rowInWords } from './in-words.ts';
import { cellOf, type DecisionTable, type TableColumn, type TableRow } from './table.ts';

/** One cell of a row that is not what it was; null where the row leaves it out. */
export type CellDifference = {
  readonly part: 'when' | 'then' | 'priority' | 'citation' | 'note' | 'examples';
  readonly column: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly text: Text;
};

export type RowDifference = {
  readonly row: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly cells: readonly CellDifference[];
  readonly text: Text;
};

export type TableDifference = {
  readonly table: string;
  readonly title: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly rows: readonly RowDifference[];
  /** The rows that both have, in their new order, where it is another one: under "first" it decides. */
  readonly order: readonly string[] | null;
  readonly text: Text;
};

/** How the tables of one version differ from those of another; empty where they judge and read alike. */
export function tableDifferences(
  from: readonly DecisionTable[],
  to: readonly DecisionTable[],
): readonly TableDifference[] {
  const before = new Map(from.map((table) => [table.id, table]));
  const after = new Map(to.map((table) => [table.id, table]));
  const ids = [...new Set([...after.keys(), ...before.keys()])];
  return ids.flatMap((id) => {
    const difference = tableDifference(before.get(id), after.get(id));
    return difference === null ? [] : [difference];
  });
}

function tableDifference(
  from: DecisionTable | undefined,
  to: DecisionTable | undefined,
): TableDifference | null {
  const table = to ?? from;
  if (table === undefined) return null;
  const rows = rowDifferences(from, to);
  const order = from && to ? newOrder(from, to) : null;
  const heads = from && to ? headDifferences(from, to) : [];
  if (from && to && rows.length === 0 && order === null && heads.length === 0) return null;
  const kind = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  const { id, title } = table;
  return {
    table: id,
    title,
    kind,
    rows,
    order,
    text: tableText({ title, kind, heads, rows, order }),
  };
}

function tableText(parts: {
  title: string;
  kind: TableDifference['kind'];
  heads: readonly Text[];
  rows: readonly RowDifference[];
  order: readonly string[] | null;
}): Text {
  const { title, kind, heads, rows, order } = parts;
  const counted = (['added', 'removed', 'changed'] as const).flatMap((one) => {
    const count = rows.filter((row) => row.kind === one).length;
    const word = count === 1 ? 'row' : 'rows';
    return count === 0 ? [] : [textOf(`rule.rows.${one}`, `{n} ${word} ${one}`, { n: count })];
  });
  const reordered = textOf('rule.rows.reordered', 'rows in another order');
  const said = [...heads, ...counted, ...(order === null ? [] : [reordered])];
  const what =
    said.length === 0
      ? textOf('rule.rows.none', 'no rows')
      : joined(said, 'rule.also', '{one}, {other}');
  const english = kind === 'changed' ? '{title}: {what}' : `{title}: table ${kind}, {what}`;
  return textOf(`rule.table.${kind}`, english, { title, what });
}

/** What of a table's head a reader would notice. */
function headDifferences(from: DecisionTable, to: DecisionTable): readonly Text[] {
  const headOf = ({ title, hitPolicy, inputs, outputs }: DecisionTable) => ({
    title,
    hitPolicy,
    columns: JSON.stringify([inputs, outputs]),
  });
  const [before, after] = [headOf(from), headOf(to)];
  return headParts
    .filter(([part]) => before[part] !== after[part])
    .map(([part, english]) => textOf(`rule.head.${part}`, english));
}

const headParts = [
  ['title', 'another title'],
  ['hitPolicy', 'another hit policy'],
  ['columns', 'another columns'],
] as const;

function newOrder(from: DecisionTable, to: DecisionTable): readonly string[] | null {
  const idsOf = (one: DecisionTable, other: DecisionTable) =>
    one.rows.map(({ id }) => id).filter((id) => other.rows.some((row) => row.id === id));
  const after = idsOf(to, from);
  return idsOf(from, to).join('\n') === after.join('\n') ? null : after;
}

function rowDifferences(
  from: DecisionTable | undefined,
  to: DecisionTable | undefined,
): readonly RowDifference[] {
  const before = new Map((from?.rows ?? []).map((row) => [row.id, row]));
  const after = new Map((to?.rows ?? []).map((row) => [row.id, row]));
  const ids = [...new Set([...after.keys(), ...before.keys()])];
  return ids.flatMap((row): RowDifference[] => {
    const [was, is] = [before.get(row), after.get(row)];
    if (was === undefined && is && to) return [whole(row, 'added', to, is)];
    if (is === undefined && was && from) return [whole(row, 'removed', from, was)];
    if (!was || !is || !to) return [];
    const cells = cellDifferences(to, was, is);
    if (cells.length === 0) return [];
    const what = joined(
      cells.map(({ text }) => text),
      'rule.cells',
      '{one}; {other}',
    );
    const text = textOf('rule.row.changed', 'Row "{row}": {what}', { row, what });
    return [{ row, kind: 'changed', cells, text }];
  });
}

function whole(
  row: string,
  kind: 'added' | 'removed',
  table: DecisionTable,
  content: TableRow,
): RowDifference {
  const what = rowInWords(table, content).sentence;
  const text = textOf(`rule.row.${kind}`, `Row "{row}" is ${kind}. {what}`, { row, what });
  return { row, kind, cells: [], text };
}

function cellDifferences(
  table: DecisionTable,
  was: TableRow,
  is: TableRow,
): readonly CellDifference[] {
  const shown = (value: unknown): string | null =>
    value === undefined || value === null || value === '' ? null : String(value);
  const about = (part: 'priority' | 'citation' | 'note', label: string) =>
    cellDifference({
      part,
      column: part,
      label: textOf(`rule.${part}`, label),
      from: shown(was[part]),
      to: shown(is[part]),
    });
  const examplesOf = ({ examples = [] }: TableRow) =>
    examples.length === 0 ? null : JSON.stringify(examples);
  return [
    ...table.inputs.flatMap((input) => inputDifference(input, was, is)),
    ...table.outputs.flatMap(({ name, label }) =>
      cellDifference({
        part: 'then',
        column: name,
        label: { key: `output.${name}`, text: label },
        from: shown(was.then[name]),
        to: shown(is.then[name]),
      }),
    ),
    ...about('priority', 'Priority'),
    ...about('citation', 'Citation'),
    ...about('note', 'Note'),
    ...(examplesOf(was) === examplesOf(is)
      ? []
      : [
          {
            part: 'examples' as const,
            column: 'examples',
            from: examplesOf(was),
            to: examplesOf(is),
            text: textOf('rule.cell.examples', 'The examples are others'),
          },
        ]),
  ];
}

function inputDifference(
  input: TableColumn,
  was: TableRow,
  is: TableRow,
): readonly CellDifference[] {
  const [from, to] = [cellOf(was, input.name).trim(), cellOf(is, input.name).trim()].map((cell) =>
    cell === '-' || cell === '' ? null : cell,
  );
  if (from === to) return [];
  const wordsOf = (cell: string | null | undefined): Text =>
    cell
      ? textOf('rule.quoted', '"{words}"', { words: conditionInWords(cell, input) })
      : textOf('rule.nothing', 'nothing');
  const label = { key: `input.${input.name}`, text: input.label };
  const parts = { label, from: wordsOf(from), to: wordsOf(to) };
  const text = textOf(
    'rule.cell.when',
    '{label}: it asked for {from} and now asks for {to}',
    parts,
  );
  return [{ part: 'when', column: input.name, from: from ?? null, to: to ?? null, text }];
}

function cellDifference({
  label,
  ...cell
}: Omit<CellDifference, 'text'> & { readonly label: Text }): readonly CellDifference[] {
  const { from, to } = cell;
  if (from === to) return [];
  const parts = { label, from: from ?? '', to: to ?? '' };
  const text =
    from === null
      ? textOf('rule.cell.set', '{label}: now {to}', parts)
      : to === null
        ? textOf('rule.cell.unset', '{label}: no longer {from}', parts)
        : textOf('rule.cell.changed', '{label}: {to} instead of {from}', parts);
  return [{ ...cell, text }];
}

import { analyseTable, type TableFinding } from './analyse.ts';
import { runExamples } from './examples.ts';
import type { DecisionTable, TableColumn, TableRow } from './table.ts';

/** What a reader should know of tables that are to follow others; one that blocks must be mended first. */
export type SuccessorFinding = {
  readonly kind:
    | 'structure'
    | 'unreadable'
    | 'example'
    | 'citation'
    | 'empty-output'
    | 'without-example'
    | 'letter'
    | TableFinding['kind'];
  readonly isBlocking: boolean;
  readonly table: string;
  readonly row: string | null;
  readonly message: string;
};

/** Rows a table may have: the checks grow with their square, and nobody reads more. */
export const mostRows = 500;

/** What speaks against `tables` taking the place of `base`, whose tables and columns the workflows ask for. */
export function successorFindings(
  tables: readonly DecisionTable[],
  base: readonly DecisionTable[],
): readonly SuccessorFinding[] {
  const structure = structureProblems(tables, base);
  return [
    ...structure,
    ...tables.flatMap((table) => {
      const before = base.find(({ id }) => id === table.id);
      return [
        ...exampleFindings(table),
        ...(before === undefined ? [] : rowFindings(table, before)),
        ...(table.rows.length > mostRows ? [] : analyseTable(table).map(ofAnalysis)),
      ];
    }),
  ];
}

/** Where the tables or columns are not those of the base: a workflow asks for each of them by name. */
export function structureProblems(
  tables: readonly DecisionTable[],
  base: readonly DecisionTable[],
): readonly SuccessorFinding[] {
  const added = tables
    .filter(({ id }) => !base.some((one) => one.id === id))
    .map(({ id }) =>
      structural(
        id,
        `No workflow asks for a table "${id}". Remove it; rows may be added, tables not.`,
      ),
    );
  return [
    ...added,
    ...lackingStructure(tables, base),
    ...tables.flatMap((one) => extra(one, base)),
  ];
}

/** What of `asked` the tables do not have: with it a workflow would have no answer. */
export function lackingStructure(
  tables: readonly DecisionTable[],
  asked: readonly DecisionTable[],
): readonly SuccessorFinding[] {
  return asked.flatMap((before) => {
    const { id } = before;
    const after = tables.find((one) => one.id === id);
    if (after === undefined)
      return [structural(id, `The table "${id}" is missing. A workflow asks for it: put it back.`)];
    const policy =
      after.hitPolicy === before.hitPolicy
        ? []
        : [
            structural(
              id,
              `Table "${id}": the hit policy must stay "${before.hitPolicy}", which the workflow counts on.`,
            ),
          ];
    return [
      ...policy,
      ...columnsLacking(id, 'input', after.inputs, before.inputs),
      ...columnsLacking(id, 'output', after.outputs, before.outputs),
    ];
  });
}

function columnsLacking(
  table: string,
  noun: 'input' | 'output',
  columns: readonly TableColumn[],
  asked: readonly TableColumn[],
): readonly SuccessorFinding[] {
  return asked.flatMap((before) => {
    const place = `Table "${table}", ${noun} "${before.name}"`;
    const after = columns.find(({ name }) => name === before.name);
    if (after === undefined)
      return [structural(table, `${place} is missing. A workflow asks for it: put it back.`)];
    const isSame =
      after.kind === before.kind && JSON.stringify(after.values) === JSON.stringify(before.values);
    if (isSame) return [];
    const text = `${place}: kind and listed values must stay, for the workflow knows no others.`;
    return [structural(table, text)];
  });
}

function extra(table: DecisionTable, base: readonly DecisionTable[]): readonly SuccessorFinding[] {
  const before = base.find(({ id }) => id === table.id);
  if (before === undefined) return [];
  return (['inputs', 'outputs'] as const).flatMap((part) =>
    table[part]
      .filter(({ name }) => !before[part].some((one) => one.name === name))
      .map(({ name }) =>
        structural(
          table.id,
          `Table "${table.id}": no workflow knows the column "${name}". Remove it; rows may be added, columns not.`,
        ),
      ),
  );
}

function exampleFindings(table: DecisionTable): readonly SuccessorFinding[] {
  const failed = runExamples(table).filter(({ ok }) => !ok);
  return failed.map(({ row, example, got }) => {
    const came = typeof got === 'string' ? outcomes[got] : `it gives ${JSON.stringify(got)}`;
    const message = `Table "${table.id}", row "${row}", example ${example + 1}: ${came}. Correct the row or the example.`;
    return { kind: 'example', isBlocking: true, table: table.id, row, message };
  });
}

const outcomes: Readonly<Record<'hit' | 'miss' | 'conflict' | 'refused', string>> = {
  hit: 'the row matches',
  miss: 'the row does not match, or one above it does',
  conflict: 'several rows match where only one may',
  refused: 'a fact it states is none that the table takes',
};

function rowFindings(table: DecisionTable, before: DecisionTable): readonly SuccessorFinding[] {
  const always = before.outputs.filter(({ name }) => isAlwaysGiven(before, name));
  const place = (row: TableRow) => `Table "${table.id}", row "${row.id}"`;
  const tooMany =
    table.rows.length > mostRows
      ? [structural(table.id, `Table "${table.id}" has more than ${mostRows} rows. Use fewer.`)]
      : [];
  const rows = table.rows.flatMap((row): SuccessorFinding[] => {
    const at = { table: table.id, row: row.id };
    const cited = before.rows.find(({ id }) => id === row.id)?.citation;
    const uncited: SuccessorFinding[] =
      cited && !row.citation
        ? [
            {
              ...at,
              kind: 'citation',
              isBlocking: true,
              message: `${place(row)} cited ${cited} and now cites nothing. Put the citation back, or remove the row and add one of your own.`,
            },
          ]
        : [];
    const unexplained: SuccessorFinding[] =
      (row.examples ?? []).length === 0
        ? [
            {
              ...at,
              kind: 'without-example',
              isBlocking: false,
              message: `${place(row)} has no example. With one, a later change that breaks it shows.`,
            },
          ]
        : [];
    const empty = always.filter(({ name }) => (row.then[name] ?? null) === null);
    return [
      ...uncited,
      ...empty.map(({ name }): SuccessorFinding => {
        const message = `${place(row)} leaves "${name}" empty. Every row before gave it, and the workflow counts on it: fill it in.`;
        return { ...at, kind: 'empty-output', isBlocking: true, message };
      }),
      ...unexplained,
    ];
  });
  return [...tooMany, ...rows];
}

function isAlwaysGiven({ rows }: DecisionTable, name: string): boolean {
  return rows.length > 0 && rows.every(({ then }) => (then[name] ?? null) !== null);
}

/** An overlap of a unique table is no decision at all, so it blocks; a gap may be meant. */
function ofAnalysis({ kind, table, rows, message, example }: TableFinding): SuccessorFinding {
  const shown = Object.entries(example ?? {}).map(([name, value]) => `${name} ${value}`);
  const facts = shown.length === 0 ? '' : ` For instance: ${shown.join(', ')}.`;
  const isBlocking = kind === 'unreachable' || kind === 'overlap';
  return { kind, isBlocking, table, row: rows[0] ?? null, message: `${message}${facts}` };
}

function structural(table: string, message: string): SuccessorFinding {
  return { kind: 'structure', isBlocking: true, table, row: null, message };
}

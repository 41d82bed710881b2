import { z } from 'zod';
import { tableProblems } from './table-problem.ts';

const Name = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, {
  error: 'A name is letters and digits, starting with a letter, such as losHours.',
});

/** A fact, as a table or its examples state it; null is a missing one. */
export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'Expected a text, a number, true, false or null.',
});

/** A column: an input that rows test, or an output that they give. */
export const TableColumn = z
  .strictObject({
    name: Name,
    label: z.string().min(1),
    kind: z.enum(['string', 'number', 'boolean', 'date'], {
      error: 'A kind is string, number, boolean or date.',
    }),
    /** The only texts allowed, where they can be listed. */
    values: z.array(z.string()).min(1).readonly().optional(),
  })
  .readonly();
export type TableColumn = z.infer<typeof TableColumn>;

/** What a row is expected to do for given facts: a row's own test, readable by a manager. */
export const RowExample = z
  .strictObject({
    given: z.record(z.string(), Value).readonly(),
    expect: z.union([z.enum(['hit', 'miss']), z.record(z.string(), Value).readonly()], {
      error: 'Expect "hit", "miss" or the outputs.',
    }),
  })
  .readonly();
export type RowExample = z.infer<typeof RowExample>;

/** One rule of a table; its id is stable, for decisions are stamped with it. */
export const TableRow = z
  .strictObject({
    id: z.string().min(1),
    /** Unary tests by input name; left out, blank or "-" means any. */
    when: z.record(z.string(), z.string()).readonly(),
    /** Values by output name; left out means null. */
    // biome-ignore lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.
    then: z.record(z.string(), Value).readonly(),
    priority: z.number().optional(),
    citation: z.string().optional(),
    note: z.string().optional(),
    examples: z.array(RowExample).readonly().optional(),
  })
  .readonly();
export type TableRow = z.infer<typeof TableRow>;

/** Which of the rows that match count (DMN 1.5, 8.2.8). */
export const HitPolicy = z.enum(['first', 'collect', 'unique', 'priority'], {
  error: 'A hit policy is first, collect, unique or priority; choose one of them.',
});
export type HitPolicy = z.infer<typeof HitPolicy>;

/** A policy as data: one row per rule, read by managers and compiled by the engine. */
export const DecisionTable = z
  .strictObject({
    id: z.string().min(1),
    title: z.string().min(1),
    hitPolicy: HitPolicy,
    inputs: z.array(TableColumn).min(1).readonly(),
    outputs: z.array(TableColumn).min(1).readonly(),
    rows: z.array(TableRow).readonly(),
  })
  .superRefine((table, context) => {
    for (const { message, path } of tableProblems(table)) {
      context.addIssue({ code: 'custom', message, path: [...path] });
    }
  })
  .readonly();
export type DecisionTable = z.infer<typeof DecisionTable>;

/** The text of a row's cell, blank where the row leaves it out. */
export function cellOf({ when }: TableRow, input: string): string {
  // A column may well be called "constructor", which every object inherits.
  return (Object.hasOwn(when, input) && when[input]) || '';
}

/** The table with what it leaves out left out in one way only: no blank cell, no null output, no empty list. */
export function withoutBlanks(table: DecisionTable): DecisionTable {
  return { ...table, rows: table.rows.map(rowWithoutBlanks) };
}

function rowWithoutBlanks({ when, then, citation, note, examples, ...row }: TableRow): TableRow {
  const filled = <Value>(
    record: Readonly<Record<string, Value>>,
    isBlank: (one: Value) => boolean,
  ) => Object.fromEntries(Object.entries(record).filter(([, value]) => !isBlank(value)));
  return {
    ...row,
    when: filled(when, (cell) => cell.trim() === ''),
    // biome-ignore lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.
    then: filled(then, (value) => value === null),
    ...(citation?.trim() ? { citation } : {}),
    ...(note?.trim() ? { note } : {}),
    ...(examples !== undefined && examples.length > 0 ? { examples } : {}),
  };
}

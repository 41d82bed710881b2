import { analyseTable } from '../../rules/analyse.ts';
import { mostRows, type SuccessorFinding } from '../../rules/successor.ts';
import type { DecisionTable } from '../../rules/table.ts';
import {
  filled,
  type LetterValues,
  letterTableId,
  paragraphsOf,
  placeholders,
  placePattern,
} from './words.ts';

/** What a letter is filled with where it is looked at before it is in force. */
const exampleValues: LetterValues = {
  practitioner: 'Robin Example, MD',
  facility: 'Example Hospital',
  date: 'October 16, 2026',
  count: '2',
  'oldest due': 'September 22, 2026',
  'suspension date': 'November 8, 2026',
};

/** A letter as it would be read. */
export interface ExampleLetter {
  readonly row: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** Each row of the words, filled with example values. */
export function exampleLetters(tables: readonly DecisionTable[]): readonly ExampleLetter[] {
  const rows = tables.find(({ id }) => id === letterTableId)?.rows ?? [];
  return rows.map(({ id, then: { subject, body } }) => ({
    row: id,
    subject: filled(String(subject ?? ''), exampleValues),
    paragraphs: paragraphsOf(filled(String(body ?? ''), exampleValues)),
  }));
}

/** What speaks against the words of letters, each row filled with example values; all of it blocks. */
export function letterWordsFindings(tables: readonly DecisionTable[]): readonly SuccessorFinding[] {
  const table = tables.find(({ id }) => id === letterTableId);
  // That it is missing is said of every rule set.
  if (table === undefined) return [];
  const rows = table.rows.flatMap(({ id, then }) =>
    ['subject', 'body'].flatMap((column) =>
      problemsOf(String(then[column] ?? ''), column).map((problem) =>
        findingOf(table, id, `row "${id}", "${column}": ${problem}`),
      ),
    ),
  );
  return [...rows, ...unanswered(table)];
}

function problemsOf(words: string, column: string): readonly string[] {
  const isBlank = paragraphsOf(words).length === 0;
  if (isBlank) return [`there are no words. A letter needs a ${column}: write it.`];
  const known = placeholders.map((one) => `{${one}}`).join(', ');
  const unknown = [...words.matchAll(placePattern)]
    .map(([, name = '']) => name)
    .filter((name) => !placeholders.some((one) => one === name));
  const isOpen = /[{}]/.test(filled(words, exampleValues));
  return [
    ...new Set(unknown.map((name) => `{${name}} is no placeholder. There are: ${known}.`)),
    ...(isOpen ? [`a brace stands alone. Braces are for placeholders: ${known}.`] : []),
    ...(column === 'subject' && paragraphsOf(words).length > 1
      ? ['a subject is one line. Move the rest into the body.']
      : []),
  ];
}

/** A level whose letter has no words would stop at midnight, long after the approval. */
function unanswered(table: DecisionTable): readonly SuccessorFinding[] {
  if (table.rows.length > mostRows) return [];
  const gap = analyseTable(table).some(({ kind }) => kind === 'gap' || kind === 'too-large');
  if (!gap) return [];
  const message =
    'not every letter has words. Add a row without conditions at the end, for all others.';
  return [findingOf(table, null, message)];
}

function findingOf({ id }: DecisionTable, row: string | null, text: string): SuccessorFinding {
  const message = `Table "${id}"${row === null ? ': ' : ', '}${text}`;
  return { kind: 'letter', isBlocking: true, table: id, row, message };
}

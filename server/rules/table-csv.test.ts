// biome-ignore-all lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../engine/errors.ts';
import { DecisionTable, withoutBlanks } from '../../engine/rules/table.ts';
import { readTableCsv } from './read-table-csv.ts';
import { writeTableCsv } from './write-table-csv.ts';

const ageing = DecisionTable.parse({
  id: 'ageing',
  title: 'Ageing',
  hitPolicy: 'first',
  inputs: [
    { name: 'owner', label: 'Owner', kind: 'string' },
    { name: 'days', label: 'Days out', kind: 'number' },
    { name: 'isOff', label: 'On leave', kind: 'boolean' },
  ],
  outputs: [
    { name: 'owner', label: 'Who hears', kind: 'string' },
    { name: 'level', label: 'Level', kind: 'number' },
    { name: 'mails', label: 'By mail', kind: 'boolean' },
    { name: 'from', label: 'From', kind: 'date' },
  ],
  rows: [
    {
      id: 'late',
      when: { owner: '"attending","surgeon"', days: '>= 31', isOff: 'false' },
      then: { owner: 'chief', level: -2.5, mails: true, from: '2024-02-29' },
      citation: '42 CFR 482.24(c)(4)(viii)',
      note: 'Two lines,\r\n"quoted"; and = more',
      examples: [{ given: { owner: 'surgeon', days: 31, isOff: false }, expect: { level: -2.5 } }],
    },
    { id: 'other', when: {}, then: { owner: '', level: 0, mails: false } },
  ],
});

const edited = (from: string | RegExp, to: string) => writeTableCsv(ageing).replace(from, to);
function refusal(text: string): Refusal {
  try {
    readTableCsv(text, ageing);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was read.');
}

test('a table comes back from CSV as it went', () => {
  expect(readTableCsv(writeTableCsv(ageing), ageing)).toEqual(ageing);
});

test('any texts, numbers and examples come back, also those that a spreadsheet would run', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '=1+1',
      "'=x",
      "''",
      '-',
      '+1',
      '@a',
      '"',
      '""',
      '"a',
      ' ',
      '\t',
      'null',
      '\r\n',
    ),
  );
  const cell = text.map((one) => JSON.stringify(one)).filter((one) => !one.includes('\\'));
  const row = fc.record(
    {
      when: fc.record(
        { owner: fc.oneof(cell, fc.constant('-')), days: fc.integer().map((n) => `>= ${n}`) },
        { requiredKeys: [] },
      ),
      then: fc.record(
        {
          owner: text,
          level: fc.double({ noNaN: true, noDefaultInfinity: true }),
          mails: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      citation: text,
      note: text,
      examples: fc.array(
        fc.record({
          given: fc.record({ owner: text }, { requiredKeys: [] }),
          expect: fc.constantFrom('hit' as const, 'miss' as const),
        }),
      ),
    },
    { requiredKeys: ['when', 'then'] },
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), fc.array(text, { maxLength: 5 }), (rows, ids) => {
      const named = rows.map((one, n) => ({ ...one, id: `${ids[n] ?? ''}${n}` }));
      const table = DecisionTable.safeParse({ ...ageing, rows: named });
      fc.pre(table.success);
      const whole = withoutBlanks(table.data as DecisionTable);
      const read = readTableCsv(writeTableCsv(whole), whole);
      // Minus zero is zero, to a reader as to a rule.
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(whole)));
    }),
  );
});

test('a spreadsheet may part by semicolons, write TRUE, use labels as headers and add blank lines', () => {
  const head = 'ID;if owner;Days out;On leave;Who hears;Level;By mail;From;citation;note;examples';
  const csv = `${head}\n\nall;;;TRUE;chief;2;FALSE;;;;\n;;;;;;;;;;\n`;
  expect(readTableCsv(csv, ageing).rows).toEqual([
    { id: 'all', when: { isOff: 'true' }, then: { owner: 'chief', level: 2, mails: false } },
  ]);
});

test.each([
  ['>= 31', '=> 31', /^Line 2, column "if days": Cannot read => 31\./],
  ['-2.5', '2;5', /^Line 2, column "then level": "2;5" cannot stand here\. Write a number/],
  ['2024-02-29', '2023-02-29', /^Line 2, column "then from": .* YYYY-MM-DD/],
  ['other,', 'other,,', /^Line 4: It has 12 cells, the header 11\./],
  ['\r\nother,', '\r\nlate,', /^Line 4, column "id": The id "late" stands on line 2 too/],
  ['\r\nother,', '\r\n,', /^Line 4, column "id": A row needs an id/],
  [
    'if days',
    'if weeks',
    /^Line 1, column "if weeks": The table has no such column\. It has: id, if owner/,
  ],
  ['if days', 'if owner', /^Line 1, column "if owner": The column stands twice/],
  ['if days', 'owner', /^Line 1, column "owner": The table has no such column/],
  ['"[{""given', '"{""given', /^Line 2, column "examples": The examples are not a JSON list/],
  [
    '""surgeon"",""days""',
    '""surgeon"",""weeks""',
    /^Line 2, column "examples": No column has this name/,
  ],
  ['\r\nother,', '\r\n"other,', /^Line 4: The quotes do not pair/],
  ['other,', 'o"th"er,', /^Line 4: The quotes do not pair/],
  [/[\s\S]*/, '', /^Line 1: The file is empty/],
])('%s for %s is refused by line and column', (from, to, message) => {
  const { code, message: said } = refusal(edited(from, to));
  expect([code, said]).toEqual(['invalid-input', expect.stringMatching(message)]);
});

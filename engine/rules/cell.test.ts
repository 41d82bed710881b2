import fc from 'fast-check';
import { date, unaryTest } from 'feelin';
import { describe, expect, test } from 'vitest';
import { type Column, compileCell, type FactValue, isAny, type Kind, parseCell } from './cell.ts';
import { CellRefused } from './cell-token.ts';

// Goal: our small reading of S-FEEL means what a full FEEL interpreter means by the same text.
// Method: random cells and values of each kind, with feelin as the oracle.

describe('a cell means what FEEL says', () => {
  test.each(['string', 'number', 'boolean', 'date'] as const)(
    'for any %s or a missing fact',
    (kind) => {
      fc.assert(
        fc.property(cellText(kind), factOf(kind), (text, value) => {
          expect(holds(text, value, { kind })).toBe(feelinHolds(text, value, kind));
        }),
        { numRuns: 3000 },
      );
    },
  );
});

describe('a missing fact', () => {
  const losHours: Column = { kind: 'number' };
  test('meets no comparison and no interval', () => {
    for (const cell of ['>= 48', '< 48', '= 48', '[0..48]', '48']) {
      expect(holds(cell, null, losHours)).toBe(false);
    }
  });

  test('meets the literal null, and what excludes other values', () => {
    for (const cell of ['null', '48, null', '!= 48', 'not(>= 48)']) {
      expect(holds(cell, null, losHours)).toBe(true);
    }
    expect(holds('!= null', null, losHours)).toBe(false);
    expect(holds('not(>= 48, null)', null, losHours)).toBe(false);
  });
});

describe('the edges of an interval', () => {
  test.each([
    ['[24..48]', true, true],
    ['[24..48)', true, false],
    ['[24..48[', true, false],
    ['(24..48]', false, true],
    [']24..48]', false, true],
    [']24..48[', false, false],
    ['(24..48)', false, false],
  ])('of %s', (text, low, high) => {
    const cell = compileCell(parseCell(text, { kind: 'number' }));
    expect([cell(24), cell(36), cell(48)]).toEqual([low, true, high]);
    expect([cell(23.9), cell(48.1)]).toEqual([false, false]);
  });
});

test('a blank, a dash or blanks around it hold for anything', () => {
  expect(['', '  ', '-', ' - '].every(isAny)).toBe(true);
  expect(['-1', '"-"'].some(isAny)).toBe(false);
});

test('escapes in a text are those of FEEL', () => {
  const cell = compileCell(parseCell('"\\u0041\\t\\"\\\\"', { kind: 'string' }));
  expect(cell('A\t"\\')).toBe(true);
  expect(feelinHolds('"\\u0041\\t\\"\\\\"', 'A\t"\\', 'string')).toBe(true);
});

describe('a cell is refused, saying where and what is expected', () => {
  const payer: Column = { kind: 'string', values: ['medicare', 'medicaid'] };
  test.each<[string, Column, number, string]>([
    ['>= ', { kind: 'number' }, 4, 'a number'],
    ['>= 48 hours', { kind: 'number' }, 7, 'a comma or the end of the cell'],
    ['"48"', { kind: 'number' }, 1, 'a number'],
    ['48', { kind: 'string' }, 1, 'a text in double quotes'],
    ["'inpatient'", { kind: 'string' }, 1, 'double quotes, not single ones'],
    ['“inpatient”', { kind: 'string' }, 1, 'straight double quotes'],
    ['inpatient', { kind: 'string' }, 1, 'a text in double quotes'],
    ['"inpatient', { kind: 'string' }, 1, 'the closing double quote'],
    ['"medicare","medicade"', payer, 12, '"medicare", "medicaid"'],
    ['"A" "B"', { kind: 'string' }, 5, 'a comma or the end of the cell'],
    ['"A",', { kind: 'string' }, 5, 'a text in double quotes'],
    ['"a\\q"', { kind: 'string' }, 1, 'after a backslash'],
    ['not("A"', { kind: 'string' }, 8, ')'],
    ['not()', { kind: 'string' }, 5, 'a text in double quotes'],
    ['not(-)', { kind: 'string' }, 5, 'a text in double quotes'],
    ['"A", not("B")', { kind: 'string' }, 6, 'a text in double quotes'],
    ['[48..24]', { kind: 'number' }, 1, 'whose first value is the lower one'],
    ['(24..24]', { kind: 'number' }, 1, 'holds at least one value'],
    ['[0...48]', { kind: 'number' }, 3, '..'],
    ['[24, 48]', { kind: 'number' }, 4, '..'],
    ['[24..]', { kind: 'number' }, 6, 'a number'],
    ['[null..48]', { kind: 'number' }, 2, 'to compare with'],
    ['< null', { kind: 'number' }, 3, 'to compare with'],
    ['> true', { kind: 'boolean' }, 3, 'to compare with'],
    ['- -1', { kind: 'number' }, 3, 'a number after the minus'],
    ['"2026-01-31"', { kind: 'date' }, 1, 'date("2026-01-31")'],
    ['date("2026-02-30")', { kind: 'date' }, 6, 'an existing date'],
    ['date(2026)', { kind: 'date' }, 6, 'an existing date'],
    ['yes', { kind: 'boolean' }, 1, 'true or false'],
    ['48 ; 49', { kind: 'number' }, 4, 'a value, a comparison'],
  ])('%s', (text, column, position, expected) => {
    const refusal = refusalOf(text, column);
    expect(refusal.expected).toContain(expected);
    expect(refusal.position).toBe(position);
  });
});

function holds(text: string, value: FactValue, column: Column): boolean {
  return isAny(text) || compileCell(parseCell(text, column))(value);
}

function refusalOf(text: string, column: Column): CellRefused {
  try {
    parseCell(text, column);
  } catch (error) {
    if (error instanceof CellRefused) return error;
    throw error;
  }
  throw new Error(`${text} was read.`);
}

function feelinHolds(text: string, value: FactValue, kind: Kind): boolean {
  const fact = kind === 'date' && typeof value === 'string' ? date(value) : value;
  const { value: held, warnings } = unaryTest(text, { '?': fact });
  // feelin only warns where it cannot find a name, which would make the oracle worthless.
  expect(warnings.filter(({ type }) => type !== 'NOT_COMPARABLE')).toEqual([]);
  return held === true;
}

function literalOf(kind: Kind): fc.Arbitrary<string | number | boolean> {
  switch (kind) {
    case 'string':
      return fc.oneof(fc.constantFrom('A', 'B', 'C', '', 'a b', '-', 'null', ','), printable());
    case 'number':
      return fc.oneof(
        fc.integer({ min: -5, max: 5 }),
        fc.integer({ min: -20, max: 20 }).map((n) => n / 4),
      );
    case 'boolean':
      return fc.boolean();
    case 'date':
      return fc
        .integer({ min: 0, max: 5 })
        .map((n) => new Date(Date.UTC(2028, 1, 27 + n)).toISOString().slice(0, 10));
  }
}

// A raw line break inside quotes is no FEEL; escaped ones are in the texts below.
function printable(): fc.Arbitrary<string> {
  return fc.string({
    maxLength: 4,
    unit: fc.constantFrom('A', 'b', '"', '\\', '\n', '\t', 'é', '.', ']'),
  });
}

function factOf(kind: Kind): fc.Arbitrary<FactValue> {
  return fc.option(literalOf(kind), { nil: null, freq: 5 });
}

function cellText(kind: Kind): fc.Arbitrary<string> {
  const list = fc
    .array(alternative(kind), { minLength: 1, maxLength: 3 })
    .map((tests) => tests.join(', '));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant('-') },
    { weight: 8, arbitrary: list },
    { weight: 4, arbitrary: list.map((tests) => `not(${tests})`) },
  );
}

function alternative(kind: Kind): fc.Arbitrary<string> {
  const literal = literalOf(kind).map((value) => written(value, kind));
  const equality = fc
    .tuple(fc.constantFrom('', '= ', '!= '), fc.oneof(literal, fc.constant('null')))
    .map(([operator, value]) => `${operator}${value}`);
  if (kind === 'boolean') return equality;
  const comparison = fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '< ', '>= '), literal)
    .map(([operator, value]) => `${operator}${value}`);
  return fc.oneof(equality, comparison, interval(kind));
}

function interval(kind: Kind): fc.Arbitrary<string> {
  return fc
    .tuple(
      literalOf(kind),
      literalOf(kind),
      fc.constantFrom('[', '(', ']'),
      fc.constantFrom(']', ')', '['),
    )
    .filter(([one, other]) => one !== other)
    .map(([one, other, opening, closing]) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      return `${opening}${written(low, kind)}..${written(high, kind)}${closing}`;
    });
}

function written(value: string | number | boolean, kind: Kind): string {
  if (kind === 'date') return `date("${value}")`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

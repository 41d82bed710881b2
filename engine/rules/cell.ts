import { isLocalDate } from '../time/zone.ts';
import { CellRefused, type Token, tokensOf } from './cell-token.ts';

/** What a fact or an output may be; a date is written 'YYYY-MM-DD'. */
export type Kind = 'string' | 'number' | 'boolean' | 'date';

/** A fact as a cell sees it; a missing fact is null. */
export type FactValue = string | number | boolean | null;

/** One alternative of a cell. */
export type Alternative =
  | { readonly form: 'compare'; readonly operator: Operator; readonly value: FactValue }
  | {
      readonly form: 'interval';
      readonly low: string | number;
      readonly high: string | number;
      readonly includesLow: boolean;
      readonly includesHigh: boolean;
    };

/** A cell read: matches where one of its alternatives does, or none of them if negated. */
export type Cell = { readonly negated: boolean; readonly alternatives: readonly Alternative[] };

/** A cell compiled to a closure. */
export type CellTest = (value: FactValue) => boolean;

type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

/** What a cell's input takes: its kind, and its allowed values if they are listed. */
export type Column = { readonly kind: Kind; readonly values?: readonly string[] | undefined };

/** Whether a cell holds for anything: blank or a dash. */
export function isAny(text: string): boolean {
  return text.trim() === '' || text.trim() === '-';
}

/**
 * Reads a cell written as unary tests of S-FEEL (DMN 1.5, 9.2): `"A","B"`, `>= 48`, `[1..5)`,
 * `not("A")`, `date("2026-01-31")`. Throws CellRefused, which says where and what is expected.
 */
export function parseCell(text: string, column: Column): Cell {
  const reader = { tokens: tokensOf(text), at: 0, column };
  const cell = isWord(peek(reader), 'not') ? readNegation(reader) : readCell(reader, false);
  if (peek(reader).form !== 'end') refuse(peek(reader), 'a comma or the end of the cell');
  return cell;
}

/**
 * Compiles a cell read. Null is FEEL's: it meets only the literal `null` and `!=`, never a comparison,
 * and so also meets `not(...)`; write `not(..., null)` where a missing fact must not match.
 */
export function compileCell({ negated, alternatives }: Cell): CellTest {
  const test = anyOf(alternatives);
  return negated ? (value) => !test(value) : test;
}

type Reader = { readonly tokens: readonly Token[]; at: number; readonly column: Column };

function readNegation(reader: Reader): Cell {
  take(reader);
  expectSign(reader, '(');
  const cell = readCell(reader, true);
  expectSign(reader, ')');
  return cell;
}

function readCell(reader: Reader, negated: boolean): Cell {
  const alternatives = [readAlternative(reader)];
  while (isSign(peek(reader), ',')) {
    take(reader);
    alternatives.push(readAlternative(reader));
  }
  return { negated, alternatives };
}

function readAlternative(reader: Reader): Alternative {
  const token = peek(reader);
  if (isSign(token, '[', '(', ']')) return readInterval(reader);
  if (!isSign(token, '<', '<=', '>', '>=', '=', '!=')) {
    return { form: 'compare', operator: '=', value: readLiteral(reader) };
  }
  take(reader);
  const operator = token.text as Operator;
  if (operator === '=' || operator === '!=') {
    return { form: 'compare', operator, value: readLiteral(reader) };
  }
  return { form: 'compare', operator, value: readOrdered(reader) };
}

function readInterval(reader: Reader): Alternative {
  const opening = take(reader);
  const low = readOrdered(reader);
  expectSign(reader, '..');
  const high = readOrdered(reader);
  const closing = expectSign(reader, ']', ')', '[');
  const includesLow = opening.text === '[';
  const includesHigh = closing.text === ']';
  // FEEL leaves it to the tool; a reader would take [5..1] for a typing mistake, and so do we.
  if (low > high) refuse(opening, 'an interval whose first value is the lower one');
  if (low === high && !(includesLow && includesHigh)) {
    refuse(opening, 'an interval that holds at least one value');
  }
  return { form: 'interval', low, high, includesLow, includesHigh };
}

// The end of an interval and the right of < or > need a value with an order.
function readOrdered(reader: Reader): string | number {
  const token = peek(reader);
  const value = readLiteral(reader);
  if (value === null || typeof value === 'boolean') {
    return refuse(token, 'a number, a text or a date to compare with');
  }
  return value;
}

function readLiteral(reader: Reader): FactValue {
  const token = take(reader);
  if (isWord(token, 'null')) return null;
  if (isWord(token, 'date')) return readDate(reader, token);
  if (isWord(token, 'true', 'false'))
    return ofKind('boolean', token.text === 'true', token, reader);
  if (token.form === 'string') return readString(token, reader);
  if (token.form === 'number') return ofKind('number', Number(token.text), token, reader);
  const isMinus = isSign(token, '-') && reader.column.kind === 'number';
  if (!isMinus) return refuse(token, literalHint(reader.column));
  const number = take(reader);
  if (number.form !== 'number') refuse(number, 'a number after the minus');
  return ofKind('number', -Number(number.text), token, reader);
}

function readString(token: Token, reader: Reader): string {
  const value = ofKind('string', token.text, token, reader);
  const { values } = reader.column;
  if (values !== undefined && !values.includes(value)) refuse(token, `one of ${listed(values)}`);
  return value;
}

function readDate(reader: Reader, word: Token): string {
  expectSign(reader, '(');
  const token = take(reader);
  if (token.form !== 'string' || !isLocalDate(token.text)) {
    refuse(token, 'an existing date in quotes, such as "2026-01-31"');
  }
  expectSign(reader, ')');
  return ofKind('date', token.text, word, reader);
}

function ofKind<Value>(kind: Kind, value: Value, token: Token, { column }: Reader): Value {
  return kind === column.kind ? value : refuse(token, literalHint(column));
}

function literalHint({ kind, values }: Column): string {
  switch (kind) {
    case 'string':
      return values === undefined ? 'a text in double quotes' : `one of ${listed(values)}`;
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a date such as date("2026-01-31")';
  }
}

function listed(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

function peek({ tokens, at }: Reader): Token {
  // The last token is always the end, and nothing reads past it.
  return tokens[Math.min(at, tokens.length - 1)] as Token;
}

function take(reader: Reader): Token {
  const token = peek(reader);
  reader.at += 1;
  return token;
}

function expectSign(reader: Reader, ...signs: readonly string[]): Token {
  const token = take(reader);
  return isSign(token, ...signs) ? token : refuse(token, signs.join(' or '));
}

function isSign({ form, text }: Token, ...signs: readonly string[]): boolean {
  return form === 'sign' && signs.includes(text);
}

function isWord({ form, text }: Token, ...words: readonly string[]): boolean {
  return form === 'word' && words.includes(text);
}

function refuse({ position }: Token, expected: string): never {
  throw new CellRefused(position, expected);
}

function anyOf(alternatives: readonly Alternative[]): CellTest {
  const tests = alternatives.map(alternativeTest);
  const [first, second] = tests;
  if (first === undefined) return () => false;
  if (second === undefined) return first;
  const literals = alternatives.map((a) => (isLiteral(a) ? a.value : undefined));
  if (!literals.includes(undefined)) {
    const values = new Set(literals);
    return (value) => values.has(value);
  }
  return (value) => tests.some((test) => test(value));
}

function isLiteral(alternative: Alternative): alternative is Alternative & { form: 'compare' } {
  return alternative.form === 'compare' && alternative.operator === '=';
}

// Facts are checked against the column's kind before, so both sides compare as the same type.
function alternativeTest(alternative: Alternative): CellTest {
  return alternative.form === 'interval'
    ? intervalTest(alternative)
    : comparisonTest(alternative.operator, alternative.value);
}

function comparisonTest(operator: Operator, limit: FactValue): CellTest {
  if (operator === '=') return (value) => value === limit;
  if (operator === '!=') return (value) => value !== limit;
  // JavaScript would take null for 0; and the parser lets no null stand after < or >.
  if (limit === null) return () => false;
  switch (operator) {
    case '<':
      return (value) => value !== null && value < limit;
    case '<=':
      return (value) => value !== null && value <= limit;
    case '>':
      return (value) => value !== null && value > limit;
    case '>=':
      return (value) => value !== null && value >= limit;
  }
}

function intervalTest({
  low,
  high,
  includesLow,
  includesHigh,
}: Alternative & { form: 'interval' }): CellTest {
  return (value) =>
    value !== null &&
    (includesLow ? value >= low : value > low) &&
    (includesHigh ? value <= high : value < high);
}

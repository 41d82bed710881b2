import type { TermCondition, TermRange } from '../../../engine/store.ts';
import { earliest, type Interval, intervalOf, latest } from './date-interval.ts';
import type { SearchParameter } from './search-parameters.ts';
import { refusedSearch } from './search-refusal.ts';
import { splitAt, unescaped } from './search-text.ts';
import {
  contactText,
  endOf,
  exactText,
  foldedText,
  instantText,
  logicalText,
  referenceText,
  tokenText,
} from './search-value.ts';

/** One of several ways is met in full. Only lists of dates and `ne` need it, for a date is two terms. */
export interface AnyOf {
  readonly anyOf: readonly (readonly TermCondition[])[];
}

/** What must hold, all of it. */
export interface Conditions {
  readonly where: readonly TermCondition[];
  readonly anyOf: readonly AnyOf[];
}

/** One `name:modifier=value` of a search, its parameter found. */
export interface Asked {
  readonly name: string;
  readonly modifier: string | null;
  readonly value: string;
  readonly parameter: SearchParameter;
  /** How refusals name it: `Encounter?date`. */
  readonly path: string;
  readonly zone: string;
  /** Our own address: an absolute reference below it is a local one. */
  readonly base: string | null;
}

/**
 * What a parameter asks of a resource, as ranges over its terms (FHIR R4 search).
 * @throws Refusal `invalid-input` for a modifier or a value that is not taken
 */
export function conditionsOf(asked: Asked): Conditions {
  if (asked.modifier === 'missing') return { where: [missing(asked)], anyOf: [] };
  switch (asked.parameter.type) {
    case 'token':
      return { where: [tokens(asked)], anyOf: [] };
    case 'string':
      return { where: [strings(asked)], anyOf: [] };
    case 'reference':
      return { where: [references(asked)], anyOf: [] };
    case 'date':
      return dates(asked);
  }
}

/** After every text, compared byte by byte. */
const afterAll = '\u{10ffff}';

function missing({ name, value, path }: Asked): TermCondition {
  const all = { param: name, ranges: [{ from: '', to: afterAll }] };
  if (value === 'true') return { ...all, isNot: true };
  if (value === 'false') return all;
  throw refusedSearch(path, 'Give :missing as true or false.');
}

function tokens({ name, modifier, value, parameter, path }: Asked): TermCondition {
  if (modifier !== null && modifier !== 'not') throw modifierRefused(path, ':not and :missing');
  const ranges = splitAt(value, ',').map((part) => {
    const [first = '', second] = splitAt(part, '|').map(unescaped);
    const code = second ?? first;
    if (code === '')
      throw refusedSearch(path, 'A system alone is not searched for. Add the code after the "|".');
    const text = parameter.of === 'contact' ? contactText(code) : code;
    if (second === undefined || parameter.of === 'contact') return withAnySystem(text);
    return exactly(tokenText(text, first));
  });
  return { param: name, ranges, ...(modifier === 'not' ? { isNot: true } : {}) };
}

/** Tab is followed by line feed, so this is every system of the code. */
function withAnySystem(code: string): TermRange {
  const from = tokenText(code, '');
  return { from, to: `${from.slice(0, -1)}\n` };
}

function strings({ name, modifier, value, path }: Asked): TermCondition {
  if (modifier !== null && modifier !== 'exact') throw modifierRefused(path, ':exact and :missing');
  const texts = splitAt(value, ',').map(unescaped);
  if (modifier === 'exact')
    return { param: `${name}:exact`, ranges: texts.map((text) => exactly(exactText(text))) };
  return { param: name, ranges: texts.map((text) => startingWith(foldedText(text))) };
}

function exactly(text: string): TermRange {
  return { from: text, to: `${text}\u0001` };
}

function startingWith(prefix: string): TermRange {
  const points = [...prefix];
  const last = points.pop()?.codePointAt(0);
  if (last === undefined) return { from: '', to: afterAll };
  const next = last === 0xd7ff ? 0xe000 : Math.min(last + 1, 0x10ffff);
  return { from: prefix, to: points.join('') + String.fromCodePoint(next) };
}

function references(asked: Asked): TermCondition {
  const { name, modifier, value, path } = asked;
  const parts = splitAt(value, ',');
  if (modifier === 'identifier') {
    const ranges = parts.map((part) => {
      const [first = '', second] = splitAt(part, '|').map(unescaped);
      if ((second ?? first) === '') throw refusedSearch(path, 'Give it as system|value.');
      return second === undefined
        ? withAnySystem(`identifier:${first}`)
        : exactly(logicalText(second, first));
    });
    return { param: name, ranges };
  }
  if (modifier !== null && !/^[A-Z]/.test(modifier))
    throw modifierRefused(path, ':identifier, :missing and a type (subject:Patient)');
  return { param: name, ranges: parts.flatMap((part) => addressed(unescaped(part), asked)) };
}

/** `Patient/12`, a URL, or an id alone, which stands for each type the reference may have. */
function addressed(text: string, { modifier, parameter, path, base }: Asked): readonly TermRange[] {
  const local = base !== null && text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  if (local.includes('/') || local.includes(':')) return [exactly(referenceText(local))];
  const types = modifier === null ? parameter.targets : [modifier];
  if (!types) throw refusedSearch(path, 'This may refer to any type: give it as Type/id.');
  return types.map((type) => exactly(referenceText(`${type}/${local}`)));
}

/** A date prefix, read over the two terms of a date (FHIR R4 search, prefixes). */
function dates({ name, modifier, value, path, zone }: Asked): Conditions {
  if (modifier !== null) throw modifierRefused(path, ':missing');
  const ways = splitAt(value, ',').flatMap((part) => {
    const { prefix, interval } = dateAsked(unescaped(part), path, zone);
    return comparisonsOf(prefix, interval).map((comparisons) =>
      comparisons.map(({ end, from, to }) => ({
        param: end ? endOf(name) : name,
        ranges: [{ from: boundText(from), to: boundText(to) }],
      })),
    );
  });
  const [first] = ways;
  if (ways.length === 1 && first) return { where: first, anyOf: [] };
  const singles = ways.flatMap((way) => (way.length === 1 ? way : []));
  const param = singles[0]?.param;
  if (
    param === undefined ||
    singles.length < ways.length ||
    singles.some((one) => one.param !== param)
  )
    return { where: [], anyOf: [{ anyOf: ways }] };
  return { where: [{ param, ranges: singles.flatMap((one) => one.ranges) }], anyOf: [] };
}

/** Years beyond 9999 have no text of fixed width; `~` is after all that have. */
function boundText(at: number): string {
  return at > latest ? '~' : instantText(at);
}

const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
export type Prefix = (typeof prefixes)[number];

/** Takes a date and its prefix apart, for a term or for `_lastUpdated`. */
export function dateAsked(
  text: string,
  path: string,
  zone: string,
): { readonly prefix: Prefix; readonly interval: Interval } {
  const [, said = 'eq', date = ''] = /^([a-z]{2})?(.*)$/s.exec(text) ?? [];
  const prefix = prefixes.find((one) => one === said);
  const interval = intervalOf(date.replace(' ', '+'), zone);
  if (!interval || !prefix)
    throw refusedSearch(
      path,
      'Give a date such as 2024-05-31 or 2024-05-31T08:15:00-04:00, after eq, ne, gt, lt, ge, le, sa, eb or ap if wanted.',
    );
  return { prefix, interval };
}

/** The first (or last) instant of what is stored lies in `from` to `to`, the latter exclusive. */
interface Comparison {
  readonly end: boolean;
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;

/**
 * `ge` and `le` count what overlaps the date asked, as widely used servers do: who asks for stays
 * since a day wants the one that ended on it. `ap` is a day more on either side.
 */
function comparisonsOf(prefix: Prefix, { from, to }: Interval): readonly (readonly Comparison[])[] {
  const start = (low: number, high: number): Comparison => ({ end: false, from: low, to: high });
  const end = (low: number, high: number): Comparison => ({ end: true, from: low, to: high });
  const never = latest + 1;
  switch (prefix) {
    case 'eq':
      return [[start(from, never), end(earliest, to + 1)]];
    case 'ne':
      return [[start(earliest, from)], [end(to + 1, never)]];
    case 'gt':
      return [[end(to + 1, never)]];
    case 'lt':
      return [[start(earliest, from)]];
    case 'ge':
      return [[end(from, never)]];
    case 'le':
      return [[start(earliest, to + 1)]];
    case 'sa':
      return [[start(to + 1, never)]];
    case 'eb':
      return [[end(earliest, from)]];
    case 'ap':
      return [[start(earliest, to + dayMs + 1), end(from - dayMs, never)]];
  }
}

function modifierRefused(path: string, taken: string): Error {
  return refusedSearch(path, `This modifier is not taken here. Taken are ${taken}.`);
}

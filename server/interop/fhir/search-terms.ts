import type { SearchTerm } from '../../../engine/store.ts';
import type { FhirResource } from '../incoming.ts';
import { earliest, type Interval, intervalOf, latest } from './date-interval.ts';
import { codingsOf, type Element, objectOf, objectsOf, textAt } from './element.ts';
import { parametersOf, type SearchParameter } from './search-parameters.ts';
import {
  contactText,
  dateTexts,
  endOf,
  exactText,
  foldedText,
  logicalText,
  referenceText,
  tokenText,
} from './search-value.ts';

/**
 * All terms of a resource, each once (FHIR R4 search). A date without a time covers the day in
 * `zone`. A wrong shape gives no term: what cannot be read is not found, but kept.
 */
export function termsOf(resource: FhirResource, zone = 'UTC'): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  const seen = new Set<string>();
  const add = (param: string, value: string): void => {
    const key = `${param}\n${value}`;
    if (seen.has(key)) return;
    seen.add(key);
    terms.push({ param, value });
  };
  for (const [name, reader] of readersOf(resource.resourceType)) reader(resource, name, add, zone);
  return terms;
}

type Add = (param: string, value: string) => void;
type Reader = (resource: FhirResource, name: string, add: Add, zone: string) => void;

const compiled = new Map<string, readonly (readonly [string, Reader])[]>();

function readersOf(type: string): readonly (readonly [string, Reader])[] {
  const known = compiled.get(type);
  if (known) return known;
  const readers = Object.entries(parametersOf(type)).map(
    ([name, parameter]) => [name, readerOf(parameter)] as const,
  );
  compiled.set(type, readers);
  return readers;
}

function readerOf(parameter: SearchParameter): Reader {
  const paths = parameter.paths.map((path) => path.split('.'));
  const put = writerOf(parameter);
  return (resource, name, add, zone) => {
    for (const path of paths) {
      visit(resource, path, 0, (value) => put(value, name, add, zone));
    }
  };
}

/** Calls with every value at the path, lists opened. */
function visit(
  value: unknown,
  path: readonly string[],
  depth: number,
  found: (value: unknown) => void,
): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, path, depth, found);
    return;
  }
  const part = path[depth];
  if (part === undefined) found(value);
  else if (typeof value === 'object') visit((value as Element)[part], path, depth + 1, found);
}

function writerOf(
  parameter: SearchParameter,
): (value: unknown, name: string, add: Add, zone: string) => void {
  switch (parameter.type) {
    case 'token':
      return (value, name, add) => putToken(value, parameter, (text) => add(name, text));
    case 'string':
      return (value, name, add) => putString(value, parameter, name, add);
    case 'reference':
      return (value, name, add) => putReference(value, parameter, (text) => add(name, text));
    case 'date':
      return (value, name, add, zone) => putDate(value, name, add, zone);
  }
}

/** Coding, CodeableConcept, Identifier, ContactPoint, code, boolean (R4 search, token). */
function putToken(value: unknown, parameter: SearchParameter, add: (text: string) => void): void {
  if (typeof value === 'string') {
    if (value !== '') add(tokenText(value, parameter.codeSystem ?? ''));
    return;
  }
  if (typeof value === 'boolean') {
    add(tokenText(String(value), ''));
    return;
  }
  const element = objectOf(value);
  if (!element) return;
  if (parameter.of === 'contact') {
    const contact = textAt(element.value);
    if (contact !== null && (parameter.system ?? element.system) === element.system)
      add(tokenText(contactText(contact), ''));
    return;
  }
  const identifier = textAt(element.value);
  if (identifier !== null) {
    add(tokenText(identifier, textAt(element.system) ?? ''));
    return;
  }
  for (const { code, system } of codingsOf(element)) {
    if (code !== null) add(tokenText(code, system ?? ''));
  }
}

function putString(value: unknown, { of }: SearchParameter, name: string, add: Add): void {
  for (const text of textsOf(value, of)) {
    const folded = foldedText(text);
    if (folded === '') continue;
    add(name, folded);
    add(`${name}:exact`, exactText(text));
  }
}

const addressParts = ['line', 'city', 'district', 'state', 'postalCode', 'country', 'text'];

/** A name is found by each part and as a whole, the family name first or last (R4 Patient, `name`). */
function textsOf(value: unknown, of: SearchParameter['of']): readonly string[] {
  if (typeof value === 'string') return [value];
  const element = objectOf(value);
  if (!element) return [];
  if (of === 'address') return addressParts.flatMap((part) => stringsIn(element[part]));
  const [family, given] = [stringsIn(element.family), stringsIn(element.given)];
  const parts = [...family, ...given, ...stringsIn(element.text)];
  const around = [...stringsIn(element.prefix), ...stringsIn(element.suffix)];
  const whole =
    family.length > 0 && given.length > 0
      ? [[...family, ...given].join(' '), [...given, ...family].join(' ')]
      : [];
  return [...parts, ...around, ...whole];
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A reference by its address, by its identifier, or by both; canonical URLs as they are. */
function putReference(
  value: unknown,
  { only }: SearchParameter,
  add: (text: string) => void,
): void {
  const reference = textAt(typeof value === 'string' ? value : objectOf(value)?.reference);
  if (reference !== null && (only === undefined || typeIn(reference) === only))
    add(referenceText(reference));
  const said = textAt(objectOf(value)?.type);
  if (only !== undefined && said !== null && said !== only) return;
  for (const identifier of objectsOf(objectOf(value)?.identifier)) {
    const number = textAt(identifier.value);
    if (number !== null) add(logicalText(number, textAt(identifier.system) ?? ''));
  }
}

function typeIn(reference: string): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+(?:\/_history\/[^/]+)?$/.exec(reference)?.[1];
}

/** A date, dateTime, instant or Period (R4 search, date); a Period open at an end goes on for ever there. */
function putDate(value: unknown, name: string, add: Add, zone: string): void {
  const interval = typeof value === 'string' ? intervalOf(value, zone) : periodOf(value, zone);
  if (!interval) return;
  const { start, end } = dateTexts(interval);
  add(name, start);
  add(endOf(name), end);
}

function periodOf(value: unknown, zone: string): Interval | null {
  const period = objectOf(value);
  const start = intervalOf(period?.start, zone);
  const end = intervalOf(period?.end, zone);
  if (!start && !end) return null;
  return { from: start?.from ?? earliest, to: end?.to ?? latest };
}

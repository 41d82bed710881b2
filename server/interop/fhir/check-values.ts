import { tryGetDataType } from '@medplum/core';
import type { Issue } from './check.ts';
import { type Element, objectOf } from './element.ts';
import { codesOf } from './structure.ts';

/**
 * What the library does not look at: days that do not exist, times without offset, codes of required
 * bindings, types that a reference may have, choices told in two forms, extensions with both a value
 * and parts, periods that end before they start, references to what is not contained.
 */
export function checkValues(
  resource: Element,
  path: string,
  contained: ReadonlySet<unknown>,
): readonly Issue[] {
  const issues: Issue[] = [];
  checkElement(resource, String(resource.resourceType), path, { issues, contained });
  return issues;
}

interface Found {
  readonly issues: Issue[];
  readonly contained: ReadonlySet<unknown>;
}

function checkElement(element: Element, type: string, path: string, found: Found): void {
  const choices = new Map<string, string>();
  for (const [name, value] of Object.entries(element)) {
    const known = elementOf(type, name);
    if (!known) continue;
    if (known.choice !== undefined) {
      if (choices.has(known.choice)) {
        const message = `Only one form of ${known.choice} may be given.`;
        found.issues.push({ path: `${path}.${name}`, message });
      }
      choices.set(known.choice, name);
    }
    const items = Array.isArray(value) ? value : [value];
    items.forEach((item, index) => {
      const at = Array.isArray(value) ? `${path}.${name}[${index}]` : `${path}.${name}`;
      checkValue(item, known, at, found);
    });
  }
  if (type === 'Extension') checkExtension(element, path, found);
  if (type === 'Period') checkPeriod(element, path, found);
}

/** An element as we look at it: its type, and what bounds its value. */
interface KnownElement {
  readonly type: string;
  readonly choice?: string;
  readonly codes?: ReadonlySet<string>;
  readonly targets?: ReadonlySet<string>;
}

const known = new Map<string, KnownElement>();

/** Only what there is is remembered: names that a sender makes up have no end. */
function elementOf(type: string, name: string): KnownElement | undefined {
  const key = `${type}.${name}`;
  const element = known.get(key) ?? readElement(type, name);
  if (element) known.set(key, element);
  return element;
}

interface SchemaElement {
  readonly type: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly binding?: { readonly valueSet?: string };
}

/** HL7's own example names an encounter here. */
const anyTarget: ReadonlySet<string> = new Set(['Observation.performer']);

function readElement(type: string, name: string): KnownElement | undefined {
  const elements: Readonly<Record<string, SchemaElement>> = tryGetDataType(type)?.elements ?? {};
  const own = Object.hasOwn(elements, name) ? elements[name] : undefined;
  const choice = own ? undefined : choiceIn(elements, name);
  const element = own ?? (choice === undefined ? undefined : elements[`${choice}[x]`]);
  const suffix = choice === undefined ? '' : name.slice(choice.length);
  const said = element?.type.find(({ code }) => own || capital(code) === suffix);
  if (!element || !said) return undefined;
  const codes = codesOf(element.binding?.valueSet);
  const targets = said.targetProfile?.map((url) => url.slice(url.lastIndexOf('/') + 1));
  return {
    type: said.code,
    ...(choice === undefined ? {} : { choice: `${choice}[x]` }),
    ...(codes ? { codes } : {}),
    ...(targets && !anyTarget.has(`${type}.${name}`) ? { targets: new Set(targets) } : {}),
  };
}

function choiceIn(elements: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const names = Object.keys(elements).filter((one) => one.endsWith('[x]'));
  return names.map((one) => one.slice(0, -3)).find((base) => name.startsWith(base));
}

function capital(code: string): string {
  return code.slice(0, 1).toUpperCase() + code.slice(1);
}

function checkValue(value: unknown, element: KnownElement, path: string, found: Found): void {
  const { type, codes } = element;
  if (isPlain(value) === isComplex(type) && value !== null) {
    const message = isComplex(type)
      ? 'An object is expected here.'
      : 'A plain value is expected here.';
    found.issues.push({ path, message });
    return;
  }
  if (typeof value === 'string') {
    const wrong = wrongDate(value, type);
    if (wrong !== null) found.issues.push({ path, message: wrong });
    if (codes && !codes.has(value))
      found.issues.push({ path, message: `Not a code of the value set: ${listed(codes)}.` });
    return;
  }
  const own = objectOf(value);
  // Resources inside are checked by themselves.
  if (!own || type === 'Resource') return;
  if (type === 'Reference') checkReference(own, element, path, found);
  checkElement(own, type, path, found);
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object';
}

/** Datatypes and types inside have capitals, primitives have none (FHIR R4 datatypes). */
function isComplex(type: string): boolean {
  return /^[A-Z]/.test(type);
}

function listed(codes: ReadonlySet<string>): string {
  const all = [...codes];
  return all.length <= 12 ? all.join(', ') : `${all.slice(0, 12).join(', ')} …`;
}

const day = '(0[1-9]|[12]\\d|3[01])';
const dayPattern = `\\d{4}(-(0[1-9]|1[0-2])(-${day})?)?`;
const timePattern = 'T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})';
const instantPattern = `\\d{4}-(0[1-9]|1[0-2])-${day}${timePattern}`;

/** FHIR R4 datatypes: date, dateTime, instant; a time without its offset means no instant. */
const dates: Readonly<Record<string, { readonly pattern: RegExp; readonly message: string }>> = {
  date: {
    pattern: new RegExp(`^${dayPattern}$`),
    message: 'Not a FHIR date (2024, 2024-05 or 2024-05-31).',
  },
  dateTime: {
    pattern: new RegExp(`^(${dayPattern}|${instantPattern})$`),
    message: 'Not a FHIR dateTime (2024-05-31, or 2024-05-31T08:15:00-04:00 with its offset).',
  },
  instant: {
    pattern: new RegExp(`^${instantPattern}$`),
    message: 'Not a FHIR instant (2024-05-31T08:15:00-04:00).',
  },
};

function wrongDate(value: string, type: string): string | null {
  const kind = Object.hasOwn(dates, type) ? dates[type] : undefined;
  if (!kind) return null;
  if (!kind.pattern.test(value)) return kind.message;
  const [year = 0, month = 1, dayOfMonth = 1] = value.slice(0, 10).split('-').map(Number);
  const isReal = dayOfMonth <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return isReal ? null : 'There is no such day.';
}

/** Compared only where both have a time, since a bare day covers many instants. */
function checkPeriod({ start, end }: Element, path: string, { issues }: Found): void {
  if (typeof start !== 'string' || typeof end !== 'string') return;
  if (!start.includes('T') || !end.includes('T') || !(Date.parse(start) > Date.parse(end))) return;
  issues.push({ path: `${path}.end`, message: 'The period ends before it starts.' });
}

function checkExtension(element: Element, path: string, { issues }: Found): void {
  const hasValue = Object.keys(element).some((name) => /^_?value[A-Z]/.test(name));
  if (hasValue !== (element.extension !== undefined)) return;
  issues.push({ path, message: 'An extension has either a value or extensions (ext-1).' });
}

function checkReference(
  { reference }: Element,
  { targets }: KnownElement,
  path: string,
  { issues, contained }: Found,
): void {
  if (typeof reference !== 'string') return;
  if (reference.startsWith('#')) {
    if (reference === '#' || contained.has(reference.slice(1))) return;
    issues.push({ path: `${path}.reference`, message: 'Nothing with this id is contained.' });
    return;
  }
  const type = /^([A-Z][A-Za-z]+)[/?]/.exec(reference)?.[1];
  if (!targets || type === undefined || targets.has(type) || targets.has('Resource')) return;
  const message = `A reference to ${[...targets].join(', ')} is expected here.`;
  issues.push({ path: `${path}.reference`, message });
}

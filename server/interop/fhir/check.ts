import { OperationOutcomeError, validateResource } from '@medplum/core';
import { checkValues } from './check-values.ts';
import { type Element, objectOf } from './element.ts';
import { hasDefinition, loadDefinitions } from './structure.ts';

export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** How deep a resource may nest; FHIR's own deepest stay far below. */
const deepest = 60;

/**
 * Everything wrong with the structure of a resource, each with the FHIR path of the element (FHIR R4
 * validation: structure, cardinality, value domains, invariants). Types whose structure we do not
 * know are taken as they are, and extensions whatever they say: a sender's profile is not ours to refuse.
 */
export function checkResource(resource: unknown, path: string): readonly Issue[] {
  return checkInside(resource, path, null);
}

/** The ids that references with `#` may have; a resource that is contained has those of its container. */
type Contained = ReadonlySet<unknown>;

function checkInside(
  resource: unknown,
  path: string,
  container: Contained | null,
): readonly Issue[] {
  const element = objectOf(resource);
  if (!element) return [{ path, message: 'A resource is a JSON object.' }];
  const type = element.resourceType;
  if (typeof type !== 'string' || !/^[A-Z][A-Za-z]{1,63}$/.test(type)) {
    return [{ path: `${path}.resourceType`, message: 'A resource needs its resourceType.' }];
  }
  const issues: Issue[] = [...idIssues(element.id, path)];
  checkNothingEmpty(element, path, 0, issues);
  if (issues.length > 0 || !hasDefinition(type)) return issues;
  loadDefinitions();
  const { outer, inner } = takenApart(element);
  const own = container ?? containedIn(element);
  const ofValues = checkValues(outer, path, own);
  const below = ofValues.map((issue) => `${issue.path}.`);
  const ofStructure = checkStructure(outer, type, path).filter(
    (issue) => !below.some((start) => issue.path.startsWith(start)),
  );
  issues.push(...ofStructure, ...ofValues);
  for (const { resource: one, at } of inner)
    issues.push(...checkInside(one, `${path}.${at}`, at.startsWith('contained') ? own : null));
  return [...new Map(issues.toReversed().map((issue) => [issue.path, issue])).values()].reverse();
}

function containedIn({ contained }: Element): Contained {
  const list: readonly unknown[] = Array.isArray(contained) ? contained : [];
  return new Set(list.map((one) => objectOf(one)?.id));
}

function idIssues(id: unknown, path: string): readonly Issue[] {
  if (id === undefined || (typeof id === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(id))) return [];
  return [{ path: `${path}.id`, message: 'An id is 1 to 64 letters, digits, "-" or ".".' }];
}

/** FHIR JSON has no empty objects, lists or texts, and null only as a placeholder inside a list. */
function checkNothingEmpty(value: unknown, path: string, depth: number, issues: Issue[]): void {
  if (depth > deepest) {
    issues.push({ path, message: `Nested more than ${deepest} levels deep.` });
  } else if (Array.isArray(value)) {
    if (value.length === 0) issues.push({ path, message: 'A list must not be empty.' });
    value.forEach((item, index) => {
      if (item !== null) checkNothingEmpty(item, `${path}[${index}]`, depth + 1, issues);
    });
  } else if (value === null || value === '') {
    issues.push({ path, message: 'An element must have a value; leave it out instead.' });
  } else if (typeof value === 'object') {
    const parts = Object.entries(value as Element);
    if (parts.length === 0) issues.push({ path, message: 'An element must not be empty.' });
    for (const [name, part] of parts) checkNothingEmpty(part, `${path}.${name}`, depth + 1, issues);
  }
}

interface TakenApart {
  readonly outer: Element;
  readonly inner: readonly { readonly resource: unknown; readonly at: string }[];
}

/**
 * Resources inside are checked one by one, for their types may be unknown to us. Base64 is looked at
 * here: the library takes no line breaks in it and holds it for a text of bounded length.
 */
function takenApart(element: Element): TakenApart {
  const { contained, ...rest } = element;
  const inner = (Array.isArray(contained) ? contained : []).map((resource, index) => ({
    resource: resource as unknown,
    at: `contained[${index}]`,
  }));
  if (rest.resourceType !== 'Bundle' || !Array.isArray(rest.entry))
    return { outer: withoutBytes(rest) as Element, inner };
  const entries: readonly unknown[] = rest.entry;
  const placed = entries.flatMap((entry, index) => {
    const resource = objectOf(entry)?.resource;
    return resource === undefined ? [] : [{ resource, at: `entry[${index}].resource` }];
  });
  // A stand-in, for a rule of Bundle asks whether a resource is there.
  const entry = entries.map((one) =>
    objectOf(one)?.resource === undefined
      ? one
      : { ...objectOf(one), resource: { resourceType: 'Patient' } },
  );
  return { outer: withoutBytes({ ...rest, entry }) as Element, inner: [...inner, ...placed] };
}

function withoutBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutBytes);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) =>
      name === 'data' && typeof part === 'string' && isBase64(part)
        ? [name, 'AAAA']
        : [name, withoutBytes(part)],
    ),
  );
}

/** Without a pattern over the whole text, which may be many megabytes. */
function isBase64(text: string): boolean {
  return !/[^A-Za-z0-9+/=\s]/.test(text) && /^[^=]*={0,2}\s*$/.test(text.slice(-80));
}

/** What the library finds, with our path in place of its type. */
function checkStructure(element: Element, type: string, path: string): readonly Issue[] {
  try {
    validateResource(element as unknown as Parameters<typeof validateResource>[0]);
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return (error.outcome.issue as readonly OutcomeIssue[])
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ details, expression }) => ({
        path: path + asWritten(element, (expression?.[0] ?? type).slice(type.length)),
        message: sentence(details?.text ?? 'The structure is not that of the type'),
      }));
  }
}

/** The library names a choice by its definition (`value[x]`); the path names what the sender wrote. */
function asWritten(element: Element, path: string): string {
  let at: unknown = element;
  return path.replace(/\.(\w+)(\[x\])?(?:\[(\d+)\])?/g, (whole, name: string, choice, index) => {
    const names = Object.keys(objectOf(at) ?? {});
    const written = choice ? names.find((one) => one.startsWith(name)) : name;
    const value = objectOf(at)?.[written ?? name];
    at = Array.isArray(value) ? value[Number(index ?? 0)] : value;
    return choice && written ? `.${written}` : whole;
  });
}

interface OutcomeIssue {
  readonly severity: string;
  readonly details?: { readonly text?: string };
  readonly expression?: readonly string[];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

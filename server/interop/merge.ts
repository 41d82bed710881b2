import { codingsOf, type Element, objectOf, objectsOf } from './fhir/element.ts';

/**
 * Lays what a message knows over what is stored. Top-level elements replace; elements not mentioned
 * stay; `null` takes an element away. Lists that several senders feed are joined instead:
 * identifiers by system and value, extensions by URL, an encounter's participants by their type.
 * `Encounter.period` and `.hospitalization` are laid over element by element, so that an admission
 * time survives a discharge message that does not repeat it.
 */
export function mergeResource(base: Element, over: Element): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const next = value === null ? undefined : mergeElement(name, base[name], value);
    if (next === undefined) delete merged[name];
    else merged[name] = next;
  }
  return merged;
}

function mergeElement(name: string, stored: unknown, value: unknown): unknown {
  switch (name) {
    case 'identifier':
      return Array.isArray(value) ? joinIdentifiers(stored, value) : value;
    case 'extension':
      return joinBy(stored, value, (extension) => [String(extension.url)]);
    case 'participant':
      return joinBy(stored, value, (participant) => typeCodes(participant));
    case 'period':
    case 'hospitalization':
      return mergeParts(objectOf(stored) ?? {}, objectOf(value) ?? {});
    default:
      return value;
  }
}

function mergeParts(stored: Element, value: Element): Element | undefined {
  const parts = Object.entries({ ...stored, ...value }).filter(([, part]) => part !== null);
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

/**
 * New items take the place of the stored ones that share a key with them, so that a message which
 * repeats what is known changes nothing, not even the order; the others follow at the end.
 */
function joinBy(
  stored: unknown,
  value: unknown,
  keysOf: (item: Element) => readonly string[],
): readonly Element[] {
  const waiting = objectsOf(value).map((item) => ({ item, keys: keysOf(item) }));
  const brought = new Set(waiting.flatMap(({ keys }) => keys));
  const joined = objectsOf(stored).flatMap((item) => {
    const keys = keysOf(item).filter((key) => brought.has(key));
    return keys.length === 0 ? [item] : takeSharing(waiting, keys);
  });
  return [...joined, ...waiting.map(({ item }) => item)];
}

interface Waiting {
  readonly item: Element;
  readonly keys: readonly string[];
}

function takeSharing(waiting: Waiting[], keys: readonly string[]): Element[] {
  const taken = waiting.filter((candidate) => candidate.keys.some((key) => keys.includes(key)));
  for (const one of taken) waiting.splice(waiting.indexOf(one), 1);
  return taken.map(({ item }) => item);
}

/** An identifier told again without its type or period keeps them. */
function joinIdentifiers(stored: unknown, value: unknown): readonly Element[] {
  const known = new Map(
    objectsOf(stored).map((identifier) => [identifierKey(identifier), identifier]),
  );
  const whole = objectsOf(value).map((identifier) => ({
    ...known.get(identifierKey(identifier)),
    ...identifier,
  }));
  return joinBy(stored, whole, (identifier) => [identifierKey(identifier)]);
}

function identifierKey(identifier: Element): string {
  return `${identifier.system ?? ''}|${identifier.value ?? ''}`;
}

/** A participant without a type is known by whom it names. */
function typeCodes(participant: Element): readonly string[] {
  const codes = codingsOf(participant.type).flatMap((coding) => coding.code ?? []);
  return codes.length > 0 ? codes : [`individual ${JSON.stringify(participant.individual)}`];
}

/** True when two JSON values are the same, whatever the order of their elements. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  const [left, right] = [objectOf(a), objectOf(b)];
  if (!left || !right) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]))
  );
}

import { codingsOf, type Element, objectOf, objectsOf } from './fhir/element.ts';

/** Elements whose values are known apart: several senders feed them, or messages tell of one part only. */
export type Kind = 'whole' | 'parts' | 'items';

/** How an element is taken apart. Everything but these is one value. */
export function kindOf(name: string, value: unknown): Kind {
  switch (name) {
    case 'period':
    case 'hospitalization':
      return 'parts';
    case 'identifier':
      return Array.isArray(value) ? 'items' : 'whole';
    case 'extension':
    case 'participant':
      return 'items';
    default:
      return 'whole';
  }
}

/** Every value of a resource that has a source of its own, by its key. */
export function valuesOf(body: Element): ReadonlyMap<string, unknown> {
  const named = Object.entries(body).filter(([name]) => !isCounter(name));
  return new Map(named.flatMap(([name, value]) => [...partsOf(name, value)]));
}

/** Not values that anyone tells: what the row itself says, and labels, which are joined elsewhere. */
export function isCounter(name: string): boolean {
  return name === 'resourceType' || name === 'id' || name === 'meta';
}

/** The values of an element by their keys: `period.end`, `identifier:system|value`, `participant:ATND:Practitioner/1`. */
export function partsOf(name: string, value: unknown): ReadonlyMap<string, unknown> {
  switch (kindOf(name, value)) {
    case 'whole':
      return new Map([[choiceOf(name) ?? name, value]]);
    case 'parts':
      return new Map(
        Object.entries(objectOf(value) ?? {}).map(([part, own]) => [`${name}.${part}`, own]),
      );
    case 'items':
      return itemsOf(name, value);
  }
}

/** Items of a list that share a key are one value: an extension may repeat. */
export function itemsOf(name: string, value: unknown): ReadonlyMap<string, readonly Element[]> {
  const items = new Map<string, Element[]>();
  for (const item of objectsOf(value)) {
    const key = `${name}:${itemKey(name, item)}`;
    items.set(key, [...(items.get(key) ?? []), item]);
  }
  return items;
}

function itemKey(name: string, item: Element): string {
  switch (name) {
    case 'identifier':
      return `${item.system ?? ''}|${item.value ?? ''}`;
    case 'participant':
      return `${rolesOf(item)[0] ?? ''}:${whoIs(item)}`;
    default:
      return String(item.url);
  }
}

/** The codes of a participant's roles. */
export function rolesOf(participant: Element): readonly string[] {
  return codingsOf(participant.type).flatMap((coding) => coding.code ?? []);
}

/** Whom a participant names: by address, else by identifier, else by name. */
export function whoIs({ individual }: Element): string {
  const who = objectOf(individual);
  if (typeof who?.reference === 'string') return who.reference;
  const identifier = objectOf(who?.identifier);
  return identifier
    ? `${identifier.system ?? ''}|${identifier.value ?? ''}`
    : String(who?.display ?? '');
}

const choices =
  /^(deceased|multipleBirth|performed|onset|abatement|effective|occurrence|value)(?:Age|Boolean|CodeableConcept|DateTime|Instant|Integer|Period|Quantity|Range|Ratio|SampledData|String|Time|Timing)$/;

/** The name that every form of a choice shares (`deceased[x]`), for only one of them may stand. */
export function choiceOf(name: string): string | undefined {
  const base = choices.exec(name)?.[1];
  return base === undefined ? undefined : `${base}[x]`;
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

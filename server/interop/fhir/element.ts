/** Readers for FHIR JSON whose shape was not checked: a wrong type reads as absent. */

export type Element = Readonly<Record<string, unknown>>;

export interface Coding {
  readonly system: string | null;
  readonly code: string | null;
  readonly display: string | null;
}

/** The value as an object, or nothing. */
export function objectOf(value: unknown): Element | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Element)
    : undefined;
}

/** The objects of a list; a single object counts as a list of one. */
export function objectsOf(value: unknown): readonly Element[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map(objectOf).filter((item) => item !== undefined);
}

/** The value as a text that is not empty, or null. */
export function textAt(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The codings of a CodeableConcept, of a list of them, or of a plain Coding. */
export function codingsOf(value: unknown): readonly Coding[] {
  return objectsOf(value).flatMap((concept) =>
    objectsOf(concept.coding ?? concept).map((coding) => ({
      system: textAt(coding.system),
      code: textAt(coding.code),
      display: textAt(coding.display),
    })),
  );
}

/** What a person reads for a CodeableConcept. */
export function conceptText(value: unknown): string | null {
  const [concept] = objectsOf(value);
  return (
    textAt(concept?.text) ?? codingsOf(value).find((coding) => coding.display)?.display ?? null
  );
}

/** True when a concept has one of these codes in this system. */
export function hasCode(value: unknown, system: string, codes: ReadonlySet<string>): boolean {
  return codingsOf(value).some(
    (coding) => coding.system === system && coding.code !== null && codes.has(coding.code),
  );
}

/** The id in the first literal reference to this type (`Patient/12` → `12`). */
export function referencedId(value: unknown, type: string): string | null {
  for (const reference of objectsOf(value)) {
    const parts = /^([A-Za-z]+)\/([^/]+)(\/_history\/[^/]+)?$/.exec(
      textAt(reference.reference) ?? '',
    );
    if (parts?.[1] === type) return parts[2] ?? null;
  }
  return null;
}

/** The first extension with this URL. */
export function extensionOf(element: Element, url: string): Element | undefined {
  return objectsOf(element.extension).find((extension) => extension.url === url);
}

/** `system|value` of each identifier of a resource, with a document's master identifier. */
export function identifiersOf(resource: Element): readonly string[] {
  const tokens = [
    ...objectsOf(resource.identifier),
    ...objectsOf(resource.masterIdentifier),
  ].flatMap((identifier) => {
    const value = textAt(identifier.value);
    return value === null ? [] : [`${textAt(identifier.system) ?? ''}|${value}`];
  });
  return [...new Set(tokens)];
}

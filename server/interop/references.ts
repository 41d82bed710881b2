/** What a reference becomes: the same text, another one, or (null) its identifier alone. */
export type Rewrite = (reference: string, path: string) => string | null;

/**
 * Copies a resource with every literal reference rewritten. FHIR also lets `urn:uuid:…` stand in a
 * URL that means another entry (an attachment that is a Binary of the same bundle).
 */
export function rewriteReferences<T>(value: T, rewrite: Rewrite, path: string): T {
  return copy(value, rewrite, path) as T;
}

function copy(value: unknown, rewrite: Rewrite, path: string): unknown {
  if (!isElement(value)) return value;
  if (Array.isArray(value))
    return value.map((item, index) => copy(item, rewrite, `${path}[${index}]`));
  // A Bundle within a resource is a document of its own: its entries mean each other.
  if (path.includes('.') && (value as { resourceType?: unknown }).resourceType === 'Bundle')
    return value;
  const copied: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (isReference(name, part)) {
      const next = rewrite(part, `${path}.${name}`);
      if (next !== null) copied[name] = next;
    } else {
      // Most parts are plain values, which need no path.
      copied[name] = isElement(part) ? copy(part, rewrite, `${path}.${name}`) : part;
    }
  }
  return copied;
}

/** The literal references of a resource. */
export function referencesOf(value: unknown): readonly string[] {
  const found: string[] = [];
  rewriteReferences(
    value,
    (reference) => {
      found.push(reference);
      return reference;
    },
    '',
  );
  return found;
}

function isElement(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isReference(name: string, part: unknown): part is string {
  return (
    typeof part === 'string' &&
    (name === 'reference' || (name === 'url' && part.startsWith('urn:uuid:')))
  );
}

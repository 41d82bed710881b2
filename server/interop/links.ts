import { Refusal } from '../../engine/errors.ts';
import { identifiersOf } from './fhir/element.ts';
import { conditionalReference } from './fhir/identifier-query.ts';
import { referencesOf, rewriteReferences } from './references.ts';
import { pathOf, type ResourceLookup, type Target } from './targets.ts';

/** Rewrites the references of a target's resource into those that are stored. */
export interface Linker {
  (target: Target): <T>(value: T) => T;
  /** @throws Refusal that names every reference found to lead nowhere. */
  finish(): void;
}

/** The `url` of a whole resource is its own name, not another's: that of a CapabilityStatement, say. */
const ownUrl = /^(?:.*\.resource|[A-Z][A-Za-z]+)\.url$/;

/** Prepares the rewriting of references; those that lead nowhere are collected and refused at once. */
export async function linker(targets: readonly Target[], lookup: ResourceLookup): Promise<Linker> {
  const keys = keysOf(targets);
  const conditional = await conditionalTargets(targets, keys, lookup);
  const issues: { path: string; message: string }[] = [];
  const rewrite = (reference: string, path: string): string | null => {
    const known = keys.get(reference) ?? conditional.get(reference);
    if (known !== undefined) {
      if (typeof known !== 'number') return known === '' ? null : known;
      issues.push({
        path,
        message: `${known} resources match this conditional reference; exactly one must.`,
      });
    } else if (/^urn:(uuid|oid):/.test(reference) && !ownUrl.test(path)) {
      issues.push({ path, message: 'No entry of this message has this fullUrl.' });
    }
    return reference;
  };
  const link =
    (target: Target) =>
    <T>(value: T) =>
      rewriteReferences(value, rewrite, pathOf(target.incoming));
  return Object.assign(link, { finish: () => refuseIssues(issues) });
}

function refuseIssues(issues: readonly { path: string; message: string }[]): void {
  const [first] = issues;
  if (!first) return;
  throw new Refusal(
    'invalid-input',
    `${first.path}: ${first.message}${issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''} Send the missing resource in the same message or before it.`,
    { issues },
  );
}

/** All names by which entries of the message may call each other; the empty text for a skipped one. */
function keysOf(targets: readonly Target[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const target of targets) {
    const { incoming, type, id } = target;
    const name = id === '' ? '' : `${type}/${id}`;
    keys.set(incoming.key, name);
    const rest = new RegExp(`/(${type}/[A-Za-z0-9.-]{1,64})$`).exec(incoming.key);
    if (rest?.[1]) keys.set(rest[1], name);
    if (incoming.key === `urn:uuid:${incoming.resource.id}`)
      keys.set(`${type}/${incoming.resource.id}`, name);
  }
  return keys;
}

/** Conditional references → what they mean, or how many resources match when that is not one. */
async function conditionalTargets(
  targets: readonly Target[],
  keys: ReadonlyMap<string, string>,
  lookup: ResourceLookup,
): Promise<Map<string, string | number>> {
  const wanted = new Map<string, string>();
  for (const { incoming } of targets) {
    for (const reference of [
      ...referencesOf(incoming.resource),
      ...referencesOf(incoming.defaults),
    ]) {
      if (reference.includes('?') && !keys.has(reference)) wanted.set(reference, pathOf(incoming));
    }
  }
  if (wanted.size === 0) return new Map();
  const brought = identifiersBrought(targets);
  const found = await Promise.all(
    [...wanted].map(async ([reference, path]) => {
      const condition = conditionalReference(reference, path);
      if (!condition) return [reference, reference] as const;
      const rows = await lookup.byIdentifier(condition.type, condition.identifier);
      const ids = new Set(rows.filter((row) => !row.isDeleted).map((row) => row.id));
      for (const id of brought.get(`${condition.type}|${condition.identifier}`) ?? []) ids.add(id);
      return [reference, ids.size === 1 ? `${condition.type}/${[...ids][0]}` : ids.size] as const;
    }),
  );
  return new Map(found);
}

function identifiersBrought(targets: readonly Target[]): Map<string, string[]> {
  const brought = new Map<string, string[]>();
  for (const { type, id, action, incoming } of targets) {
    if (action !== 'write') continue;
    for (const identifier of identifiersOf(incoming.resource)) {
      const key = `${type}|${identifier}`;
      brought.set(key, [...(brought.get(key) ?? []), id]);
    }
  }
  return brought;
}

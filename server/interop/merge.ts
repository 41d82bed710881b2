import { type Element, objectOf } from './fhir/element.ts';
import { createLedger, type Ledger, type Sources, type Telling } from './ledger.ts';
import { mergeParticipants } from './participants.ts';
import {
  choiceOf,
  isCounter,
  itemsOf,
  kindOf,
  partsOf,
  sameJson,
  valuesOf,
} from './value-parts.ts';

/** A resource with where each of its values came from. */
export interface Told {
  readonly body: Element;
  readonly sources: Sources;
}

/** What a message says of a resource, and what it assumes where nothing is known. */
export interface Said {
  readonly resource: Element;
  readonly defaults: Element;
}

/**
 * Lays what a message knows over what is stored, by the time of the event it tells of: a value told
 * later stays, and an older message only fills gaps. Top-level elements replace; elements not
 * mentioned stay; `null` takes an element away. Lists that several senders feed are joined instead:
 * identifiers by system and value, extensions by URL, an encounter's participants by their role.
 * `Encounter.period` and `.hospitalization` are laid over element by element, so that an admission
 * time survives a discharge message that does not repeat it.
 */
export function mergeResource(stored: Told, { resource, defaults }: Said, telling: Telling): Told {
  const ledger = createLedger(stored.sources, telling);
  const merged: Record<string, unknown> = { ...stored.body };
  const { participant, ...others } = resource;
  for (const [name, value] of Object.entries(others)) {
    if (isCounter(name)) continue;
    if (choiceOf(name)) mergeChoice(merged, name, value, resource, ledger);
    else put(merged, name, mergeElement(name, merged[name], value, ledger));
  }
  // Last, for the discharge bounds from when on a participant acted.
  if (participant === null)
    put(merged, 'participant', takeAway('participant', merged.participant, ledger));
  else if (participant !== undefined)
    put(merged, 'participant', mergeParticipants(merged, participant, ledger));
  for (const [name, value] of Object.entries(defaults)) fill(merged, name, value, ledger);
  return { body: merged, sources: ledger.sources() };
}

/**
 * The sources of a resource that was sent whole: what it changes is its own, what it repeats keeps
 * the message that set it, what it leaves out is taken away.
 */
export function sourcesOfWhole(stored: Told, body: Element, telling: Telling): Sources {
  const ledger = createLedger(stored.sources, telling);
  const [before, after] = [valuesOf(stored.body), valuesOf(body)];
  for (const [key, value] of after) ledger.tell(key, !sameJson(before.get(key), value));
  for (const key of before.keys()) if (!after.has(key)) ledger.tell(key, true);
  return ledger.sources();
}

function put(merged: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) delete merged[name];
  else merged[name] = value;
}

function mergeElement(name: string, stored: unknown, value: unknown, ledger: Ledger): unknown {
  if (value === null) return takeAway(name, stored, ledger);
  switch (kindOf(name, value)) {
    case 'whole':
      return mergeWhole(name, stored, value, ledger);
    case 'parts':
      return mergeParts(name, objectOf(stored) ?? {}, objectOf(value) ?? {}, ledger);
    case 'items':
      return mergeItems(name, stored, value, ledger);
  }
}

function mergeWhole(key: string, stored: unknown, value: unknown, ledger: Ledger): unknown {
  if (!ledger.takes(key)) return stored;
  const isSame = sameJson(stored, value);
  ledger.tell(key, !isSame);
  return isSame ? stored : value;
}

/** Takes away what no later message told, and remembers it also of what was not there yet. */
function takeAway(name: string, stored: unknown, ledger: Ledger): unknown {
  const kept = [...partsOf(name, stored ?? undefined)].filter(([key, value]) => {
    if (value === undefined || !ledger.takes(key)) return value !== undefined;
    ledger.tell(key, true);
    return false;
  });
  if (ledger.takes(name)) ledger.tell(name, stored !== undefined);
  if (kept.length === 0) return undefined;
  switch (kindOf(name, stored)) {
    case 'whole':
      return stored;
    case 'parts':
      return Object.fromEntries(kept.map(([key, value]) => [key.slice(name.length + 1), value]));
    case 'items':
      return kept.flatMap(([, items]) => items);
  }
}

function mergeParts(
  name: string,
  stored: Element,
  value: Element,
  ledger: Ledger,
): Element | undefined {
  const parts: Record<string, unknown> = { ...stored };
  for (const [part, own] of Object.entries(value)) {
    const key = `${name}.${part}`;
    if (own !== null) put(parts, part, mergeWhole(key, stored[part], own, ledger));
    else if (ledger.takes(key)) {
      ledger.tell(key, stored[part] !== undefined);
      delete parts[part];
    }
  }
  return Object.keys(parts).length > 0 ? parts : undefined;
}

/**
 * New items take the place of the stored ones of the same key, so that a message which repeats what
 * is known changes nothing, not even the order; the others follow at the end. An identifier told
 * again without its type or period keeps them.
 */
function mergeItems(name: string, stored: unknown, value: unknown, ledger: Ledger): unknown {
  const known = itemsOf(name, stored);
  const merged = new Map(known);
  let isChanged = stored === undefined;
  for (const [key, items] of itemsOf(name, value)) {
    if (!ledger.takes(key)) continue;
    const before = known.get(key);
    const whole = name === 'identifier' ? [{ ...before?.[0], ...items.at(-1) }] : items;
    const isSame = sameJson(before, whole);
    ledger.tell(key, !isSame);
    if (isSame) continue;
    merged.set(key, whole);
    isChanged = true;
  }
  if (!isChanged) return stored;
  return merged.size > 0 ? [...merged.values()].flat() : undefined;
}

/** Of a choice only one form may stand: `deceasedDateTime` takes `deceasedBoolean` away. */
function mergeChoice(
  merged: Record<string, unknown>,
  name: string,
  value: unknown,
  resource: Element,
  ledger: Ledger,
): void {
  const key = choiceOf(name) ?? name;
  const forms = (element: Element): readonly string[] =>
    Object.keys(element).filter((other) => choiceOf(other) === key);
  const isSaidOtherwise = forms(resource).some((other) => resource[other] !== null);
  if ((value === null && isSaidOtherwise) || !ledger.takes(key)) return;
  const before = forms(merged);
  const isSame =
    value === null
      ? before.length === 0
      : before.length === 1 && before[0] === name && sameJson(merged[name], value);
  ledger.tell(key, !isSame);
  for (const other of before) if (other !== name || value === null) delete merged[other];
  if (value !== null && !isSame) merged[name] = value;
}

/** Uses what is assumed where nothing is stored and nothing was taken away. */
function fill(merged: Record<string, unknown>, name: string, value: unknown, ledger: Ledger): void {
  const stored = merged[name];
  const key = choiceOf(name) ?? name;
  const missing = [...partsOf(name, value)].filter(([part]) => ledger.isOpen(part));
  switch (kindOf(name, value)) {
    case 'whole':
      if (stored !== undefined || !ledger.isOpen(key)) return;
      if (Object.keys(merged).some((other) => choiceOf(other) === key)) return;
      break;
    case 'parts': {
      const own = objectOf(stored) ?? {};
      const parts = missing.map(([part, inner]) => [part.slice(name.length + 1), inner] as const);
      const added = parts.filter(([part]) => own[part] === undefined);
      if (added.length === 0) return;
      merged[name] = { ...own, ...Object.fromEntries(added) };
      for (const [part] of added) ledger.assume(`${name}.${part}`);
      return;
    }
    case 'items': {
      const groups = itemsOf(name, stored);
      const added = missing.filter(([part]) => !groups.has(part) && !hasRole(groups, name, part));
      if (added.length === 0) return;
      merged[name] = [...[...groups.values()].flat(), ...added.flatMap(([, items]) => items)];
      for (const [part] of added) ledger.assume(part);
      return;
    }
  }
  merged[name] = value;
  ledger.assume(key);
}

/** Whoever is known to act in a role is not joined by one who is assumed to. */
function hasRole(groups: ReadonlyMap<string, unknown>, name: string, key: string): boolean {
  if (name !== 'participant') return false;
  const role = key.slice(0, key.indexOf(':', name.length + 1) + 1);
  return [...groups.keys()].some((known) => known.startsWith(role));
}

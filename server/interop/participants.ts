import type { ValueSource } from '../../engine/store.ts';
import { instantOf } from './fhir/date-time.ts';
import { type Element, objectOf, objectsOf } from './fhir/element.ts';
import { assumedAt, type Ledger } from './ledger.ts';
import { rolesOf, sameJson, whoIs } from './value-parts.ts';

/** Roles of one act at one instant: whoever is told now is put in the place of whoever was told before. */
const momentary: ReadonlySet<string> = new Set(['ADM', 'DIS', 'REF', '']);

/**
 * An encounter's participants as of their dates (FHIR R4 Encounter.participant.period). Whoever is
 * told in a role at an instant acts in it from then on, and whoever acted before until then; told
 * again at the same instant it is a correction. After the discharge nobody takes over: what is told
 * then is how it was at the discharge. Roles that the message does not name stay.
 *
 * A message that comes late is put in its place, between the last telling of who acted before and the
 * first of who acted after. Where somebody is known to have acted all the while, it changes nothing.
 */
export function mergeParticipants(encounter: Element, told: unknown, ledger: Ledger): unknown {
  const actsAt = actingAt(encounter, ledger.telling.at);
  let participants = objectsOf(encounter.participant);
  for (const [role, items] of byRole(objectsOf(told)))
    participants = mergeRole(participants, { role, items, actsAt, ledger });
  return participants.length > 0 ? participants : undefined;
}

function byRole(told: readonly Element[]): ReadonlyMap<string, readonly Element[]> {
  const roles = new Map<string, Element[]>();
  for (const item of told) {
    const role = rolesOf(item)[0] ?? '';
    roles.set(role, [...(roles.get(role) ?? []), item]);
  }
  return roles;
}

/** The instant of the message, or that of the discharge where the stay was over by then. */
function actingAt({ status, period }: Element, at: number): number {
  const end = objectOf(period)?.end;
  const endedAt = typeof end === 'string' && end.includes('T') ? instantOf(end) : null;
  return status === 'finished' && endedAt !== null ? Math.min(endedAt, at) : at;
}

interface Role {
  readonly role: string;
  readonly items: readonly Element[];
  readonly actsAt: number;
  readonly ledger: Ledger;
}

/** Somebody in a role from (inclusive) to (exclusive). */
interface Acting {
  readonly who: string;
  readonly item: Element;
  readonly from: number;
  readonly to: number;
}

const ever = Number.NEGATIVE_INFINITY;
const open = Number.POSITIVE_INFINITY;

function mergeRole(participants: readonly Element[], told: Role): readonly Element[] {
  const mine = participants.filter((item) =>
    told.role === '' ? rolesOf(item).length === 0 : rolesOf(item).includes(told.role),
  );
  const merged = momentary.has(told.role) ? replaced(mine, told) : placed(mine, told);
  if (sameJson(mine, merged)) return participants;
  const at = mine[0] ? participants.indexOf(mine[0]) : participants.length;
  const isOther = (item: Element): boolean => !mine.includes(item);
  return [
    ...participants.slice(0, at).filter(isOther),
    ...merged,
    ...participants.slice(at).filter(isOther),
  ];
}

const keyOf = (role: string, who: string): string => `participant:${role}:${who}`;

function replaced(mine: readonly Element[], { role, items, ledger }: Role): readonly Element[] {
  if ((ledger.lastAt(keyOf(role, '')) ?? ever) > ledger.telling.at) return mine;
  const before = new Map(mine.map((item) => [whoIs(item), item]));
  const merged = items.map((item) => ({ ...before.get(whoIs(item)), ...item }));
  for (const item of merged) {
    const who = whoIs(item);
    ledger.tell(keyOf(role, who), !sameJson(before.get(who), item));
    before.delete(who);
  }
  for (const who of before.keys()) ledger.tell(keyOf(role, who), true);
  return merged;
}

/** Since when the first in a role is known to have acted: he has no `period.start`. */
const firstKey = (role: string): string => `participant.first:${role}`;

function placed(mine: readonly Element[], told: Role): readonly Element[] {
  const { role, items, ledger } = told;
  const { telling } = ledger;
  const isLate = (ledger.lastAt(keyOf(role, '')) ?? ever) > telling.at;
  const first = ledger.sourceOf(firstKey(role));
  const actsAt = isLate ? telling.at : told.actsAt;
  const names = new Set(items.map(whoIs));
  const acting = mine
    .filter((item) => names.has(whoIs(item)) || !isAssumed(whoIs(item), told))
    .map((item) => actingOf(item, first, actsAt));
  const until = isLate ? nextChange(acting, actsAt) : open;
  if (isLate && (until === open || isKnown(acting, actsAt, told))) return mine;
  const isFirst = acting.every(({ from }) => from >= actsAt);
  const kept = acting.flatMap((one) => (names.has(one.who) ? [one] : around(one, actsAt, until)));
  const joined = items.reduce<readonly Acting[]>(
    (all, item) =>
      joinedBy(all, { who: whoIs(item), item, from: isFirst ? ever : actsAt, to: until }),
    kept,
  );
  noteTellings(told, { isFirst, actsAt, acting });
  return [...joined].sort((a, b) => (a.from === b.from ? 0 : a.from - b.from)).map(itemOf);
}

/** Nobody said it: there is no time of his to be kept. */
function isAssumed(who: string, { role, ledger }: Role): boolean {
  return ledger.sourceOf(keyOf(role, who))?.at === assumedAt;
}

function actingOf(item: Element, first: ValueSource | undefined, actsAt: number): Acting {
  const period = objectOf(item.period);
  const start = instantOf(period?.start);
  const from = start ?? (first && first.at >= actsAt ? first.at : ever);
  return { who: whoIs(item), item, from, to: instantOf(period?.end) ?? open };
}

function nextChange(acting: readonly Acting[], at: number): number {
  return Math.min(open, ...acting.flatMap(({ from, to }) => [from, to]).filter((one) => one > at));
}

/** Whoever acted at that instant was told so before it and after it as well. */
function isKnown(acting: readonly Acting[], at: number, { role, items, ledger }: Role): boolean {
  const names = new Set(items.map(whoIs));
  return acting.some(
    ({ who, from, to }) =>
      from <= at &&
      at < to &&
      !names.has(who) &&
      (ledger.sourceOf(keyOf(role, who))?.at ?? ever) > at,
  );
}

/** What is left of somebody's time when others acted from `at` until `until`. */
function around(one: Acting, at: number, until: number): readonly Acting[] {
  const before = one.from < at ? [{ ...one, to: Math.min(one.to, at) }] : [];
  const after = one.to > until ? [{ ...one, from: Math.max(one.from, until) }] : [];
  return [...before, ...after];
}

/** Joins a time to those of the same person that it touches. */
function joinedBy(all: readonly Acting[], added: Acting): readonly Acting[] {
  const touches = (one: Acting): boolean =>
    one.who === added.who && one.from <= added.to && added.from <= one.to;
  const same = all.filter(touches);
  const [stored] = same;
  const joined = {
    ...added,
    item: stored ? { ...stored.item, individual: added.item.individual } : added.item,
    from: Math.min(added.from, ...same.map(({ from }) => from)),
    to: Math.max(added.to, ...same.map(({ to }) => to)),
  };
  const at = stored ? all.indexOf(stored) : all.length;
  const others = (part: readonly Acting[]): readonly Acting[] =>
    part.filter((one) => !touches(one));
  return [...others(all.slice(0, at)), joined, ...others(all.slice(at))];
}

interface Noted {
  readonly isFirst: boolean;
  readonly actsAt: number;
  readonly acting: readonly Acting[];
}

function noteTellings({ role, items, ledger }: Role, { isFirst, actsAt, acting }: Noted): void {
  const { telling } = ledger;
  for (const item of items) {
    const key = keyOf(role, whoIs(item));
    const isNew = !acting.some(
      ({ who, from, to }) => who === whoIs(item) && from <= actsAt && actsAt < to,
    );
    const before = ledger.sourceOf(key);
    if (!before || before.at <= telling.at) ledger.tell(key, isNew);
  }
  if (isFirst) {
    const first = ledger.sourceOf(firstKey(role));
    if (first?.at !== actsAt) ledger.note(firstKey(role), { ...telling, at: actsAt });
  }
}

function itemOf({ item, from, to }: Acting): Element {
  const { period, ...rest } = item;
  const stored = objectOf(period);
  const bounds = {
    ...boundOf('start', from, stored),
    ...boundOf('end', to, stored),
  };
  return Object.keys(bounds).length > 0 ? { ...rest, period: bounds } : rest;
}

/** As it was written, where it is the same instant. */
function boundOf(name: 'start' | 'end', at: number, stored: Element | undefined): Element {
  if (!Number.isFinite(at)) return {};
  const written = stored?.[name];
  return { [name]: instantOf(written) === at ? written : new Date(at).toISOString() };
}

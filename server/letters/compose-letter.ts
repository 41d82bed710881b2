import type { ResourceRow } from '../../engine/store.ts';
import type { Pause } from '../../engine/time/obligation.ts';
import { daysBetween, localDateOf } from '../../engine/time/zone.ts';
import { deficiencyClocks } from '../../engine/workflows/chart-completion/clocks.ts';
import type { Channel, LetterInput, LetterItem } from '../../engine/workflows/letter/events.ts';
import type { LetterWords } from '../../engine/workflows/letter/words.ts';
import { encounterSummary } from '../interop/summaries.ts';
import type { LetterKey } from './ids.ts';
import { type OpenDeficiency, reachedBy } from './open-deficiencies.ts';

export interface LetterParts {
  readonly key: LetterKey;
  readonly zone: string;
  /** The instant of the composing: what is reached by then is on it. */
  readonly at: number;
  /** All that is open of this practitioner there. */
  readonly deficiencies: readonly OpenDeficiency[];
  readonly encounters: readonly ResourceRow[];
  readonly absences: readonly Pause[];
  readonly wordsFor: (count: number) => LetterWords;
  readonly channel: Channel;
}

/** A letter from dates alone: what is on it is every open record whose level is reached, its own event come or not. */
export function composeLetter(parts: LetterParts): LetterInput {
  const { key, zone, wordsFor, channel } = parts;
  const due = dueAtLevel(parts);
  const items = due.map((one) => itemOf(one, parts)).toSorted(byDueDate);
  const words = wordsFor(items.length);
  const level = due.flatMap(({ levels }) => levels).find((one) => one.level === key.level);
  return {
    facility: key.facility,
    zone,
    practitionerId: key.practitionerId,
    level: key.level,
    levelName: level?.name ?? String(key.level),
    on: key.on,
    template: { id: key.template, version: words.version, row: words.row },
    subject: words.subject,
    paragraphs: [...words.paragraphs],
    channel,
    recipients: [...(level?.recipients ?? ['practitioner'])],
    items,
    oldestDueOn: items[0]?.dueOn ?? null,
    suspensionOn: suspensionDateOf(due),
    skipped: skippedBecause(parts, items.length),
  };
}

/** Away on that date: both dates of a leave count. */
export function isAway(absences: readonly Pause[], on: string): boolean {
  return absences.some(({ fromOn, toOn }) => fromOn <= on && on <= toOn);
}

function dueAtLevel({ key, at, deficiencies }: LetterParts): readonly OpenDeficiency[] {
  return deficiencies.filter((one) =>
    reachedBy(one, { on: key.on, at }).some(({ level }) => level >= key.level),
  );
}

function itemOf(one: OpenDeficiency, { key, zone, at, encounters }: LetterParts): LetterItem {
  const { finding, encounterId, patientId } = one.context;
  const { regulatory, accountability } = deficiencyClocks(one.context);
  const reached = reachedBy(one, { on: key.on, at });
  return {
    deficiencyId: one.id,
    encounterId,
    patientId,
    documentType: finding.documentType,
    kind: finding.kind,
    level: Math.max(...reached.map(({ level }) => level)),
    dischargedOn: dischargeDateOf(encounters, encounterId, zone),
    dueOn: regulatory.dueOn,
    accountableDueOn: accountability.dueOn,
    days: daysBetween(localDateOf(finding.clock.startedAt, zone), key.on),
  };
}

function dischargeDateOf(
  encounters: readonly ResourceRow[],
  encounterId: string,
  zone: string,
): string | null {
  const row = encounters.find(({ id }) => id === encounterId);
  const dischargedAt = row === undefined ? null : encounterSummary(row, zone).dischargedAt;
  return dischargedAt === null ? null : localDateOf(Date.parse(dischargedAt), zone);
}

function suspensionDateOf(due: readonly OpenDeficiency[]): string | null {
  const dates = due
    .flatMap(({ levels }) => levels)
    .filter(({ proposesSuspension }) => proposesSuspension)
    .map(({ reachedOn }) => reachedOn);
  return dates.toSorted()[0] ?? null;
}

function skippedBecause({ absences, key }: LetterParts, count: number): LetterInput['skipped'] {
  if (count === 0) return 'nothing-open';
  return isAway(absences, key.on) ? 'on-leave' : null;
}

function byDueDate(a: LetterItem, b: LetterItem): number {
  return a.dueOn.localeCompare(b.dueOn) || a.deficiencyId.localeCompare(b.deficiencyId);
}

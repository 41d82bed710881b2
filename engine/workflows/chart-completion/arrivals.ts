import type { ChartDocument, ChartFacts } from '../../model/chart-facts.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { addDays, localDateOf } from '../../time/zone.ts';
import { hitsOf } from './ask-table.ts';
import type { Requirement } from './requirements.ts';

const hourMs = 60 * 60 * 1000;

/** How a requirement stands: met by a document, lacking, or in doubt between several. */
export interface Standing {
  readonly requirement: Requirement;
  readonly document: ChartDocument | null;
  /** Documents that might meet it or another requirement of its kind. */
  readonly candidates: readonly ChartDocument[];
  /** One was dictated and is not typed yet. */
  readonly isDictated: boolean;
  /** There is one, from too long before. */
  readonly isOutdated: boolean;
}

/** A dictated or retracted document is not there yet, or no more (HL7 table 0271). */
export function isPresent({ docStatus, completionStatus }: ChartDocument): boolean {
  return docStatus !== 'entered-in-error' && completionStatus !== 'DI';
}

/** Which document meets which requirement. A document meets one of a kind; a doubt is left to a person. */
export function standingsOf(
  facts: ChartFacts,
  requirements: readonly Requirement[],
  { ruleSet, zone }: { readonly ruleSet: RuleSet; readonly zone: string },
): Standing[] {
  const age = ageTest(facts, ruleSet, zone);
  return groupsOf(requirements).flatMap((group) => {
    const ofType = facts.documents.filter(
      (one) => one.act !== 'addendum' && group.some(({ accepted }) => accepted.includes(one.type)),
    );
    const present = ofType.filter(isPresent);
    const fitting = present.filter((one) => age(one, group[0]) === 'fits');
    const dictated = ofType.filter(({ completionStatus }) => completionStatus === 'DI');
    // What must state something and was read by nobody may be what is missing: a person looks.
    const unread = fitting.filter((one) => isUnread(one, ruleSet));
    const read = fitting.filter((one) => !unread.includes(one));
    const { given, doubt } = assign(group, read.toSorted(byTime));
    return group.map(
      (requirement): Standing => ({
        requirement,
        document: given.get(requirement) ?? null,
        candidates: given.has(requirement) ? [] : [...doubt, ...unread],
        isDictated: dictated.some(
          (one) => group.length === 1 || isBy(one, requirement) || isAbout(one, requirement),
        ),
        isOutdated: fitting.length < present.length,
      }),
    );
  });
}

interface Assigned {
  readonly given: ReadonlyMap<Requirement, ChartDocument>;
  /** Too few to say whose they are. */
  readonly doubt: readonly ChartDocument[];
}

/**
 * Who says which operation, or is the only one who could have written it, is certain. What is left
 * over is certain too when there is enough of it, and in doubt when there is less.
 */
function assign(group: readonly Requirement[], documents: readonly ChartDocument[]): Assigned {
  const given = new Map<Requirement, ChartDocument>();
  const left = new Set(documents);
  const lacking = new Set(group);
  const give = (requirement: Requirement, document: ChartDocument): void => {
    given.set(requirement, document);
    left.delete(document);
    lacking.delete(requirement);
  };
  for (const fits of [isAbout, isBy]) {
    for (const document of documents) {
      if (!left.has(document)) continue;
      const [first, ...others] = [...lacking].filter((one) => fits(document, one));
      if (first !== undefined && others.length === 0) give(first, document);
    }
  }
  if (left.size < lacking.size) return { given, doubt: [...left] };
  for (const requirement of [...lacking]) {
    const [next] = [...left].filter((one) => requirement.accepted.includes(one.type));
    if (next !== undefined) give(requirement, next);
  }
  return { given, doubt: [] };
}

/** True of a document whose words a table asks about and nobody has: a scan, a structured document. */
function isUnread({ type, elements = null }: ChartDocument, ruleSet: RuleSet): boolean {
  return (
    elements === null && hitsOf(ruleSet, 'required-elements', { documentType: type }).length > 0
  );
}

/** Requirements that one document could meet: of one type, whatever the operation or the consultant. */
function groupsOf(requirements: readonly Requirement[]): readonly (readonly Requirement[])[] {
  const groups = new Map<string, Requirement[]>();
  for (const one of requirements) {
    const name = `${one.documentType}|${one.onlyIf ?? ''}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()];
}

function isBy(document: ChartDocument, { ownerId }: Requirement): boolean {
  return ownerId !== null && document.authorId === ownerId;
}

function isAbout({ procedureId = null }: ChartDocument, { procedure }: Requirement): boolean {
  return procedureId !== null && procedure?.id === procedureId;
}

type Age = 'fits' | 'outdated';

/** A document written too long before the admission or the operation does not count. */
function ageTest(
  facts: ChartFacts,
  ruleSet: RuleSet,
  zone: string,
): (document: ChartDocument, requirement: Requirement | undefined) => Age {
  return (document, requirement) => {
    const writtenAt = document.writtenAt ?? document.filedAt;
    const [hit] = hitsOf(ruleSet, 'document-windows', { documentType: document.type });
    if (hit === undefined || writtenAt === null) return 'fits';
    const anchor =
      hit.then.anchor === 'operation-start'
        ? (requirement?.procedure?.startedAt ?? null)
        : facts.admittedAt;
    if (anchor === null) return 'fits';
    const most = Number(hit.then.beforeAmount);
    const isTooOld =
      hit.then.beforeKind === 'hours'
        ? writtenAt < anchor - most * hourMs
        : localDateOf(writtenAt, zone) < addDays(localDateOf(anchor, zone), -most);
    return isTooOld ? 'outdated' : 'fits';
  };
}

/** The earliest first: the first operation has the first report. A late entry of no known time stands behind all. */
function byTime(a: ChartDocument, b: ChartDocument): number {
  return timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1);
}

function timeOf({ filedAt, act }: ChartDocument): number {
  return filedAt ?? (act === 'late-entry' ? Number.MAX_SAFE_INTEGER : 0);
}

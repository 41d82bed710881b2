import type { ChartDocument, ChartFacts, ChartProcedure } from '../../model/chart-facts.ts';
import type { Site } from '../../model/site.ts';
import type { Finding } from './events.ts';

/** What a lack is about, as far as its owner depends on it. */
export interface Matter {
  readonly procedure?: ChartProcedure | null;
  readonly document?: ChartDocument;
  readonly consultantId?: string | null;
}

/** Roles whose work the HIM department does itself, without a practitioner. */
const departmental = new Set(['transcription', 'him', 'cdi', 'quality']);

export function isDepartmental({ ownerRole }: Pick<Finding, 'ownerRole'>): boolean {
  return departmental.has(ownerRole);
}

/** Who must cure it: the one in the role at the time it was about. Null where the facts do not tell. */
export function ownerOf(
  facts: ChartFacts,
  site: Pick<Site, 'supervisorOf'>,
  role: string,
  { procedure, document, consultantId }: Matter,
): string | null {
  const attendingId = attendingAt(facts, momentOf(facts, procedure, document));
  switch (role) {
    case 'author':
    case 'ordering':
      return document?.authorId ?? attendingId;
    case 'surgeon':
      return procedure?.surgeonId ?? null;
    case 'anesthesiologist':
      return procedure?.anesthesiologistId ?? null;
    case 'admitting':
      return facts.admittingId ?? attendingAt(facts, facts.admittedAt) ?? facts.attendingId;
    case 'consultant':
      return consultantId ?? null;
    case 'supervisor':
      return supervisorOf(facts, site, document) ?? attendingId;
    default:
      return departmental.has(role) ? null : facts.attendingId;
  }
}

/** Who must countersign what the author may not sign alone; undefined where the author may. */
export function supervisorOf(
  { attendingId }: ChartFacts,
  { supervisorOf }: Pick<Site, 'supervisorOf'>,
  document: ChartDocument | undefined,
): string | null | undefined {
  const { authorId = null, filedAt = null } = document ?? {};
  if (authorId === null || filedAt === null) return undefined;
  const found = supervisorOf(authorId, filedAt);
  return found === undefined ? undefined : (found ?? attendingId);
}

/** The attending of that instant; the stay's own where nobody is on record for it. */
function attendingAt(facts: ChartFacts, at: number | null): string | null {
  if (at === null) return facts.attendingId;
  const acting = (facts.attendings ?? []).findLast(
    ({ from, to }) => (from ?? at) <= at && at < (to ?? Number.POSITIVE_INFINITY),
  );
  return acting?.practitionerId ?? facts.attendingId;
}

function momentOf(
  facts: ChartFacts,
  procedure: ChartProcedure | null | undefined,
  document: ChartDocument | undefined,
): number | null {
  return procedure?.startedAt ?? document?.filedAt ?? facts.dischargedAt;
}

import type { z } from 'zod';
import type { WorkflowEvent } from '../../workflow.ts';
import { type chartEvents, type Finding, Place } from './events.ts';
import type { ChartMember } from './members.ts';

type Raised = z.infer<(typeof chartEvents)['deficiency.raise']>;

/** What a person found, as a finding like any other: to be cured by the limit of its stay. */
export function raisedFinding(chart: ChartMember, event: WorkflowEvent): Finding {
  const raised = event as unknown as Raised & { readonly at: number };
  const { raised: before, facts } = chart.view.context;
  // The machine takes the event only where a rule gives the chart a limit.
  const { days, rule, levels } = facts.limit as NonNullable<typeof facts.limit>;
  const { practitionerId = null, refersTo } = raised;
  const place = Place.parse({ page: raised.page, quote: raised.quote });
  return {
    key: `raised.${before + 1}`,
    kind: raised.kind,
    documentType: raised.documentType,
    documentId: raised.documentId ?? null,
    contentKey: null,
    procedureId: null,
    ownerRole: ownerRoleOf(raised.kind, refersTo),
    ownerId: isForPractitioner(raised.kind) ? practitionerId : null,
    clock: {
      kind: 'days',
      amount: days,
      startedAt: facts.dischargedAt ?? raised.at,
      citation: rule.citation ?? 'policy',
    },
    rule,
    note: raised.note,
    levels,
    // The law's days run from the discharge, the owner's from when they were told.
    ...(practitionerId === null ? {} : { ownedFromAt: raised.at }),
    ...(Object.values(place).some((one) => one !== undefined) ? { place } : {}),
  };
}

/** A misfile is the department's to mend, and content is not a matter of signatures. */
function isForPractitioner(kind: Raised['kind']): boolean {
  return kind !== 'misfile' && kind !== 'qualitative';
}

function ownerRoleOf(kind: Raised['kind'], refersTo: Raised['refersTo']): string {
  if (kind === 'misfile') return 'him';
  return kind === 'qualitative' ? (refersTo ?? 'quality') : 'named';
}

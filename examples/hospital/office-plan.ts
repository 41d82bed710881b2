import type { HospitalEvent, HospitalOptions, OfficeAct } from '../../server/demo/hospital-feed.ts';
import { dayMs, local, workingTime } from './calendar.ts';
import { chanceOf, range } from './random.ts';
import type { Staff } from './staff.ts';

export const days = 90;
/** The newest days come first. */
export const newest = 14;
/** Charts of stays before the 90 days are worked on from then on. */
const oldest = 150;

/**
 * What the department does each working day while a cohort is told: letters, suspensions, indexing. Each cohort has
 * its own letters, so each has its office days; the last days' letters still lie there.
 */
export function officeDays(
  n: number,
  cohorts: number,
  { anchor }: HospitalOptions,
): HospitalEvent[] {
  const from = n === 0 ? newest : n === cohorts - 1 ? oldest : days;
  const until = n === 0 ? 0 : 3;
  return range(until, from).flatMap((ago): HospitalEvent[] => {
    const at = workingTime(anchor - ago * dayMs);
    if (local(anchor - ago * dayMs).isWeekend || at > anchor) return [];
    const act = (by: string, what: DailyAct, minutes: number): HospitalEvent => ({
      at: at + minutes * 60_000,
      id: `office/${n}/${ago}/${what}`,
      kind: 'office',
      by,
      act: { do: what },
    });
    return [
      act('him-supervisor', 'print-letters', 60),
      ...(ago % 3 === 0 ? [act('medical-staff', 'decide-suspensions', 90)] : []),
      act(ago % 2 === 0 ? 'him-analyst-2' : 'him-analyst-4', 'index-documents', 30),
    ].filter((event) => event.at <= anchor);
  });
}

/** Who has what in hand as the demonstration begins. */
const inHand = [
  ['him-analyst-1', 'chart-analysis', 3],
  ['him-analyst-2', 'document-indexing', 2],
  ['him-analyst-3', 'chart-analysis', 2],
  ['him-analyst-4', 'deficiency-triage', 2],
  ['him-supervisor', 'delinquency', 2],
  ['quality-1', 'content-findings', 1],
] as const;

/** With the newest days, and once more when all are there: what is in hand, and what the intake refused. */
export function atThisMoment(
  n: number,
  cohorts: number,
  { anchor }: HospitalOptions,
): HospitalEvent[] {
  if (n !== 0 && n !== cohorts - 1) return [];
  const doing = (by: string, act: OfficeAct): HospitalEvent => ({
    at: anchor,
    id: `moment/${n}/${by}/${act.do}`,
    kind: 'office',
    by,
    act,
  });
  return [
    ...inHand.map(([by, queue, count]) => doing(by, { do: 'claim', queue, count })),
    doing('him-supervisor', { do: 'mend-intake' }),
  ];
}

/** Nothing comes from the echocardiography system any more from then on. */
export const echoSilentMs = 31 * 3_600_000;

/** One feed fell silent and spoke again, another one is silent now. */
export function feeds({ anchor }: HospitalOptions): HospitalEvent[] {
  const hourMs = 3_600_000;
  const outage = workingTime(anchor - 11 * dayMs);
  const told = (
    at: number,
    sender: string,
    more: Pick<Extract<OfficeAct, { do: 'feed' }>, 'told' | 'note'>,
  ): HospitalEvent => ({
    at,
    id: `feed/${sender}/${more.told}`,
    kind: 'office',
    by: 'him-analyst-1',
    act: { do: 'feed', sender, ...more },
  });
  const note = 'The laboratory changes its interface engine this morning; expected back at noon.';
  return [
    told(outage, 'LAB|MERCY', { told: 'silent' }),
    told(outage + hourMs / 2, 'LAB|MERCY', { told: 'acknowledged', note }),
    told(outage + 4 * hourMs, 'LAB|MERCY', { told: 'spoke' }),
    told(anchor - 6 * hourMs, 'ECHO|MERCY', { told: 'silent' }),
  ];
}

type DailyAct = Extract<
  OfficeAct['do'],
  'print-letters' | 'decide-suspensions' | 'index-documents'
>;

/** Leave of one physician in six, some of it still to come; three drafts of rules. */
export function leaveAndRules(
  { seed, anchor }: HospitalOptions,
  staff: Staff,
): readonly HospitalEvent[] {
  const chosen = staff.physicians.filter(({ isResident }, n) => !isResident && n % 6 === 2);
  const leave = chosen.map(({ id: practitionerId }, n): HospitalEvent => {
    const chance = chanceOf(`${seed}/leave/${practitionerId}`);
    const start = anchor + chance.int(-80, 24) * dayMs;
    const isToCome = start > anchor - 2 * dayMs;
    return {
      at: Math.min(start - 20 * dayMs, anchor - (n + 2) * 3_600_000),
      id: `leave/${practitionerId}`,
      kind: 'office',
      by: 'medical-staff',
      act: {
        do: 'leave',
        id: '1',
        practitionerId,
        fromOn: local(start).date,
        toOn: local(start + chance.int(4, 16) * dayMs).date,
        reason: chance.pick(['Vacation', 'Vacation', 'Conference', 'Family leave', 'Sabbatical']),
        outcome:
          isToCome && chance.isTrue(0.6) ? 'wait' : chance.isTrue(0.06) ? 'decline' : 'approve',
      },
    };
  });
  const rules = (
    [
      ['withdraw', 'chart-completion', 40],
      ['propose', 'chart-completion', 6],
      ['draft', 'letters', 4],
    ] as const
  ).map(
    ([outcome, ruleSetId, ago]): HospitalEvent => ({
      at: workingTime(anchor - ago * dayMs),
      id: `rule/${outcome}`,
      kind: 'office',
      by: 'him-manager',
      act: { do: 'draft-rule', ruleSetId, outcome },
    }),
  );
  return [...leave, ...rules].toSorted((a, b) => a.at - b.at);
}

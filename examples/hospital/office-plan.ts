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
      act('him-analyst-2', 'index-documents', 30),
    ].filter((event) => event.at <= anchor);
  });
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
  const rules = (['propose', 'draft'] as const).map(
    (outcome, n): HospitalEvent => ({
      at: workingTime(anchor - (6 - n * 2) * dayMs),
      id: `rule/${outcome}`,
      kind: 'office',
      by: n === 0 ? 'him-manager' : 'him-supervisor',
      act: { do: 'draft-rule', outcome },
    }),
  );
  return [...leave, ...rules].toSorted((a, b) => a.at - b.at);
}

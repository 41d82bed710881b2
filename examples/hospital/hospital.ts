import type {
  CreateHospital,
  GeneratedHospital,
  HospitalEvent,
  HospitalOptions,
} from '../../server/demo/hospital-feed.ts';
import { dayMs, local, workingTime, zone } from './calendar.ts';
import types from './document-types.json' with { type: 'json' };
import { hospitalName } from './documents/pages.ts';
import { letterWithoutNumber, mishapEvery, mishaps } from './mishaps.ts';
import { createNameSource } from './people.ts';
import { chanceOf } from './random.ts';
import { createStaff, everyone, staffBundle, staffTables } from './staff.ts';
import { createStay, mrnOf, type Stay, type StayMaking } from './stay.ts';
import { stayEvents } from './stay-events.ts';
import { visitEvents } from './visits.ts';

const facility = 'mercy';
const days = 90;
/** The newest days come first. */
const newest = 14;
/** At most so many stays are planned at once, however large the hospital. */
const perCohort = 1200;
/** Patients in house, as a share of the discharges of 90 days. */
const shareInHouse = 1 / 22;

/** A hospital from its seed: the same seed, number and now give the same messages, byte for byte. */
export const createHospital: CreateHospital = (options) => {
  const { seed, discharges, anchor } = options;
  const staff = createStaff(seed);
  const making: StayMaking = { seed, anchor, staff, names: createNameSource(seed) };
  const inHouse = Math.round(discharges * shareInHouse);
  const parts = cohortsOf(discharges);
  const since = local(anchor - 400 * dayMs).date;
  const hospital: GeneratedHospital = {
    facility: { facility, name: hospitalName, zone, goLiveOn: since, settleLagHours: 24 },
    people: everyone(staff),
    staffBundle: () => staffBundle(staff, { facility, name: hospitalName }),
    tables: {
      ...staffTables(staff, { facility, from: since }),
      senders: [{ sender: 'MERCY', facility }],
      feeds: [{ sender: 'DICTATION|MERCY', silentAfterMinutes: 240, facility }],
      'document-types': localTypes(),
      'monthly-discharges': monthlyDischarges(options),
    },
    total: discharges + inHouse,
    cohorts: parts.length,
    cohort: (n) => {
      const [first, last] = parts[n] ?? [0, 0];
      const stays = range(first, last).map((index) =>
        createStay(index, wantedAt(index, options), making),
      );
      const [from, to] = [n * perCohort, Math.min(inHouse, (n + 1) * perCohort)];
      stays.push(...range(from, to).map((index) => inHouseStay(index, making, discharges)));
      return merged(
        stays.flatMap((stay, index) => eventsOf(stay, first + index, options)),
        officeDays(n, parts, options),
      );
    },
    before: leaveAndRules(options, making),
  };
  return hospital;
};

/** The numbers of the stays of each cohort, from (inclusive) to (exclusive): 0 is the newest. */
function cohortsOf(discharges: number): readonly (readonly [number, number])[] {
  const recent = Math.min(perCohort, Math.round((discharges * newest) / days));
  const cohorts: (readonly [number, number])[] = discharges === 0 ? [] : [[0, recent]];
  for (let first = recent; first < discharges; first += perCohort)
    cohorts.push([first, Math.min(discharges, first + perCohort)]);
  return cohorts;
}

/** When the stay of a number is discharged: evenly over the days, fewer on weekends. */
function wantedAt(index: number, { seed, discharges, anchor }: HospitalOptions): number {
  const chance = chanceOf(`${seed}/day/${index}`);
  const at = Math.round(anchor - ((index + chance.next()) / discharges) * days * dayMs);
  return local(at).isWeekend && chance.isTrue(0.35)
    ? Math.max(at - 2 * dayMs, anchor - days * dayMs)
    : at;
}

function inHouseStay(index: number, making: StayMaking, discharges: number): Stay {
  const chance = chanceOf(`${making.seed}/in-house/${index}`);
  return createStay(discharges + index, making.anchor + chance.int(6, 100) * 3_600_000, making);
}

function eventsOf(stay: Stay, index: number, options: HospitalOptions): HospitalEvent[] {
  const { seed, anchor } = options;
  const wrong =
    index % mishapEvery === 7
      ? mishaps(stay, Math.floor(index / mishapEvery), { seed, anchor, neighbor: mrnOf(index + 1) })
      : [];
  const outside = index % 130 === 11 ? [letterWithoutNumber(stay)] : [];
  return [...stayEvents(stay, options), ...visitEvents(stay, options), ...wrong, ...outside].filter(
    ({ at }) => at <= anchor,
  );
}

function merged(
  events: readonly HospitalEvent[],
  more: readonly HospitalEvent[],
): readonly HospitalEvent[] {
  return [...events, ...more].toSorted((a, b) => a.at - b.at);
}

/** Each working day of a cohort's own days: letters, suspensions, indexing. The last days' letters still lie there. */
function officeDays(
  n: number,
  parts: readonly (readonly [number, number])[],
  { anchor }: HospitalOptions,
): HospitalEvent[] {
  const from = n === 0 ? newest : days;
  const until = n === 0 ? 0 : 3;
  // Older cohorts meet all their letters in one pass of the days; only the last one keeps the office open.
  if (n !== 0 && n !== parts.length - 1) return [];
  return range(until, from).flatMap((ago): HospitalEvent[] => {
    const at = workingTime(anchor - ago * dayMs);
    if (local(anchor - ago * dayMs).isWeekend || at > anchor) return [];
    const id = `office/${n}/${ago}`;
    const act = (
      by: string,
      what: 'print-letters' | 'decide-suspensions' | 'index-documents',
      minutes: number,
    ): HospitalEvent => ({
      at: at + minutes * 60_000,
      id: `${id}/${what}`,
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

/** Leave of one physician in six, some of it still to come; three drafts of rules. */
function leaveAndRules(
  { seed, anchor }: HospitalOptions,
  { staff }: StayMaking,
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

/** What the registration office counted in each month of the year before, the seasons in it. */
function monthlyDischarges({ seed, discharges, anchor }: HospitalOptions) {
  const perMonth = (discharges / days) * 30.4;
  const now = local(anchor).date;
  return range(1, 13).map((back) => {
    const month = new Date(
      Date.UTC(Number(now.slice(0, 4)), Number(now.slice(5, 7)) - 1 - back, 1),
    );
    const season = 1 + 0.07 * Math.cos((2 * Math.PI * month.getUTCMonth()) / 12);
    const chance = chanceOf(`${seed}/month/${month.toISOString()}`);
    return {
      facility,
      month: month.toISOString().slice(0, 7),
      discharges: Math.round(perMonth * season * (0.97 + chance.next() * 0.06)),
    };
  });
}

/** The hospital's own codes for documents; some it forgot to enter. */
function localTypes() {
  return Object.entries(types)
    .filter(([, [, , system]]) => system === 'MVMC')
    .map(([type, [code = '']]) => ({
      facility: '*',
      system: 'urn:id:MVMC',
      code,
      type: type as 'final-note',
    }));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
}

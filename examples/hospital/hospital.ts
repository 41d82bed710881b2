import type {
  CreateHospital,
  GeneratedHospital,
  HospitalEvent,
  HospitalOptions,
} from '../../server/demo/hospital-feed.ts';
import { byDay, type Source } from './by-day.ts';
import { dayMs, local, zone } from './calendar.ts';
import types from './document-types.json' with { type: 'json' };
import { hospitalName } from './documents/pages.ts';
import { letterWithoutNumber, mishapEvery, mishaps } from './mishaps.ts';
import { atThisMoment, days, feeds, leaveAndRules, newest, officeDays } from './office-plan.ts';
import { createNameSource } from './people.ts';
import { planDocuments } from './plan-documents.ts';
import { chanceOf, range } from './random.ts';
import { correspondenceTypes, requestEvents } from './requests.ts';
import { createStaff, everyone, staffBundle, staffTables } from './staff.ts';
import { createStay, mrnOf, type Stay, type StayMaking } from './stay.ts';
import { stayEvents } from './stay-events.ts';
import { views } from './views.ts';
import { visitEvents } from './visits.ts';

const facility = 'mercy';
/** At most so many stays are planned at once, however large the hospital. */
const perCohort = 1200;
/** Patients in house, as a share of the discharges of 90 days. */
const shareInHouse = 1 / 22;
/** Charts of the months before that are still incomplete when the 90 days begin: no department starts with empty lists. */
const shareCarried = 1 / 30;

/** A hospital from its seed: the same seed, number and now give the same messages, byte for byte. */
export const createHospital: CreateHospital = (options) => {
  const { seed, discharges, anchor } = options;
  const staff = createStaff(seed);
  const making: StayMaking = { seed, anchor, staff, names: createNameSource(seed) };
  const inHouse = Math.round(discharges * shareInHouse);
  const carried = Math.min(perCohort / 4, Math.round(discharges * shareCarried));
  const parts = cohortsOf(discharges);
  const since = local(anchor - 400 * dayMs).date;
  const hospital: GeneratedHospital = {
    facility: { facility, name: hospitalName, zone, goLiveOn: since, settleLagHours: 24 },
    people: everyone(staff),
    staffBundle: () => staffBundle(staff, { facility, name: hospitalName }),
    tables: {
      ...staffTables(staff, { facility, from: since }),
      senders: [{ sender: 'MERCY', facility }],
      feeds: [
        { sender: 'DICTATION|MERCY', silentAfterMinutes: 240, facility },
        { sender: 'ECHO|MERCY', silentAfterMinutes: 1440, facility },
      ],
      'document-types': [...localTypes(), ...correspondenceTypes],
      'monthly-discharges': monthlyDischarges(options),
    },
    views,
    total: discharges + inHouse + carried,
    cohorts: parts.length,
    cohort: (n) => {
      const [first, last] = parts[n] ?? [0, 0];
      const [from, to] = [n * perCohort, Math.min(inHouse, (n + 1) * perCohort)];
      const stays = [
        ...range(first, last).map(
          (index) => () => createStay(index, wantedAt(index, options), making),
        ),
        ...range(from, to).map((index) => () => inHouseStay(index, making, discharges)),
        ...(n === parts.length - 1 ? carriedOver(carried, discharges + inHouse, making) : []),
      ];
      return byDay([
        ...stays.flatMap((make, index) => sourceOf(make, first + index, options)),
        ...[
          ...officeDays(n, parts.length, options),
          ...(n === 0 ? feeds(options) : []),
          ...atThisMoment(n, parts.length, options),
        ].map((event) => ({
          firstAt: event.at,
          events: () => [event],
        })),
      ]);
    },
    before: leaveAndRules(options, staff),
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

/** Stays that ended in the two months before the 90 days and lack something for weeks. */
function carriedOver(count: number, from: number, making: StayMaking): (() => Stay)[] {
  const stays: (() => Stay)[] = [];
  for (let index = from; stays.length < count; index += 1) {
    const ago = days + 1 + chanceOf(`${making.seed}/carried/${index}`).next() * 60;
    const make = (): Stay => createStay(index, Math.round(making.anchor - ago * dayMs), making);
    const stay = make();
    const isLate = planDocuments(stay, making.seed).some(
      ({ at, signedAt }) => Math.max(at, signedAt) > stay.dischargedAt + 12 * dayMs,
    );
    if (isLate) stays.push(make);
  }
  return stays;
}

/** A stay is made to see when it begins, and made again when that day comes. */
function sourceOf(make: () => Stay, index: number, options: HospitalOptions): Source[] {
  const events = (): HospitalEvent[] => eventsOf(make(), index, options);
  const instants = events().map(({ at }) => at);
  return instants.length === 0 ? [] : [{ firstAt: Math.min(...instants), events }];
}

function eventsOf(stay: Stay, index: number, options: HospitalOptions): HospitalEvent[] {
  const { seed, anchor } = options;
  const wrong =
    index % mishapEvery === 7
      ? mishaps(stay, Math.floor(index / mishapEvery), { seed, anchor, neighbor: mrnOf(index + 1) })
      : [];
  const outside = index % 130 === 11 ? [letterWithoutNumber(stay)] : [];
  return [
    ...stayEvents(stay, options),
    ...visitEvents(stay, options),
    ...requestEvents(stay, options),
    ...wrong,
    ...outside,
  ].filter(({ at }) => at <= anchor);
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

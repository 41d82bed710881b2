import { atMinute, dayMs, local } from './calendar.ts';
import { createPatient, type Patient } from './patient.ts';
import type { NameSource } from './people.ts';
import { type Chance, chanceOf } from './random.ts';
import services from './services.json' with { type: 'json' };
import type { Physician, Staff } from './staff.ts';
import { type OperationStory, type Story, stories } from './story.ts';
import { capital, type Facts } from './wording.ts';

const hourMs = 3_600_000;

/** One stay with all that is true of it; its documents say the same thing in many ways. */
export interface Stay {
  readonly visit: string;
  readonly story: Story;
  readonly patient: Patient;
  readonly facts: Facts;
  readonly service: (typeof services)[number];
  readonly room: string;
  readonly admittedAt: number;
  /** When it ends, if that is later than now too. */
  readonly dischargedAt: number;
  readonly isInHouse: boolean;
  /** UB-04 patient status. */
  readonly disposition: string;
  readonly attending: Physician;
  /** Registration forgot to name the attending. */
  readonly lacksAttending: boolean;
  /** Who admits and writes the daily notes: a resident or the attending. */
  readonly writer: Physician;
  readonly emergencyPhysician: Physician;
  readonly consultant: Physician | null;
  readonly operation: Operation | null;
}

export interface Operation {
  readonly story: OperationStory;
  readonly surgeon: Physician;
  readonly assistant: string;
  readonly anesthesiologist: Physician | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface StayMaking {
  readonly seed: string;
  readonly anchor: number;
  readonly staff: Staff;
  readonly names: NameSource;
}

/** The stay of a number, discharged around `dischargedAt`, epoch milliseconds; after the anchor it is in house. */
export function createStay(
  n: number,
  wanted: number,
  { seed, anchor, staff, names }: StayMaking,
): Stay {
  const chance = chanceOf(`${seed}/stay/${n}`);
  const story = chance.weighted(stories, ({ weight }) => weight);
  const los = chance.int(story.los[0] * 60, story.los[1] * 60) * 60_000;
  // Most go home between ten and six; on the newest day nobody goes later than now.
  const daytime = atMinute(wanted, chance.int(10 * 60, 18 * 60));
  const isInHouse = wanted > anchor;
  const dischargedAt = !isInHouse && daytime > anchor ? wanted : daytime;
  const admittedAt = isInHouse
    ? Math.min(dischargedAt - los, anchor - chance.int(4, 40) * hourMs) -
      (chance.isTrue(0.1) ? 34 * dayMs : 0)
    : dischargedAt - los;
  const patient = createPatient(mrnOf(n), story, { at: admittedAt, names, chance });
  const service = services.find(({ code }) => code === story.service) as (typeof services)[number];
  const attending = chance.pick(staff.attendingsOf(story.service));
  const residents = staff.residentsOf(story.service);
  const consult = story.consult !== undefined && chance.isTrue(0.75) ? story.consult : null;
  const operating =
    story.operation === undefined
      ? null
      : story.operation.by === story.service
        ? attending
        : chance.pick(staff.attendingsOf(story.operation.by));
  const base = {
    visit: `V${7_200_000 + n}`,
    story,
    patient,
    service,
    room: `${chance.int(2, 38)}`,
    admittedAt,
    dischargedAt,
    isInHouse,
    disposition: dispositionFor(story, patient, chance),
    attending,
    lacksAttending: chance.isTrue(0.007),
    writer: residents.length > 0 && chance.isTrue(0.3) ? chance.pick(residents) : attending,
    emergencyPhysician: chance.pick(staff.attendingsOf('EMG')),
    consultant:
      consult === null ? null : colleague(staff.attendingsOf(consult.service), attending, chance),
    operation: operationOf(story, { surgeon: operating, admittedAt, dischargedAt, staff, chance }),
  };
  return { ...base, facts: factsOf(base, chance) };
}

/** Of the number of a stay: each patient has one of their own. */
export function mrnOf(n: number): string {
  return String(4_100_000 + ((n * 7919) % 899_981));
}

function colleague(from: readonly Physician[], not: Physician, chance: Chance): Physician | null {
  const others = from.filter(({ id }) => id !== not.id);
  return others.length === 0 ? null : chance.pick(others);
}

function operationOf(
  { operation }: Story,
  {
    surgeon,
    admittedAt,
    dischargedAt,
    staff,
    chance,
  }: {
    surgeon: Physician | null;
    admittedAt: number;
    dischargedAt: number;
    staff: Staff;
    chance: Chance;
  },
): Operation | null {
  if (operation === undefined || surgeon === null) return null;
  const [from, to] = operation.hours;
  const latest = (dischargedAt - admittedAt) / hourMs - 10;
  const hours = Math.max(1, Math.min(chance.int(from * 4, to * 4) / 4, latest));
  const startedAt = admittedAt + Math.round(hours * 60) * 60_000;
  const minutes = operation.minutes + chance.int(-8, 25);
  const assistants = staff.residentsOf(surgeon.service);
  const isSedation = /sedation|local/.test(operation.anesthesia);
  return {
    story: operation,
    surgeon,
    assistant:
      assistants.length > 0 && chance.isTrue(0.6) ? doctor(chance.pick(assistants)) : 'None',
    anesthesiologist: isSedation ? null : chance.pick(staff.attendingsOf('ANE')),
    startedAt,
    endedAt: startedAt + minutes * 60_000,
  };
}

/** 01 home, 03 skilled nursing, 06 home health, 07 against advice, 20 died. */
function dispositionFor({ service, id }: Story, { ageYears }: Patient, chance: Chance): string {
  if (['NBN', 'PED', 'OBS'].includes(service)) return '01';
  if (id === 'stroke' || id === 'hip-fracture') return chance.pick(['62', '62', '03', '06']);
  if (chance.isTrue(0.012)) return '07';
  if (ageYears > 70 && chance.isTrue(0.025)) return '20';
  if (ageYears > 74) return chance.pick(['01', '01', '06', '03']);
  return chance.isTrue(0.1) ? '06' : '01';
}

export const dispositions: Readonly<Record<string, string>> = {
  '01': 'Home',
  '03': 'Skilled nursing facility',
  '06': 'Home with home health services',
  '07': 'Left against medical advice',
  '20': 'Expired',
  '62': 'Inpatient rehabilitation facility',
};

export function doctor({ given, family }: Pick<Physician, 'given' | 'family'>): string {
  return `${given} ${family}, MD`;
}

/** Each fact once for the whole stay, paired ones by the same place in their lists. */
function factsOf({ story, patient, ...stay }: Omit<Stay, 'facts'>, chance: Chance): Facts {
  const { facts = {}, paired = [] } = story;
  const place = chance.int(0, 99);
  const chosen = Object.fromEntries(
    Object.entries(facts).map(([name, values]) => [
      name,
      paired.includes(name) ? (values[place % values.length] ?? '') : chance.pick(values),
    ]),
  );
  const side = chosen.side;
  return {
    ...patient.facts,
    ...chosen,
    ...(side === undefined
      ? {}
      : { Side: capital(side), other: side === 'right' ? 'left' : 'right' }),
    stayDays: String(Math.max(1, Math.round((stay.dischargedAt - stay.admittedAt) / dayMs))),
    visit: stay.visit,
    year: local(stay.admittedAt).date.slice(0, 4),
  };
}

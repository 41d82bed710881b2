import { local } from './calendar.ts';
import comorbidities from './comorbidities.json' with { type: 'json' };
import type { NameSource } from './people.ts';
import type { Chance } from './random.ts';
import type { Story } from './story.ts';
import type { Facts } from './wording.ts';

export interface Patient {
  readonly mrn: string;
  readonly family: string;
  readonly given: string;
  readonly sex: 'female' | 'male';
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly ageYears: number;
  readonly street: string;
  readonly city: string;
  readonly zip: string;
  readonly phone: string;
  readonly payer: Payer;
  readonly policy: string;
  readonly allergy: string;
  readonly illnesses: readonly Illness[];
  /** How a sentence speaks of them: age, pronouns. */
  readonly facts: Facts;
}

export interface Payer {
  readonly plan: string;
  readonly name: string;
}

export interface Illness {
  readonly words: string;
  readonly medicine: string | null;
  readonly icd: readonly string[];
}

export function createPatient(
  mrn: string,
  story: Story,
  {
    at,
    names,
    chance,
  }: { readonly at: number; readonly names: NameSource; readonly chance: Chance },
): Patient {
  const sex = story.sex === 'any' ? chance.pick(['female', 'male'] as const) : story.sex;
  const unit = story.ageUnit ?? 'years';
  const count = chance.int(story.age[0], story.age[1]);
  const born = bornBefore(at, unit, count, chance);
  const ageYears = unit === 'years' ? count : 0;
  return {
    mrn,
    sex,
    ...names.patient(`patient/${mrn}`, sex),
    birthDate: born,
    ageYears,
    payer: payerFor(ageYears, chance),
    policy: `${chance.pick(['XK', 'MV', 'QD', 'HB'])}${chance.int(10_000_000, 99_999_999)}`,
    allergy: ageYears < 1 ? 'No known drug allergies.' : chance.pick(allergies),
    illnesses: story.young || ageYears < 8 ? [] : illnessesOf(story, { ageYears, sex, chance }),
    facts: spoken(sex, unit, count),
  };
}

function bornBefore(at: number, unit: string, count: number, chance: Chance): string {
  const days =
    unit === 'days' ? count : unit === 'months' ? Math.round(count * 30.44) + chance.int(1, 20) : 0;
  if (unit !== 'years') return local(at - days * 86_400_000).date;
  // Had this year's birthday, by some days up to nearly a year.
  const [year, month, day] = local(at - chance.int(2, 358) * 86_400_000).date.split('-');
  const leapSafe = month === '02' && day === '29' ? '28' : day;
  return `${Number(year) - count}-${month}-${leapSafe}`;
}

function spoken(sex: 'female' | 'male', unit: string, count: number): Facts {
  const isFemale = sex === 'female';
  const isChild = unit !== 'years' || count < 13;
  const noun = isFemale ? (isChild ? 'girl' : 'woman') : isChild ? 'boy' : 'man';
  return {
    age: String(count),
    person: unit === 'days' ? `newborn ${noun}` : `${count}-${unit.slice(0, -1)}-old ${noun}`,
    he: isFemale ? 'she' : 'he',
    He: isFemale ? 'She' : 'He',
    his: isFemale ? 'her' : 'his',
    His: isFemale ? 'Her' : 'His',
    him: isFemale ? 'her' : 'him',
    himself: isFemale ? 'herself' : 'himself',
  };
}

function payerFor(years: number, chance: Chance): Payer {
  if (years >= 65) return chance.weighted(elder, ({ weight }) => weight);
  return chance.weighted(years < 19 ? young : working, ({ weight }) => weight);
}

const elder = [
  { plan: 'MEDICARE-A', name: 'Medicare Part A', weight: 6 },
  { plan: 'MA-PPO', name: 'Valley Health Medicare Advantage', weight: 4 },
];
const working = [
  { plan: 'COMM-PPO', name: 'Hudson Mutual PPO', weight: 5 },
  { plan: 'COMM-HMO', name: 'Alder Health Plan HMO', weight: 3 },
  { plan: 'MEDICAID', name: 'State Medicaid', weight: 3 },
  { plan: 'SELF', name: 'Self-pay', weight: 1 },
];
const young = [
  { plan: 'COMM-PPO', name: 'Hudson Mutual PPO', weight: 5 },
  { plan: 'MEDICAID', name: 'State Medicaid', weight: 5 },
];

const allergies = [
  'No known drug allergies.',
  'No known drug allergies.',
  'No known drug allergies.',
  'Penicillin (rash in childhood; has taken cephalosporins since without a reaction).',
  'Sulfonamides (hives).',
  'Codeine (nausea; an intolerance).',
  'Shellfish (hives); no drug allergy known.',
  'Latex (contact dermatitis).',
];

function illnessesOf(
  { service, without = [] }: Story,
  {
    ageYears,
    sex,
    chance,
  }: { readonly ageYears: number; readonly sex: string; readonly chance: Chance },
): readonly Illness[] {
  return comorbidities.filter(
    (one) =>
      ageYears >= one.from &&
      (one.sex === undefined || one.sex === sex) &&
      !(one.not ?? []).includes(service) &&
      !without.includes(one.icd[0] ?? '') &&
      chance.isTrue(one.share),
  );
}

/** Where no heading says that it is about allergies. */
export function allergyInText({ allergy }: Pick<Patient, 'allergy'>): string {
  return allergy.startsWith('No ')
    ? allergy
    : `Allergies: ${allergy.charAt(0).toLowerCase()}${allergy.slice(1)}`;
}

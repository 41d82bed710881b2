import { written, writtenTime } from '../calendar.ts';
import type { Chance } from '../random.ts';
import type { Physician } from '../staff.ts';
import { doctor, type Stay } from '../stay.ts';
import { say } from '../wording.ts';

export const hospitalName = 'Mercy Valley Medical Center';

/** What one document is made from. */
export interface Writing {
  readonly stay: Stay;
  readonly chance: Chance;
  /** When it is filed. */
  readonly at: number;
  readonly author: Physician;
  /** When its author signed these words; null where it is not signed. */
  readonly signedAt: number | null;
  /** Which of the daily notes it is, from 0, and of how many. */
  readonly day?: number;
  readonly days?: number;
}

/** Says the patterns of the stay's story, by the stay's own facts. */
export function sayer({ stay }: Writing): (pattern: string) => string {
  return (pattern) => say(pattern, stay.facts);
}

export function head(title: string, { stay }: Writing): string[] {
  const { patient, visit, service, attending, admittedAt } = stay;
  return [
    hospitalName.toUpperCase(),
    title.toUpperCase(),
    '',
    `Patient: ${patient.family}, ${patient.given}    MRN: ${patient.mrn}    Visit: ${visit}`,
    `Date of birth: ${dateOf(patient.birthDate)}    Sex: ${patient.sex}`,
    `Admitted: ${written(admittedAt)}    Service: ${service.name}    Attending: ${doctor(attending)}`,
  ];
}

export function foot({ author, signedAt, at }: Writing): string[] {
  return [
    '',
    `${doctor(author)}, ${author.isResident ? 'resident, ' : ''}${author.specialty}`,
    `Entered ${writtenTime(at)}`,
    ...(signedAt === null
      ? []
      : [`Electronically signed by ${doctor(author)} on ${writtenTime(signedAt)}`]),
  ];
}

/** A heading over its words; nothing where there is nothing to say. */
export function section(heading: string, ...words: readonly string[]): string[] {
  const said = words.filter((one) => one !== '');
  return said.length === 0 ? [] : ['', `${heading.toUpperCase()}:`, ...said];
}

export function numbered(lines: readonly string[]): string[] {
  return lines.map((line, n) => `${n + 1}. ${line}`);
}

/** YYYY-MM-DD as MM/DD/YYYY. */
export function dateOf(date: string): string {
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year}`;
}

/** A value within the range; later in the stay nearer to its calm end. */
export function vitalsOf({ stay, chance }: Writing, calm: number): string {
  const { vitals } = stay.story;
  const value = (name: string, rest: number, from: readonly [number, number]): number => {
    const [low, high] = vitals[name] ?? from;
    const ill = chance.int(low * 10, high * 10) / 10;
    return ill + (rest - ill) * calm;
  };
  const isChild = stay.patient.ageYears < 10;
  const pulse = Math.round(value('hr', isChild ? 104 : 76, [68, 88]));
  const breaths = Math.round(value('rr', isChild ? 24 : 16, [14, 18]));
  const temperature = value('temp', 98.4, [97.6, 98.8]).toFixed(1);
  const systolic = Math.round(value('sys', isChild ? 98 : 124, [112, 138]));
  const pressure =
    stay.patient.ageYears < 1
      ? ''
      : `, blood pressure ${systolic}/${Math.round(systolic * 0.6) + chance.int(-4, 4)}`;
  return `Temperature ${temperature} F, pulse ${pulse}${pressure}, respirations ${breaths}.`;
}

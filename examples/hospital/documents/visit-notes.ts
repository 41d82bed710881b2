import { writtenTime } from '../calendar.ts';
import { allergyInText } from '../patient.ts';
import { doctor } from '../stay.ts';
import { capital, listed } from '../wording.ts';
import { title } from './history-and-physical.ts';
import { hospitalName, sayer, section, type Writing } from './pages.ts';

export interface Complaint {
  readonly complaint: string;
  readonly found: string;
  readonly done: string;
  readonly after: string;
}

/** Someone who came to the emergency department and went home. */
export function treatedNote(writing: Writing, visit: Complaint, vitals: string): string {
  const { stay, chance, author, at } = writing;
  const tell = sayer(writing);
  const { patient } = stay;
  const illnesses = patient.illnesses.map(({ words }) => words);
  return [
    hospitalName.toUpperCase(),
    'EMERGENCY DEPARTMENT NOTE',
    '',
    `Patient: ${patient.family}, ${patient.given}    MRN: ${patient.mrn}`,
    ...section('Chief complaint', `${capital(visit.complaint)}.`),
    ...section(
      'History',
      tell(
        `${title(patient)} ${patient.family} came because of ${visit.complaint}, ${chance.pick(['beginning today', 'since yesterday', 'for two days'])}. ${chance.pick(['No other symptom is reported.', '{He} has not had this before.', 'Home treatment brought little relief.'])} ${illnesses.length === 0 ? 'No long-standing illness.' : `Known for ${listed(illnesses)}.`} ${allergyInText(patient)}`,
      ),
    ),
    ...section('Examination', vitals, visit.found),
    ...section(
      'Treatment and course',
      visit.done,
      chance.pick([
        'Comfortable on reassessment.',
        'Improved at the time of discharge.',
        'Symptoms resolved before discharge.',
      ]),
    ),
    ...section(
      'Assessment',
      `${capital(visit.complaint)}, without sign of a more serious cause on examination.`,
    ),
    ...section('Disposition', 'Home.'),
    ...section('Follow-up', visit.after),
    '',
    `${doctor(author)}, ${author.specialty}, ${writtenTime(at)}`,
  ].join('\n');
}

/** The clinic visit after a stay. */
export function clinicNote(writing: Writing, vitals: string): string {
  const { stay, chance, author, at } = writing;
  const tell = sayer(writing);
  const { patient, story } = stay;
  return [
    `${hospitalName.toUpperCase()}, ${stay.service.name.toUpperCase()} CLINIC`,
    'FOLLOW-UP VISIT',
    '',
    `Patient: ${patient.family}, ${patient.given}    MRN: ${patient.mrn}`,
    ...section(
      'Interval history',
      tell(
        `${title(patient)} ${patient.family} returns after the stay for ${story.condition}. ${chance.pick(['{He} has done well at home and takes the medicines as prescribed.', 'Recovery has been steady; {he} is back to most of {his} usual activity.', 'There were no emergency visits since discharge.'])} ${chance.pick(['Sleep and appetite are good.', 'Energy is not yet what it was.', 'No new complaint today.'])}`,
      ),
    ),
    ...section(
      'Examination',
      vitals,
      tell(
        chance.pick([
          'Well-appearing. Heart and lungs normal, abdomen soft.',
          'Comfortable; focused examination without new finding.',
          'Examination consistent with normal recovery.',
        ]),
      ),
    ),
    ...section('Assessment', tell(`Recovering as expected after ${story.condition}.`)),
    ...section(
      'Plan',
      ...story.discharge.slice(0, 2).map((one) => `Reviewed: ${tell(one)}.`),
      chance.pick([
        'Return as needed; routine care with the primary office.',
        'Return in three months.',
        'Return in six weeks; call earlier with concerns.',
      ]),
    ),
    '',
    `${doctor(author)}, ${author.specialty}, ${writtenTime(at)}`,
  ].join('\n');
}

import { written } from '../calendar.ts';
import { dispositions } from '../stay.ts';
import { capital, listed } from '../wording.ts';
import { comingWith, title } from './history-and-physical.ts';
import { foot, head, numbered, sayer, section, type Writing } from './pages.ts';

/** Outcome, disposition and follow-up (42 CFR 482.24(c)(4)(vii)). */
export function dischargeSummary(writing: Writing): string {
  const { stay, chance } = writing;
  const { story, patient, operation, disposition } = stay;
  const tell = sayer(writing);
  const [principal, ...others] = story.diagnoses;
  const hasDied = disposition === '20';
  const old = patient.illnesses.map(({ words }) => capital(words));
  return [
    ...head('Discharge summary', writing),
    `Discharged: ${written(stay.dischargedAt)}    Length of stay: ${stay.facts.stayDays} days`,
    ...section('Principal diagnosis', tell(principal?.[1] ?? '')),
    ...section(
      'Secondary diagnoses',
      ...numbered([...others.map(([, name]) => tell(name ?? '')), ...old]),
    ),
    ...section(
      'Procedures',
      ...(operation === null
        ? ['None.']
        : [`${tell(operation.story.title)}, ${written(operation.startedAt)}.`]),
    ),
    ...section(
      'Reason for admission',
      tell(
        `${title(patient)} ${patient.family} is a {person}${comingWith(writing)} ${story.complaint}. ${story.hpi.slice(0, 2).map(tell).join(' ')}`,
      ),
    ),
    ...section(
      'Hospital course',
      tell(story.hospital),
      hasDied ? deathWords(writing) : '',
      courseOfOldIllness(writing),
    ),
    ...section(
      'Pertinent results',
      ...story.data.map(tell),
      story.imaging === undefined
        ? ''
        : `${tell(story.imaging.name)}: ${tell(story.imaging.impression)}`,
    ),
    ...(hasDied
      ? section(
          'Outcome',
          'The patient died in hospital. The family was present or had been told, and the medical examiner declined the case.',
        )
      : [
          ...section(
            'Condition at discharge',
            tell(chance.pick(patient.ageYears < 1 ? wellInfant : wellAdult)),
          ),
          ...section('Disposition', `${dispositions[disposition]}.`),
          ...section(
            'Discharge medications',
            ...[...story.discharge.map(tell), ...kept(writing)].map((one) => `- ${capital(one)}`),
          ),
          ...section('Follow-up', tell(story.followUp)),
          ...section(
            'Instructions',
            tell(chance.pick(patient.ageYears < 16 ? toParents : instructions)),
          ),
        ]),
    ...foot(writing),
  ].join('\n');
}

/** A short stay for a minor problem: outcome, disposition, follow-up. */
export function finalNote(writing: Writing): string {
  const { stay, chance } = writing;
  const tell = sayer(writing);
  const { story, patient } = stay;
  return [
    ...head('Final progress note', writing),
    ...section(
      'Summary',
      tell(
        `${title(patient)} ${patient.family}, {person}, stayed for ${story.condition}. ${story.hospital}`,
      ),
    ),
    ...section(
      'Outcome',
      tell(
        chance.pick([
          'Recovered as expected, without complication.',
          'Symptoms resolved; vital signs normal.',
          'Improved and comfortable.',
        ]),
      ),
    ),
    ...section('Disposition', `${dispositions[stay.disposition]}.`),
    ...section('Discharge medications', ...story.discharge.map((one) => `- ${capital(tell(one))}`)),
    ...section('Follow-up', tell(story.followUp)),
    ...foot(writing),
  ].join('\n');
}

function kept({ stay }: Writing): string[] {
  return stay.patient.illnesses.flatMap(({ medicine }) =>
    medicine === null ? [] : [`${medicine} (unchanged)`],
  );
}

function courseOfOldIllness({ stay, chance }: Writing): string {
  const words = stay.patient.illnesses.map((one) => one.words);
  if (words.length === 0) return '';
  return `${capital(listed(words))} ${words.length > 1 ? 'were' : 'was'} ${chance.pick(['stable throughout and home treatment was continued', 'managed with the usual medicines', 'without change during the stay'])}.`;
}

function deathWords({ chance, stay }: Writing): string {
  const { he, him } = stay.facts;
  return chance.pick([
    `Despite these measures ${he} worsened on the last day. Goals of care were discussed with the family, and treatment was directed to comfort.`,
    `A sudden deterioration followed on the final day, and resuscitation, begun in accordance with ${stay.facts.his} wishes, was not successful.`,
    `Palliative care met with ${him} and the family; ${he} died peacefully.`,
  ]);
}

const wellAdult = [
  'Good. {He} is walking and eating.',
  'Stable and improved. {His} vital signs were normal on the morning of discharge.',
  'Improved; at or near {his} usual level of function.',
];
const wellInfant = [
  'Well: feeding, alert, with normal temperature in an open crib.',
  'Good. Feeding well with a normal examination.',
];

const toParents = [
  'The parents were shown what to watch for and have the telephone number of the ward.',
  'Written instructions were reviewed with the family, who repeated them. Return for fever, poor feeding or fast breathing.',
];

const instructions = [
  'Return to the emergency department for fever above 101 F, new pain, shortness of breath or bleeding. Activity as tolerated.',
  '{He} was given written instructions and a telephone number for questions. Diet as before.',
  'Instructions were reviewed with {him} and a family member, who repeated them correctly. Call with any worsening.',
];

import { local, writtenTime } from '../calendar.ts';
import { allergyInText } from '../patient.ts';
import { doctor } from '../stay.ts';
import { capital } from '../wording.ts';
import { examination } from './examination.ts';
import { title } from './history-and-physical.ts';
import { foot, head, numbered, sayer, section, vitalsOf, type Writing } from './pages.ts';

/** A daily note: subjective, objective, assessment and plan. */
export function progressNote(writing: Writing): string {
  const { stay, chance, day = 0, days = 1 } = writing;
  const { story, patient } = stay;
  const tell = sayer(writing);
  const place = days < 2 ? 0 : Math.round((day / (days - 1)) * (story.course.length - 1));
  const course = tell(story.course[place] ?? story.course[0] ?? '');
  const isLast = day === days - 1;
  const systems = ['general', 'heart', 'lungs', 'abdomen', 'extremities'];
  return [
    ...head(`Progress note, ${stay.service.name}`, writing),
    ...section(
      'Subjective',
      `Hospital day ${hospitalDay(writing)}. ${tell(chance.pick(isLast ? lateVoice : earlyVoice))}`,
    ),
    ...section(
      'Objective',
      vitalsOf(writing, days < 2 ? 0.7 : 0.35 + (0.6 * day) / (days - 1)),
      ...examination(writing, day === 0 ? systems : systems.slice(0, chance.int(3, 5))).filter(
        (line) => day === 0 || !line.startsWith('General'),
      ),
    ),
    ...section('Interval course', course),
    ...section(
      'Assessment and plan',
      tell(
        `${title(patient)} ${patient.family}, a {person} with ${story.condition}, ${isLast ? chance.pick(['improved and approaching discharge', 'clinically better', 'near readiness for discharge']) : chance.pick(['responding to treatment', 'improving slowly', 'still under active treatment'])}.`,
      ),
      ...numbered(plansFor(writing, isLast)),
    ),
    ...foot(writing),
  ].join('\n');
}

function hospitalDay({ stay, at }: Writing): number {
  const from = Date.parse(local(stay.admittedAt).date);
  return Math.round((Date.parse(local(at).date) - from) / 86_400_000) + 1;
}

function plansFor(writing: Writing, isLast: boolean): string[] {
  const { stay, chance } = writing;
  const tell = sayer(writing);
  const own = stay.story.plan.map(tell);
  const kept = chance.pick(own);
  const last = [
    `Discharge planning: ${tell(stay.story.followUp)}`,
    chance.pick([
      'Case management has confirmed transport and medicines.',
      'Teaching done with teach-back.',
      'Medication list reconciled with the pharmacy.',
    ]),
  ];
  const middle = [
    chance.pick([
      'Repeat basic metabolic panel and blood count in the morning.',
      'Morning laboratory tests reviewed; replace electrolytes by protocol.',
      'No laboratory tests needed tomorrow.',
    ]),
    chance.pick(['Physical therapy as able.', 'Out of bed for meals.', 'Activity as tolerated.']),
  ];
  return [`As ordered: ${kept}`, ...(isLast ? last : middle)];
}

const earlyVoice = [
  '{He} slept [poorly|fitfully] but has no new complaint.',
  'Seen with the nurse on rounds. {He} feels [somewhat|a little] better than yesterday.',
  'No events overnight. Appetite is [fair|returning].',
  'Asks when {he} may go home; explained what still needs to be done.',
];
const lateVoice = [
  '{He} feels well and would like to go home.',
  'No complaint this morning. Ate breakfast and walked with staff.',
  'Comfortable overnight. Questions about home care were answered.',
];

/** What the emergency physician saw and did before the admission. */
export function emergencyNote(writing: Writing): string {
  const { stay, chance } = writing;
  const { story, patient, attending } = stay;
  const tell = sayer(writing);
  const arrival = stay.admittedAt - 3 * 3_600_000;
  return [
    ...head('Emergency department physician note', writing),
    ...section(
      'Arrival',
      `${writtenTime(arrival)} by ${chance.pick(['ambulance', 'private car', 'private car', 'walking in'])}. Triage level ${chance.pick(['2', '3', '3'])}.`,
    ),
    ...section('Chief complaint', capital(tell(story.complaint))),
    ...section(
      'History',
      tell(
        `{person}. ${story.hpi.slice(0, 3).map(tell).join(' ')}`.replace(
          /^\{person\}/,
          capital('{person}'),
        ),
      ),
    ),
    ...section('Past history', `${capital(tell(story.history))}. ${allergyInText(patient)}`),
    ...section(
      'Examination',
      vitalsOf(writing, 0),
      ...examination(writing, ['general', 'heart', 'lungs', 'abdomen', 'neurologic']),
    ),
    ...section('Results', ...story.data.map(tell)),
    ...section(
      'Medical decision making',
      tell(
        `The presentation was judged most consistent with ${story.condition}. ${chance.pick(['Alternative causes were considered and found less likely on history, examination and the results above.', 'The differential diagnosis was reviewed; no finding suggested an immediately threatening alternative.', 'Results were discussed with the patient or family at the bedside.'])} ${chance.pick(['Serial examination showed no deterioration.', 'Reassessed twice before the bed was ready.', 'Treatment was begun in the department with partial relief.'])}`,
      ),
    ),
    ...section(
      'Disposition',
      `Admitted to ${stay.service.name}, discussed with ${doctor(attending)}. Condition at transfer: ${chance.pick(['stable', 'guarded, improving', 'fair'])}.`,
    ),
    ...foot(writing),
  ].join('\n');
}

/** An opinion that another service was asked for. */
export function consultation(writing: Writing): string {
  const { stay, chance, author } = writing;
  const { story, patient } = stay;
  const tell = sayer(writing);
  const consult = story.consult ?? {
    specialty: author.specialty,
    reason: story.condition,
    impression: `Agree with the assessment of ${story.condition}.`,
    advice: ['Continue the present treatment.'],
  };
  return [
    ...head(`Consultation, ${consult.specialty}`, writing),
    ...section('Requested by', doctor(stay.attending)),
    ...section('Reason for consultation', `${capital(tell(consult.reason))}.`),
    ...section(
      'History',
      tell(
        `${title(patient)} ${patient.family} is a {person} admitted with ${story.complaint}. ${story.hpi.slice(0, 2).map(tell).join(' ')} ${chance.pick(['The chart, results and images were reviewed.', 'Records were reviewed and the patient was interviewed.'])}`,
      ),
    ),
    ...section('Past history', `${capital(tell(story.history))}.`, allergyInText(patient)),
    ...section(
      'Examination',
      vitalsOf(writing, 0.3),
      ...examination(writing, ['general', 'heart', 'lungs', 'abdomen', 'neurologic']),
    ),
    ...section('Data reviewed', ...story.data.map(tell)),
    ...section('Impression', tell(consult.impression)),
    ...section('Recommendations', ...numbered(consult.advice.map(tell))),
    '',
    chance.pick([
      'Thank you for asking us to see this patient. We will follow.',
      'Discussed with the primary team. We will follow along.',
      'Thank you for the consultation; please call with questions.',
    ]),
    ...foot(writing),
  ].join('\n');
}

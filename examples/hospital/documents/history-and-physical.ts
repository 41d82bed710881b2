import { writtenTime } from '../calendar.ts';
import { capital, listed } from '../wording.ts';
import { background } from './background.ts';
import { examination } from './examination.ts';
import { foot, head, numbered, sayer, section, vitalsOf, type Writing } from './pages.ts';

/** An admission history and physical examination (42 CFR 482.24(c)(4)(i)). */
export function historyAndPhysical(writing: Writing): string {
  const { stay, chance } = writing;
  const { story, patient } = stay;
  const tell = sayer(writing);
  const { social, family, review } = background(writing);
  const illnesses = patient.illnesses.map(({ words }) => words);
  const medicines = patient.illnesses.flatMap(({ medicine }) => medicine ?? []);
  const opening = `{person}${comingWith(writing)} ${story.complaint}.`;
  return [
    ...head('History and physical examination', writing),
    ...section('Chief complaint', `${capital(tell(story.complaint))}.`),
    ...section(
      'History of present illness',
      [tell(`${title(patient)} ${patient.family} is a ${opening}`), ...story.hpi.map(tell)].join(
        ' ',
      ),
    ),
    ...section(
      'Past medical history',
      `${capital(tell(story.history))}.${illnesses.length > 0 ? ` Also ${listed(illnesses)}.` : ''}`,
    ),
    ...section(
      'Medications before admission',
      ...(medicines.length > 0
        ? medicines.map(capital)
        : ['None taken regularly beyond what is said above.']),
    ),
    ...section('Allergies', patient.allergy),
    ...section('Social history', social),
    ...section('Family history', family),
    ...section('Review of systems', review),
    ...section('Physical examination', vitalsOf(writing, 0), ...examination(writing)),
    ...section(
      'Data',
      ...story.data.map(tell),
      ...(story.imaging === undefined
        ? []
        : [`${tell(story.imaging.name)}: ${tell(story.imaging.impression)}`]),
    ),
    ...section(
      'Assessment',
      tell(
        `${capital(`${title(patient)} ${patient.family}`)} is a {person} with ${story.condition}.`,
      ) +
        (illnesses.length > 0
          ? ` ${capital(listed(illnesses))} ${illnesses.length > 1 ? 'are' : 'is'} stable and home treatment continues where safe.`
          : ''),
    ),
    ...section(
      'Plan',
      ...numbered([
        ...story.plan.map(tell),
        ...prophylaxis(writing),
        chance.pick(codeStatus(patient.ageYears)),
      ]),
    ),
    '',
    `Examined ${writtenTime(writing.at - 40 * 60_000)}.`,
    ...foot(writing),
  ].join('\n');
}

export function title({ sex, ageYears }: { sex: string; ageYears: number }): string {
  if (ageYears < 16) return sex === 'female' ? 'Miss' : 'Master';
  return sex === 'female' ? 'Ms.' : 'Mr.';
}

/** How the complaint follows on the person. */
export function comingWith({ stay, chance }: Writing): string {
  const { admission, complaint } = stay.story;
  if (admission === 'newborn') return ',';
  if (/^(planned|scheduled)/.test(complaint)) return ' admitted for';
  return chance.pick([' who presents with', ' admitted with', ' with']);
}

/** Only where nothing in the story speaks against a little heparin. */
const mayHaveHeparin = new Set([
  'copd',
  'pneumonia',
  'dka',
  'pyelonephritis',
  'heart-failure',
  'seizure',
  'cellulitis',
]);
const isWalking = new Set(['PSY', 'EMG', 'OBS', 'NBN']);

function prophylaxis({ stay, chance }: Writing): readonly string[] {
  const { story, patient } = stay;
  if (patient.ageYears < 16)
    return [
      chance.pick([
        'Family at the bedside; plan reviewed with them.',
        'Parents have been told of the plan and agree.',
      ]),
    ];
  if (mayHaveHeparin.has(story.id))
    return [
      chance.pick([
        'Venous thromboembolism prophylaxis with subcutaneous heparin.',
        'Enoxaparin 40 mg daily for prophylaxis while mobility is reduced.',
        'Heparin 5,000 units subcutaneously every eight hours until walking freely.',
      ]),
    ];
  if (isWalking.has(story.service))
    return ['Walking freely; no thromboembolism prophylaxis by medicine.'];
  return [
    chance.pick([
      'Sequential compression devices while in bed.',
      'Mechanical prophylaxis; walk three times a day when able.',
    ]),
  ];
}

function codeStatus(years: number): readonly string[] {
  if (years < 16) return ['Full code.'];
  return years > 78
    ? [
        'Code status: full code, confirmed with patient and daughter.',
        'Code status: do not intubate, as written in the advance directive; other treatment continues.',
        'Full code.',
      ]
    : [
        'Full code, confirmed on admission.',
        'Code status: full code.',
        'Full code. Health care proxy on file.',
      ];
}

import { capital } from '../wording.ts';
import { background } from './background.ts';
import { title } from './history-and-physical.ts';
import { foot, head, numbered, sayer, section, type Writing } from './pages.ts';

/** A psychiatric evaluation (42 CFR 482.61(b)): mental status, onset, strengths, diagnosis. */
export function psychiatricEvaluation(writing: Writing): string {
  const { stay, chance } = writing;
  const { story, patient } = stay;
  const tell = sayer(writing);
  return [
    ...head('Psychiatric evaluation', writing),
    ...section(
      'Identification and reason for admission',
      tell(
        `${title(patient)} ${patient.family} is a {person} admitted with ${story.complaint}. Legal status: ${chance.pick(['voluntary', 'voluntary', 'emergency, converted to voluntary on the second day'])}.`,
      ),
    ),
    ...section('History of present illness', story.hpi.map(tell).join(' ')),
    ...section('Past psychiatric history', `${capital(tell(story.history))}.`),
    ...section(
      'Substance use',
      chance.pick([
        'Denies alcohol and drug use; toxicology negative.',
        'Drinks on weekends; no withdrawal. Toxicology negative.',
        'Cannabis several times a week; otherwise negative.',
      ]),
    ),
    ...section('Social and developmental history', background(writing).social),
    ...section(
      'Mental status examination',
      tell(story.exam.mental ?? 'Cooperative, thought process linear.'),
    ),
    ...section(
      'Strengths',
      tell(
        chance.pick([
          '{He} seeks help, has stable housing and supportive family.',
          'Intelligent, employed, and engaged with an outpatient therapist.',
          'Motivated for treatment; has responded to medication before.',
        ]),
      ),
    ),
    ...section(
      'Risk assessment',
      tell(
        chance.pick([
          'Acute risk is raised and warrants inpatient care; protective factors include family and willingness to be treated.',
          'Safety plan reviewed. Means restriction discussed with the family.',
          'Observed every 15 minutes; able to say {he} will approach staff if thoughts intensify.',
        ]),
      ),
    ),
    ...section('Diagnosis', ...story.diagnoses.map(([, name]) => tell(name ?? ''))),
    ...section('Treatment plan', ...numbered(story.plan.map(tell))),
    ...foot(writing),
  ].join('\n');
}

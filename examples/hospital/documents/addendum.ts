import { capital } from '../wording.ts';
import { foot, head, sayer, section, type Writing } from './pages.ts';

/** What is added to a signed document and changes nothing in it. */
export function addendum(writing: Writing): string {
  const { stay, chance } = writing;
  const tell = sayer(writing);
  return [
    ...head('Addendum', writing),
    ...section('Addendum', tell(chance.pick(words))),
    ...section('Concerning', `${capital(tell(stay.story.condition))}.`),
    ...foot(writing),
  ].join('\n');
}

const words = [
  'A result that was pending at the time of this document has been reviewed: [blood cultures are final without growth|the final report agrees with the preliminary reading]. The assessment is unchanged.',
  'The primary care office was telephoned; {his} follow-up appointment is confirmed and a copy was sent.',
  'For clarity: the diagnosis stated here was present on admission, as the history and first results show.',
  'Correction of fact requested by the patient: {he} lives with family, not alone. Nothing else changes.',
];

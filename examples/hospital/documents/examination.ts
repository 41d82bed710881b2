import { capital } from '../wording.ts';
import { sayer, type Writing } from './pages.ts';

/** By system, what the story says of it or a normal finding in one of several wordings. */
export function examination(writing: Writing, only?: readonly string[]): string[] {
  const { stay, chance } = writing;
  const tell = sayer(writing);
  const normal = stay.patient.ageYears < 1 ? infant : general;
  const systems = only ?? Object.keys({ ...normal, ...stay.story.exam });
  return systems.flatMap((system) => {
    const own = stay.story.exam[system];
    const usual = normal[system];
    const words = own ?? (usual === undefined ? undefined : chance.pick(usual));
    return words === undefined ? [] : [`${capital(system)}: ${tell(words)}`];
  });
}

const general: Readonly<Record<string, readonly string[]>> = {
  general: [
    'Alert, in no acute distress.',
    'Comfortable, cooperative with the examination.',
    'Well-nourished, appears {his} stated age.',
  ],
  head: [
    'Normocephalic. Pupils equal and reactive, mucous membranes moist.',
    'Atraumatic, sclerae anicteric, oropharynx clear.',
    'Conjunctivae pink, oropharynx without lesions.',
  ],
  neck: [
    'Supple, no adenopathy, no thyroid enlargement.',
    'No jugular venous distention, trachea midline.',
    'Supple and nontender.',
  ],
  heart: [
    'Regular rate and rhythm, no murmur, rub or gallop.',
    'Normal first and second sounds, no added sounds.',
    'Regular rhythm; a soft systolic flow murmur at the left sternal border.',
  ],
  lungs: [
    'Clear to auscultation bilaterally.',
    'Good air entry on both sides, no wheeze or crackles.',
    'Clear, with unlabored breathing.',
  ],
  abdomen: [
    'Soft, nontender, bowel sounds present.',
    'Soft, not distended, no mass or organomegaly.',
    'Benign.',
  ],
  extremities: [
    'No edema, pulses full and equal.',
    'Warm and well perfused, no calf tenderness.',
    'No clubbing, cyanosis or edema.',
  ],
  skin: ['Warm and dry, no rash.', 'No lesions or pressure injury on admission.', 'Intact.'],
  neurologic: [
    'Oriented to person, place and time. Cranial nerves intact, strength 5/5 throughout.',
    'No focal deficit; gait not tested.',
    'Alert, speech fluent, moves all extremities.',
  ],
};

const infant: Readonly<Record<string, readonly string[]>> = {
  general: ['Vigorous, good cry, consolable.', 'Active when examined, good tone.'],
  head: [
    'Anterior fontanelle soft and flat. Red reflex present in both eyes.',
    'Fontanelle flat, palate intact.',
  ],
  heart: [
    'Regular rhythm, no murmur, femoral pulses equal.',
    'Normal heart sounds, pulses full in all limbs.',
  ],
  lungs: ['Clear, no retractions.', 'Symmetric breath sounds.'],
  abdomen: ['Soft, no mass, bowel sounds present.', 'Soft; no hepatosplenomegaly.'],
  extremities: ['Hips stable, ten fingers and toes.', 'Warm, capillary refill under two seconds.'],
  skin: ['No rash, no jaundice.', 'Pink, well perfused.'],
  neurologic: ['Symmetric Moro, good suck and grasp.', 'Tone and reflexes normal for age.'],
};

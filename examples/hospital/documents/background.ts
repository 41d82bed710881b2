import { chanceOf } from '../random.ts';
import { sayer, type Writing } from './pages.ts';

export interface Background {
  readonly social: string;
  readonly family: string;
  readonly review: string;
}

/** What is asked of everyone, by age: where they live, what runs in the family, what else they notice. */
export function background(writing: Writing): Background {
  const { stay } = writing;
  // Asked once: every document of the stay tells the same.
  const chance = chanceOf(`${stay.visit}/background`);
  const { ageYears } = stay.patient;
  const tell = sayer(writing);
  const pool = ageYears < 1 ? infant : ageYears < 16 ? child : ageYears < 65 ? adult : elder;
  return {
    social: `${tell(chance.pick(pool.home))} ${tell(chance.pick(pool.habits))}`,
    family: chance.pick(pool.family),
    review: tell(chance.pick(pool.review)),
  };
}

interface Pool {
  readonly home: readonly string[];
  readonly habits: readonly string[];
  readonly family: readonly string[];
  readonly review: readonly string[];
}

const infant: Pool = {
  home: [
    'Lives with both parents and one older sibling.',
    'Lives with mother and grandmother.',
    'First child; lives with both parents.',
  ],
  habits: [
    'No tobacco smoke in the home.',
    'A grandparent smokes outside the house.',
    'Pediatric care is established in the community.',
  ],
  family: [
    'No congenital heart disease, bleeding disorder or early death in the family.',
    'Mother with mild asthma; otherwise noncontributory.',
    'Noncontributory.',
  ],
  review: [
    'As in the history; the parents notice nothing else.',
    'Otherwise negative as given by the parents.',
  ],
};
const child: Pool = {
  home: [
    'Lives with parents and a younger brother; attends school.',
    'Lives with mother; sees father on weekends.',
    'Lives with both parents and two siblings. A dog is in the house.',
  ],
  habits: [
    'Immunizations are up to date by the state registry.',
    'Up to date on immunizations including influenza.',
    'Immunizations current. No smokers at home.',
  ],
  family: [
    'Asthma in the mother, eczema in a sibling.',
    'Grandfather with type 2 diabetes; otherwise negative.',
    'Noncontributory.',
  ],
  review: [
    'Otherwise negative as told by {him} and the family.',
    'Ten systems reviewed with parent and child; negative beyond what is described.',
  ],
};
const adult: Pool = {
  home: [
    'Works [as a carpenter|in a warehouse|as a school aide|in accounting|as a line cook|in retail] and lives with a partner.',
    'Lives with {his} spouse and [two|three] children.',
    'Lives alone in a second-floor apartment; a sister is nearby.',
    'Shares a house with a roommate; works from home.',
  ],
  habits: [
    'Never smoked. Alcohol on weekends only. No other drug use.',
    'Former smoker, stopped [four|nine|eleven] years ago. One or two drinks a week.',
    'No tobacco or alcohol. No recreational drugs.',
    'Smokes occasionally; advised to stop. No drug use.',
  ],
  family: [
    'Father with hypertension, mother well.',
    'Mother with type 2 diabetes. No early cardiac death or cancer known.',
    'Maternal aunt with breast cancer at 61. No bleeding or clotting disorder.',
    'No illness relevant to this admission.',
  ],
  review: [
    'Constitutional, cardiac, respiratory, gastrointestinal, urinary, musculoskeletal, skin and neurologic systems reviewed; negative except as above.',
    'Notable for the symptoms described. No weight loss, no rash, no visual change.',
    'Positive as in the history. Denies headache, joint swelling or bleeding.',
  ],
};
const elder: Pool = {
  home: [
    'Retired [teacher|machinist|nurse|farmer|bus driver]; lives with {his} spouse in a one-story house.',
    'Widowed, lives alone with daily visits from a daughter. Drives in daylight.',
    'Lives in senior housing; a neighbor helps with shopping.',
    'Lives with {his} son and his family. Independent in dressing and bathing.',
  ],
  habits: [
    'Never smoked, no alcohol.',
    'Quit smoking [more than 20 years ago|in 1998|at age 50]. A glass of wine on holidays.',
    'No tobacco or alcohol. Walks with a cane outdoors.',
    'Former smoker. No falls in the past year.',
  ],
  family: [
    'Father died of stroke at 74, mother of heart failure at 88.',
    'Brother with coronary disease. No cancer known in first-degree relatives.',
    'Parents lived into their eighties; details not known.',
    'Sister with diabetes; otherwise noncontributory.',
  ],
  review: [
    'Reviewed in ten systems; other than the present complaint there is [mild constipation|chronic knee pain|poor sleep].',
    'Negative for fever, weight loss, bleeding or visual change unless stated above.',
    'Hearing is reduced. Otherwise negative except as described.',
  ],
};

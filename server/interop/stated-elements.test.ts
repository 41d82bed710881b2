import { describe, expect, test } from 'vitest';
import { statedElements } from './stated-elements.ts';

const note = `BRIEF OPERATIVE NOTE
Surgeon: Dr Lind
Assistants: none
Procedure performed: Laparoscopic cholecystectomy
Findings:
  Gallbladder inflamed
Estimated blood loss: 20 mL
Specimens removed: gallbladder
Postoperative diagnosis: Acute cholecystitis`;
const seven = [
  'surgeons',
  'assistants',
  'procedure',
  'findings',
  'blood-loss',
  'specimens',
  'postoperative-diagnosis',
];

describe('what a note states', () => {
  test('all seven fields of a brief operative note; none is an answer', () => {
    expect(statedElements(note)).toEqual(seven);
  });

  test('a heading with nothing behind it states nothing', () => {
    const bare = note.replace('Estimated blood loss: 20 mL', 'Estimated blood loss:');
    expect(statedElements(bare)).toEqual(seven.filter((one) => one !== 'blood-loss'));
  });

  test('a word in a sentence is no heading', () => {
    expect(statedElements('The surgeon found: no findings worth a specimen.')).toEqual([]);
    expect(statedElements('')).toEqual([]);
  });

  test('outcome, disposition and follow-up of a final note', () => {
    const final = 'Condition at discharge: good\nDischarged to: home\nFollow-up: clinic in a week';
    expect(statedElements(final)).toEqual(['outcome', 'disposition', 'follow-up']);
  });
});
